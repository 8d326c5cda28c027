"""Sections of a product's page: a small list that rooms fill in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.models import Product
from contracts.orders.offers import Change
from portal.shell.registry import Registry


@dataclass(frozen=True)
class ProductPanel:
    """One section. `context` gives its template's values, or None where the product has no such section.

    The template reads them as `panel.<name>`. `change` names a kind of order that belongs here: `panel.change` is
    where to order it, None where this is not possible and for those who only read. `relation` is the product's row
    that it shows, loaded together with the product.
    """

    key: str
    order: int
    template: str
    context: Callable[[Product], dict[str, Any] | None]
    change: str = ""
    relation: str = ""


@dataclass(frozen=True)
class ShownPanel:
    """A section of one page."""

    template: str
    context: dict[str, Any]


panels: Registry[ProductPanel] = Registry(
    "product panels", key=lambda panel: panel.key, order=lambda panel: panel.order
)


def relations() -> list[str]:
    """What the sections need of a product."""
    return [panel.relation for panel in panels if panel.relation]


def panels_for(product: Product, changes: list[Change]) -> list[ShownPanel]:
    """The sections of this product's page; `changes` are what its reader may order here."""
    by_kind = {change.kind.slug: change for change in changes}
    return [
        ShownPanel(panel.template, {**context, "change": by_kind.get(panel.change)})
        for panel in panels
        if (context := panel.context(product)) is not None
    ]
