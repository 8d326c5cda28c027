"""A customer's products as pages show them: parts under their parent, what holds today, what it costs (C1).

Works on products that `contracts.queries` has loaded with options and numbers; asks the database nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from contracts.catalogue.items import Family
from contracts.catalogue.terms import term_of
from contracts.families import LOOKS, FamilyLook
from contracts.models import OptionRole, Product, ProductOption, ProductStatus
from contracts.models.inventory import OVER
from contracts.rules.ends import NextEnd, next_end
from contracts.wording import notice_text
from portal.lib.phone_numbers import national

BADGES = {
    ProductStatus.PENDING_ACTIVE: "news",
    ProductStatus.ACTIVE: "good",
    ProductStatus.SUSPENDED: "bad",
    ProductStatus.PENDING_TERMINATE: "warn",
}


@dataclass(frozen=True)
class Holding:
    """A product with what belongs to it, as it stands on `today`."""

    product: Product
    parts: tuple["Holding", ...]
    today: date
    other_numbers: tuple[str, ...] = ()  # of contracts.number_sources

    @property
    def products(self) -> list[Product]:
        """The product and everything that belongs to it."""
        return [self.product, *(product for part in self.parts for product in part.products)]

    @property
    def look(self) -> FamilyLook:
        return LOOKS[Family(self.product.family)]

    @property
    def badge(self) -> str:
        return BADGES.get(ProductStatus(self.product.status), "")

    @property
    def is_over(self) -> bool:
        return self.product.status in OVER

    @cached_property
    def numbers(self) -> list[str]:
        """Telephone numbers that are the product's today, as people write them."""
        own = [national(row.number) for row in self.product.numbers.all() if _after(row.valid_to, self.today)]
        return [*own, *self.other_numbers]

    @cached_property
    def options(self) -> list[ProductOption]:
        """Options that hold today or are to come."""
        return self._with(OptionRole.OPTION)

    @cached_property
    def barriers(self) -> list[ProductOption]:
        return self._with(OptionRole.BARRIER)

    def _with(self, role: OptionRole) -> list[ProductOption]:
        rows = self.product.options.all()
        return [row for row in rows if row.role == role and _after(row.valid_to, self.today)]

    @property
    def address(self) -> str:
        """`Mailänder Straße 2, 30539 Hannover`."""
        town = f"{self.product.postcode} {self.product.town}".strip()
        return ", ".join(filter(None, (self.product.street, town)))

    @cached_property
    def end(self) -> NextEnd | None:
        """The next possible end; none for what ends anyway, is over, or follows its parent."""
        product = self.product
        ends_anyway = product.ends_on is not None or product.status == ProductStatus.PENDING_TERMINATE
        if self.is_over or ends_anyway or (product.parent_id and not product.term):
            return None
        return next_end(
            term_of(product.term),
            started_on=product.started_on,
            minimum_term_ends_on=product.minimum_term_ends_on,
            today=self.today,
        )

    @property
    def notice(self) -> str:
        """The notice that holds now, in words."""
        term, ends_on = term_of(self.product.term), self.product.minimum_term_ends_on
        in_minimum_term = self.end is not None and self.end.last_day == ends_on
        return notice_text(term.notice if in_minimum_term else term.notice_after)

    @property
    def in_minimum_term(self) -> bool:
        ends_on = self.product.minimum_term_ends_on
        return ends_on is not None and ends_on >= self.today

    @cached_property
    def monthly(self) -> Decimal:
        """What it costs a month now, with its options and parts; calls and the like come on top."""
        if self.is_over:
            return Decimal("0.00")
        own = self.product.monthly_price
        options = [
            row.monthly_price for row in (*self.options, *self.barriers) if row.valid_from <= self.today
        ]
        return sum([*options, *(part.monthly for part in self.parts)], own)

    @property
    def is_included(self) -> bool:
        """Is it a part of another product that costs nothing more?"""
        return self.product.parent_id is not None and not self.is_over and not self.monthly

    @property
    def has_breakdown(self) -> bool:
        """Does the monthly price consist of more than the product's own?"""
        return self.monthly != self.product.monthly_price


@dataclass(frozen=True)
class Group:
    """The products of one kind."""

    look: FamilyLook
    key: str
    holdings: tuple[Holding, ...]


def holdings_of(
    products: Iterable[Product], today: date, numbers: Mapping[int, Sequence[str]] | None = None
) -> list[Holding]:
    """Products of their own, with their parts; a part whose parent is not there stands on its own. `numbers` are those
    that other rooms keep, by product."""
    tree = _Tree(list(products), today, numbers)
    known = {product.pk for product in tree.products}
    roots = [tree.holding(product) for product in tree.products if product.parent_id not in known]
    # Products that name each other as parent are shown all the same.
    return roots + [tree.holding(product) for product in tree.products if product.pk not in tree.seen]


def holding_of(product: Product, products: Iterable[Product], today: date) -> Holding:
    """One of the products, with those that are its parts."""
    return _Tree(list(products), today).holding(product)


class _Tree:
    """Finds parts; each product once."""

    def __init__(
        self, products: list[Product], today: date, numbers: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        self.products, self.today, self.numbers = products, today, numbers or {}
        self.seen: set[int] = set()
        self._by_parent: dict[int, list[Product]] = defaultdict(list)
        for product in products:
            if product.parent_id is not None:
                self._by_parent[product.parent_id].append(product)

    def holding(self, product: Product) -> Holding:
        self.seen.add(product.pk)
        parts = [self.holding(part) for part in self._by_parent[product.pk] if part.pk not in self.seen]
        return Holding(product, tuple(parts), self.today, tuple(self.numbers.get(product.pk, ())))


def grouped(holdings: Sequence[Holding]) -> list[Group]:
    """By kind, in the order of the kinds."""
    groups = []
    for family in Family:
        found = tuple(holding for holding in holdings if holding.product.family == family)
        if found:
            groups.append(Group(LOOKS[family], str(family), found))
    return groups


def monthly_total(holdings: Iterable[Holding]) -> Decimal:
    """What all running products cost a month together; what is in preparation costs nothing yet."""
    running = (holding.monthly for holding in holdings if holding.product.is_running)
    return sum(running, Decimal("0.00"))


def _after(valid_to: date | None, today: date) -> bool:
    return valid_to is None or valid_to > today
