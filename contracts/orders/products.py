"""Changes of our copy of the inventory when an order is done; the carrier's next feed says the same."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts.models import Customer
from contracts.catalogue.items import BarrierGroup, Family, Offering, Option
from contracts.catalogue.terms import term_as_json
from contracts.models import OptionRole, Order, Product, ProductOption, ProductStatus
from contracts.models.inventory import RUNNING
from portal.access.access import Access

from .quotes import Quote

ACCOUNT_NAME = {"de": "Kundenkonto", "en": "Customer account"}


def account_of(access: Access, *, now: datetime) -> Product:
    """The product that stands for the customer number itself; made when it is first needed."""
    if access.customer_id is None:
        raise ValueError("this login stands for no customer")
    return account_for(Customer.objects.get(pk=access.customer_id), now=now)


@transaction.atomic
def account_for(customer: Customer, *, now: datetime) -> Product:
    """The same for any customer."""
    account, _created = Product.objects.get_or_create(
        customer=customer,
        family=Family.ACCOUNT,
        defaults={
            "number": f"ACCOUNT-{customer.number}",
            "name": ACCOUNT_NAME,
            "status": ProductStatus.ACTIVE,
            "as_of": now,
        },
    )
    return account


def change_offering(product: Product, offering: Offering, quote: Quote) -> None:
    """The product becomes another one; a new minimum term begins only if the quote says so."""
    product.offering, product.name = offering.code, offering.name.as_json()
    product.monthly_price = quote.monthly
    product.term = term_as_json(offering.term)
    if quote.minimum_months:
        product.minimum_term_ends_on = quote.minimum_term_ends_on
    product.save(update_fields=["offering", "name", "monthly_price", "term", "minimum_term_ends_on"])


def new_product(
    order: Order,
    offering: Offering,
    *,
    now: datetime,
    parent: Product | None = None,
    label: str = "",
    quantity: int = 1,
) -> Product:
    """What an order for something new brings. Its number is the order's until the carrier's feed names its own."""
    assert order.product is not None  # noqa: S101
    quote = Quote.of_json(order.quote)
    return Product.objects.create(
        customer_id=order.customer_id,
        number=order.number,
        family=offering.family,
        offering=offering.code,
        name=offering.name.as_json(),
        status=ProductStatus.ACTIVE,
        parent=parent,
        label=label,
        quantity=quantity,
        monthly_price=quote.monthly,
        started_on=quote.activation_on,
        minimum_term_ends_on=quote.minimum_term_ends_on,
        term=term_as_json(offering.term),
        as_of=now,
    )


def add_option(
    product: Product,
    entry: Option | BarrierGroup,
    *,
    role: OptionRole,
    on: date,
    monthly: Decimal = Decimal(0),
) -> ProductOption:
    """An option or a barrier from a day on; where it is set already, that row stays."""
    known = ProductOption.objects.valid_on(on).filter(product=product, code=entry.code).first()
    if known is not None:
        return known
    return ProductOption.objects.create(
        product=product,
        role=role,
        code=entry.code,
        name=entry.name.as_json(),
        monthly_price=monthly,
        valid_from=on,
    )


def end_options(product: Product | int, codes: list[str], *, on: date) -> int:
    """Options and barriers end: `on` is the first day without them. Those that begin later never begin."""
    rows = ProductOption.objects.filter(product=product, code__in=codes).exclude(valid_to__lte=on)
    never_begun = rows.filter(valid_from__gte=on).delete()[0]
    return never_begun + rows.update(valid_to=on)


def schedule_end(product: Product, *, last_day: date) -> None:
    """Terminated, still running: the product and those of its parts that do not end before."""
    ending = [product, *Product.objects.filter(parent=product, status__in=RUNNING)]
    for one in ending:
        if one.ends_on is None or one.ends_on > last_day:
            one.status, one.ends_on = ProductStatus.PENDING_TERMINATE, last_day
            one.save(update_fields=["status", "ends_on"])


def cancel_product(product: Product, *, on: date) -> None:
    """The customer has withdrawn: the product was never wanted, and ends with its parts and options; `on` is the
    first day without it."""
    for one in end_product(product, last_day=date.fromordinal(on.toordinal() - 1)):
        one.status = ProductStatus.CANCELLED
        one.save(update_fields=["status"])


def end_product(product: Product, *, last_day: date) -> list[Product]:
    """The product, its parts and their options end with `last_day`; all products that ended."""
    parts = list(Product.objects.filter(parent=product, status__in=RUNNING))
    first_day_without = date.fromordinal(last_day.toordinal() + 1)
    ended = [product, *parts]
    for one in ended:
        one.status, one.ends_on = ProductStatus.TERMINATED, min(one.ends_on or last_day, last_day)
        one.save(update_fields=["status", "ends_on"])
    rows = ProductOption.objects.filter(product__in=ended).filter(
        Q(valid_to=None) | Q(valid_to__gt=first_day_without)
    )
    rows.filter(valid_from__gte=first_day_without).delete()
    rows.update(valid_to=first_day_without)
    return ended
