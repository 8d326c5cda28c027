"""Reads for declarations: what a customer can choose, and whose a declaration may be."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Customer
from contracts.catalogue.terms import term_of
from contracts.models import Declaration, Order, Product
from contracts.rules.ends import next_end
from portal.access.access import Access
from portal.lib.periods import berlin_day
from portal.shell.formats import day_text

from .rules import digits_of, name_fits

RECENT = timedelta(days=60)  # orders that are offered for withdrawal; older ones can be typed
MOST_CHOICES = 100
MOST_SUGGESTIONS = 5


@dataclass(frozen=True)
class ContractChoice:
    """One contract of a logged-in customer: `text` is what the declaration names, `label` what the form offers."""

    value: str
    text: str
    label: str
    product_id: int | None = None
    order_id: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """A customer whose declaration it may be."""

    customer: Customer
    number_fits: bool
    name_fits: bool


def contract_choices(access: Access | None, *, is_termination: bool, now: datetime) -> list[ContractChoice]:
    """What this access may terminate or withdraw from; [] for strangers and for who may not change anything."""
    if access is None or not access.may_change:
        return []
    running = list(Product.objects.visible_to(access).running().listed()[:MOST_CHOICES])
    if is_termination:
        return [_to_terminate(product, berlin_day(now)) for product in running]
    return _recent_orders(access, now) + [_product_choice(product) for product in running]


def _to_terminate(product: Product, today: date) -> ContractChoice:
    """With the next possible end, or the end that is fixed already."""
    choice = _product_choice(product)
    end = (
        product.ends_on
        or next_end(
            term_of(product.term),
            started_on=product.started_on,
            minimum_term_ends_on=product.minimum_term_ends_on,
            today=today,
        ).last_day
    )
    text = _("%(contract)s: ends on %(day)s") if product.ends_on else _("%(contract)s: can end on %(day)s")
    return replace(choice, label=text % {"contract": choice.text, "day": day_text(end)})


def _product_choice(product: Product) -> ContractChoice:
    text = f"{product.title}, {product.number}"
    return ContractChoice(f"product-{product.pk}", text, text, product_id=product.pk)


def _recent_orders(access: Access, now: datetime) -> list[ContractChoice]:
    orders = Order.objects.visible_to(access).filter(placed_at__gte=now - RECENT)[:MOST_CHOICES]
    choices = []
    for order in orders:
        told = {"number": order.number, "day": day_text(order.placed_at), "title": order.name}
        text = _("Order %(number)s of %(day)s: %(title)s") % told
        choices.append(ContractChoice(f"order-{order.pk}", text, text, order_id=order.pk))
    return choices


def suggestions_for(declaration: Declaration) -> list[Suggestion]:
    """Customers with the number that was typed, else with the name; for the service centre only."""
    number = digits_of(declaration.customer_number)
    found = list(Customer.objects.filter(number=number)) if number else []
    if not found:
        found = [c for c in _namesakes(declaration.name) if _name_fits(declaration, c)][:MOST_SUGGESTIONS]
    return [Suggestion(c, c.number == number, _name_fits(declaration, c)) for c in found]


def _namesakes(name: str) -> list[Customer]:
    words = [word.strip(",.;") for word in name.split()]
    wanted = Q(company__iexact=name)
    for word in filter(None, words):
        wanted |= Q(last_name__iexact=word)
    return list(Customer.objects.filter(wanted, merged_into=None)[:MOST_CHOICES])


def _name_fits(declaration: Declaration, customer: Customer) -> bool:
    return name_fits(declaration.name, [f"{customer.first_name} {customer.last_name}", customer.company])
