"""Which rows a page shows, worked out from a total that somebody else counted."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from .formats import decimal_text

PAGE_PARAMETER = "seite"
SIZE_PARAMETER = "anzahl"
NEIGHBOURS = 1


@dataclass(frozen=True)
class PageLink:
    """A number of the pager; `gap`: pages were left out before it."""

    number: int
    url: str
    current: bool
    gap: bool

    @property
    def text(self) -> str:
        return decimal_text(self.number)


@dataclass(frozen=True)
class Pager:
    """Pages of `page_size` rows; a page beyond the end is the last one."""

    total: int
    wanted: int
    page_size: int
    link: Callable[[int], str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.page_size))

    @property
    def page(self) -> int:
        return min(max(1, self.wanted), self.pages)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size

    @property
    def slice(self) -> slice:
        return slice(self.offset, self.offset + self.page_size)

    @property
    def first(self) -> int:
        return self.offset + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.offset + self.page_size, self.total)

    @property
    def text(self) -> str:
        """`1 bis 20 von 198 Einträgen`."""
        if not self.total:
            return _("No entries")
        return _("%(first)s to %(last)s of %(total)s entries") % {
            "first": decimal_text(self.first),
            "last": decimal_text(self.last),
            "total": decimal_text(self.total),
        }

    @property
    def previous_url(self) -> str:
        return self.link(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.link(self.page + 1) if self.page < self.pages else ""

    @cached_property
    def links(self) -> list[PageLink]:
        """First, last and the neighbours of the current page."""
        near = range(self.page - NEIGHBOURS, self.page + NEIGHBOURS + 1)
        numbers = sorted({1, self.pages, *(number for number in near if 1 <= number <= self.pages)})
        return [
            PageLink(number, self.link(number), number == self.page, gap=number - before > 1)
            for before, number in zip([0, *numbers], numbers, strict=False)
        ]
