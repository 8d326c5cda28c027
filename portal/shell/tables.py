"""Tables whose state stands in the address: sorting, filters, page size, page. No JavaScript, no query of its own.

    table = TableState.from_query(request.GET, COLUMNS, default_sort="-date", filters=active)
    rows = calls.order_by(*table.ordering)
    pager = table.pager(total)
    context = {"table": table, "pager": pager, "rows": rows[pager.slice]}

Whatever the address says, only keys of COLUMNS reach the database; nonsense falls back to the default.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise

from .formats import decimal_text
from .pager import PAGE_PARAMETER, SIZE_PARAMETER, Pager

SORT_PARAMETER = "sort"
PAGE_SIZES = (20, 50, 100)
HIGHEST_PAGE = 10_000_000
Text = str | Promise


@dataclass(frozen=True)
class Column:
    """A column; `sort` names the model fields it sorts by (most important first), None: not sortable."""

    key: str
    label: Text
    sort: str | tuple[str, ...] | None = None
    numeric: bool = False

    @property
    def sort_fields(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort or ()


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force: what its chip says and which parameters taking it away removes."""

    label: Text
    value: Text
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Chip:
    label: Text
    value: Text
    url: str


@dataclass(frozen=True)
class Header:
    """A table head: `aria_sort` is ascending, descending or empty; `url` empty when it does not sort."""

    label: Text
    numeric: bool
    url: str
    aria_sort: str


@dataclass(frozen=True)
class PageSize:
    size: int
    url: str
    current: bool

    @property
    def text(self) -> str:
        return decimal_text(self.size)


@dataclass(frozen=True)
class TableState:
    """What the address says about a table. `kept` are the parameters of the filter form, as they came."""

    columns: tuple[Column, ...]
    default_sort: str
    sort: str
    page: int
    page_size: int
    page_sizes: tuple[int, ...] = PAGE_SIZES
    tie_breaker: str = "pk"
    filters: tuple[ActiveFilter, ...] = ()
    kept: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def from_query(
        cls,
        query: QueryDict | Mapping[str, str],
        columns: Sequence[Column],
        default_sort: str,
        *,
        filters: Iterable[ActiveFilter] = (),
        page_sizes: tuple[int, ...] = PAGE_SIZES,
        tie_breaker: str = "pk",
    ) -> "TableState":
        """Read the state. `default_sort` is a column key, with `-` for descending; `tie_breaker` makes the
        order total, so that pages neither repeat nor lose a row."""
        active = tuple(filters)
        sortable = {column.key for column in columns if column.sort_fields}
        wanted = query.get(SORT_PARAMETER, "")
        size = _number(query.get(SIZE_PARAMETER, ""), default=page_sizes[0])
        return cls(
            columns=tuple(columns),
            default_sort=default_sort,
            sort=wanted if wanted.removeprefix("-") in sortable else default_sort,
            page=_number(query.get(PAGE_PARAMETER, ""), default=1),
            page_size=size if size in page_sizes else page_sizes[0],
            page_sizes=page_sizes,
            tie_breaker=tie_breaker,
            filters=active,
            kept=tuple(_kept(query, [name for entry in active for name in entry.parameters])),
        )

    @cached_property
    def ordering(self) -> tuple[str, ...]:
        """For `QuerySet.order_by`."""
        sign = "-" if self.sort.startswith("-") else ""
        column = next(column for column in self.columns if column.key == self.sort.removeprefix("-"))
        names = [name for name in column.sort_fields if name != self.tie_breaker]
        return tuple(f"{sign}{name}" for name in (*names, self.tie_breaker))

    def link(self, *, without: tuple[str, ...] = (), **changes: str | int) -> str:
        """The address of this table with changes (`sort`, `page_size`, `page`); a new view starts on page 1."""
        sort = str(changes.get("sort", self.sort))
        size = int(changes.get("page_size", self.page_size))
        page = int(changes.get("page", 1))
        pairs = [(name, value) for name, value in self.kept if name not in without]
        if sort != self.default_sort:
            pairs.append((SORT_PARAMETER, sort))
        if size != self.page_sizes[0]:
            pairs.append((SIZE_PARAMETER, str(size)))
        if page > 1:
            pairs.append((PAGE_PARAMETER, str(page)))
        return f"?{urlencode(pairs)}" if pairs else "?"

    @cached_property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self.columns]

    @cached_property
    def chips(self) -> list[Chip]:
        return [Chip(entry.label, entry.value, self.link(without=entry.parameters)) for entry in self.filters]

    @cached_property
    def reset_url(self) -> str:
        """The table without any filter."""
        return self.link(without=tuple(name for name, _value in self.kept))

    @cached_property
    def sizes(self) -> list[PageSize]:
        return [PageSize(s, self.link(page_size=s), s == self.page_size) for s in self.page_sizes]

    @cached_property
    def hidden(self) -> list[tuple[str, str]]:
        """Hidden inputs of the filter form: filtering keeps sorting and page size."""
        pairs = []
        if self.sort != self.default_sort:
            pairs.append((SORT_PARAMETER, self.sort))
        if self.page_size != self.page_sizes[0]:
            pairs.append((SIZE_PARAMETER, str(self.page_size)))
        return pairs

    def pager(self, total: int) -> Pager:
        """The pager for `total` rows, which the view has counted; a page beyond the end is the last one."""
        return Pager(
            total=total, wanted=self.page, page_size=self.page_size, link=lambda p: self.link(page=p)
        )

    def _header(self, column: Column) -> Header:
        if not column.sort_fields:
            return Header(column.label, column.numeric, "", "")
        current = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        following = f"-{column.key}" if current == "ascending" else column.key
        return Header(column.label, column.numeric, self.link(sort=following), current)


def _number(text: Any, *, default: int) -> int:
    """A positive whole number of plain digits, else the default."""
    word = str(text)
    if not (word.isascii() and word.isdigit()) or len(word) > 9:
        return default
    return min(int(word), HIGHEST_PAGE) or default


def _kept(query: QueryDict | Mapping[str, str], names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in dict.fromkeys(names):
        values = query.getlist(name) if isinstance(query, QueryDict) else [query.get(name, "")]
        for value in values:
            if value:
                yield name, str(value)
