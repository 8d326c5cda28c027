"""Where a line can be had, and whether two addresses are the same. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_STREET = re.compile(r"stra(ß|ss)e\b|str\b\.?")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Place:
    """A German address for the installation of a line."""

    street: str
    postcode: str
    town: str

    @property
    def key(self) -> str:
        """The same for different spellings: `Mailänder Str. 2` and `mailänder straße 2`."""
        street = _STREET.sub("str", self.street.casefold().replace("ß", "ss"))
        return f"{self.postcode.strip()}:{_NOISE.sub('', street)}"

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.town}"


def is_supplied(postcode: str, prefixes: Sequence[str]) -> bool:
    """Does the postcode begin with one of the prefixes? Without prefixes the operator supplies everybody."""
    return not prefixes or postcode.startswith(tuple(prefixes))
