"""Numbers that other rooms keep for products: the list of products names them, so that contracts of the same name can
be told apart (C1). Rooms add their source in `AppConfig.ready()`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.models import Product
from portal.shell.registry import Registry


@dataclass(frozen=True)
class NumberSource:
    """`find` returns the numbers of a day by product, written as customers read them; it asks once for all products."""

    key: str
    find: Callable[[Collection[Product], date], Mapping[int, list[str]]]


number_sources: Registry[NumberSource] = Registry(
    "number sources", key=lambda source: source.key, order=lambda source: 0
)


def numbers_elsewhere(products: Iterable[Product], today: date) -> dict[int, list[str]]:
    """The numbers of all sources, by product."""
    held = list(products)
    found: dict[int, list[str]] = {}
    for source in number_sources:
        found.update(source.find(held, today))
    return found
