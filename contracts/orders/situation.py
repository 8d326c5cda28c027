"""What a kind of order may look at: loaded once, so that its rules stay pure and pages stay fast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from contracts.catalogue.items import Catalogue, Family, Offering, Option, Service
from contracts.catalogue.store import NoCatalogue, version_on
from contracts.models import OptionRole, Order, Product, ProductOption
from contracts.models.inventory import RUNNING
from portal.lib.periods import BERLIN

from .errors import OrderRefused
from .states import OPEN

RECENT = timedelta(days=30)  # the time to withdraw, and a little more
# What no rule and no page of changes reads: the texts of the confirmation, notes of the carrier.
UNREAD = ("reason", "summary", "quote", "results", "carrier_assigned", "trouble")
GONE = _("What you chose is not offered for this product (any more). Please choose again.")


@dataclass(frozen=True)
class Situation:
    """One product of a customer with everything around it, on one day."""

    customer: Customer
    product: Product
    owned: tuple[Product, ...]  # every running product of the customer, this one included
    open_orders: tuple[Order, ...]  # of this product
    recent_orders: tuple[Order, ...]  # of this product and the account, of the last 30 days
    catalogue: Catalogue
    catalogue_id: int
    today: date
    land: str

    @property
    def audience(self) -> str:
        """Which offerings address this customer: "private" or "business"."""
        return str(self.customer.kind)

    @property
    def is_consumer(self) -> bool:
        return self.audience == "private"

    @cached_property
    def offering(self) -> Offering | None:
        """What the catalogue says of this product; None for what it does not know (any more)."""
        return self.catalogue.offerings.get(self.product.offering)

    @cached_property
    def options(self) -> tuple[ProductOption, ...]:
        """Options and barriers of the product, present and coming, in the order they were added. The one part that
        is read when it is first asked for: many forms need none."""
        rows = [
            row for row in self.product.options.all() if row.valid_to is None or row.valid_to > self.today
        ]
        return tuple(sorted(rows, key=lambda row: row.pk))

    @cached_property
    def option_codes(self) -> frozenset[str]:
        return frozenset(o.code for o in self.options if o.role == OptionRole.OPTION)

    @cached_property
    def open_subjects(self) -> dict[str, str]:
        """Subjects of open orders of this product, with the order's number."""
        return {order.subject: order.number for order in self.open_orders}

    def owns(self, *families: Family) -> bool:
        """Does the customer have a running product of one of the families?"""
        return any(product.family in families for product in self.owned)

    def of_family(self, family: Family) -> list[Product]:
        return [product for product in self.owned if product.family == family]

    def parts(self) -> list[Product]:
        """Running products that belong to this one."""
        return [product for product in self.owned if product.parent_id == self.product.pk]

    def service(self, slug: str) -> Service | None:
        """How the operator sells this kind of order; None when it does not."""
        service = self.catalogue.services.get(slug)
        return service if service is not None and service.sold_on(self.today) else None

    # What an answer names may have left the catalogue since the form was shown, or was never offered.

    def offering_sold(self, code: str) -> Offering:
        """OrderRefused unless this offering can be ordered today by this customer."""
        found = self.catalogue.offerings.get(code)
        if found is None or not (found.orderable and found.sold_on(self.today)):
            raise OrderRefused(GONE)
        if self.audience not in found.audiences:
            raise OrderRefused(GONE)
        return found

    def option_sold(self, code: str) -> Option:
        """OrderRefused unless this option is offered today with this product."""
        found = self.catalogue.options.get(code)
        offered = self.offering is not None and code in self.offering.options
        if found is None or not offered or not found.sold_on(self.today):
            raise OrderRefused(GONE)
        return found


def situation_of(
    product: Product,
    *,
    today: date,
    customer_ids: Iterable[int] = (),
    owned: Iterable[Product] | None = None,
) -> Situation:
    """Load the situation of a product: at most three queries. `customer_ids`: the customer and the numbers merged into
    it; `owned`: their running products in the order of their keys, where these are loaded already.

    OrderRefused when no catalogue is in force on that day.
    """
    return _load([product], today, customer_ids, owned)[0]


def situations_of(
    products: Sequence[Product],
    *,
    today: date,
    customer_ids: Iterable[int] = (),
    owned: Iterable[Product] | None = None,
) -> list[Situation]:
    """The situations of several products of a customer, in their order: at most four queries however many there are,
    if `products` come with their customer; options that are loaded already are not asked for again. OrderRefused as
    above."""
    situations = _load(products, today, customer_ids, owned)
    prefetch_related_objects(products, "options")
    return situations


def _load(
    products: Sequence[Product],
    today: date,
    customer_ids: Iterable[int],
    owned: Iterable[Product] | None,
) -> list[Situation]:
    try:
        catalogue_id, catalogue = version_on(today)
    except NoCatalogue as missing:
        raise OrderRefused(str(missing)) from missing
    if owned is None:
        ids = set(customer_ids) | {product.customer_id for product in products}
        owned = Product.objects.filter(customer_id__in=ids, status__in=RUNNING).order_by("pk")
    all_owned = tuple(owned)
    since = datetime.combine(today - RECENT, time(), BERLIN)
    # The order that brought a product was placed on the account.
    accounts = {product.pk for product in all_owned if product.family == Family.ACCOUNT}
    places = accounts.union(product.pk for product in products)
    found = Order.objects.filter(Q(state__in=OPEN) | Q(placed_at__gte=since), product__in=places)
    orders = list(found.defer(*UNREAD).order_by("-placed_at", "-pk"))
    recent = [order for order in orders if order.placed_at >= since]
    return [
        Situation(
            customer=product.customer,
            product=product,
            owned=all_owned,
            open_orders=tuple(order for order in orders if order.is_open and order.product_id == product.pk),
            recent_orders=tuple(order for order in recent if order.product_id in {product.pk, *accounts}),
            catalogue=catalogue,
            catalogue_id=catalogue_id,
            today=today,
            land=settings.FEDERAL_STATE,
        )
        for product in products
    ]
