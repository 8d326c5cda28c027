"""Reading a file's objects field by field: each fault is noted with its path, fields nobody reads are faults too."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from portal.lib.money import parse_decimal

from .items import FREE, Text

T = TypeVar("T")
LONGEST_TEXT = 2000
LARGEST_NUMBER = 1_000_000_000


class CatalogueRefused(ValueError):
    """A file that is not taken in. `reasons` are sentences for the one who wrote it, each with its place."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


class Node:
    """One object of the file. Reading never stops at a fault: all of them are told at once.

    Each reading method notes a fault and answers with something harmless when the field is not what it should be.
    """

    def __init__(self, value: Any, path: str, faults: list[str]) -> None:
        self.path = path
        self.faults = faults
        self._seen: set[str] = set()
        self.fields: Mapping[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.fault("", _("must be an object."))

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(f"{self._at(key)}: {sentence}")

    def has(self, key: str) -> bool:
        return key in self.fields

    def close(self) -> None:
        """Every field that was not asked for is unknown."""
        for key in self.fields:
            if key not in self._seen:
                self.fault(key, _("is no field of the format."))

    def text(self, key: str, *, required: bool = True, most: int = LONGEST_TEXT) -> str:
        value = self._take(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            self.fault(key, _("must be a text of at most %(most)s characters.") % {"most": most})
            return ""
        return value.strip()

    def choice(self, key: str, allowed: Mapping[str, T], *, default: T | None = None) -> T:
        """What `allowed` gives for the text; required unless there is a default."""
        first = next(iter(allowed.values()))
        value = self._take(key, required=default is None)
        if value is None:
            return first if default is None else default
        if not isinstance(value, str) or value not in allowed:
            values = {"value": value, "allowed": ", ".join(allowed)}
            self.fault(key, _("is “%(value)s”; allowed are %(allowed)s.") % values)
            return first
        return allowed[value]

    def choices(self, key: str, allowed: Mapping[str, T]) -> tuple[T, ...]:
        """A list of such texts, () when absent."""
        found = []
        for value in self.items(key):
            if not isinstance(value, str) or value not in allowed:
                values = {"value": value, "allowed": ", ".join(allowed)}
                self.fault(key, _("names “%(value)s”; allowed are %(allowed)s.") % values)
            else:
                found.append(allowed[value])
        return tuple(found)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._take(key, required=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, _("must be true or false."))
            return default
        return value

    def whole(self, key: str, *, default: int | None = None) -> int:
        """A whole number, 0 or more; required unless there is a default."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or 0
        if not is_whole(value):
            self.fault(key, _("must be a whole number, 0 or more."))
            return default or 0
        return int(value)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A date as YYYY-MM-DD."""
        value = self._take(key, required=required)
        if value is None:
            return None
        try:
            if len(str(value)) != len("2026-11-30"):
                raise ValueError(value)
            return date.fromisoformat(str(value))
        except ValueError:
            self.fault(key, _("is “%(value)s”, not a date like 2026-11-30.") % {"value": value})
            return None

    def both(self, key: str, *, required: bool = True) -> Text:
        """A text in German and English. One that is missing stays empty: the check names it."""
        node = self.inner(key, required=required)
        if node is None:
            return Text("", "")
        text = Text(*(node.words(language) for language in ("de", "en")))
        node.close()
        return text

    def words(self, key: str) -> str:
        """A text that may be empty."""
        value = self._take(key, required=False)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            self.fault(key, _("must be a text of at most %(most)s characters.") % {"most": LONGEST_TEXT})
            return ""
        return value.strip()

    def money(self, key: str, *, required: bool = True) -> Decimal:
        """`{"unit": "EUR", "value": "34.90"}`: euros as text, whole cents. The sign is the check's business."""
        node = self.inner(key, required=required)
        if node is None:
            return FREE
        node.choice("unit", {"EUR": "EUR"})
        value = node.text("value", most=20)
        node.close()
        return _euros(node, value) if value else FREE

    def inner(self, key: str, *, required: bool = False) -> "Node | None":
        """The object in this field, None when absent."""
        value = self._take(key, required=required)
        return None if value is None else Node(value, self._at(key), self.faults)

    def inners(self, key: str, *, required: bool = False) -> Iterator["Node"]:
        """The objects of a list, each closed after it was read."""
        for index, value in enumerate(self.items(key, required=required)):
            node = Node(value, f"{self._at(key)}[{index}]", self.faults)
            yield node
            node.close()

    def items(self, key: str, *, required: bool = False) -> list[Any]:
        value = self._take(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(key, _("must be a list."))
            return []
        return value

    def value(self, key: str) -> Any:
        """Whatever stands there; None, and a fault, when it is absent."""
        return self._take(key, required=True)

    def _take(self, key: str, *, required: bool) -> Any:
        self._seen.add(key)
        value = self.fields.get(key)
        if value is None and required:
            self.fault(key, _("is missing."))
        return value

    def _at(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part) or _("file")


def is_whole(value: Any) -> bool:
    """A JSON number without fraction, not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER


def _euros(node: Node, value: str) -> Decimal:
    try:
        amount = parse_decimal(value)
    except ValueError:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount.as_tuple().exponent < -2:  # type: ignore[operator]
        node.fault("value", _("is “%(value)s”, not an amount like 34.90.") % {"value": value})
        return FREE
    return amount.quantize(FREE)
