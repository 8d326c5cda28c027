"""Reads for declarations: what a customer can choose, and whose a declaration may be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Customer
from contracts.models import Declaration, Order, Product
from portal.access.access import Access
from portal.shell.formats import day_text

from .rules import digits_of, name_fits

RECENT = timedelta(days=60)  # orders that are offered for withdrawal; older ones can be typed
MOST_CHOICES = 100
MOST_SUGGESTIONS = 5


@dataclass(frozen=True)
class ContractChoice:
    """One contract of a logged-in customer, as the form offers it and as the declaration names it."""

    value: str
    text: str
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
    running = Product.objects.visible_to(access).running().listed()[:MOST_CHOICES]
    products = [
        ContractChoice(f"product-{product.pk}", f"{product.title}, {product.number}", product_id=product.pk)
        for product in running
    ]
    return products if is_termination else _recent_orders(access, now) + products


def _recent_orders(access: Access, now: datetime) -> list[ContractChoice]:
    orders = Order.objects.visible_to(access).filter(placed_at__gte=now - RECENT)[:MOST_CHOICES]
    return [
        ContractChoice(
            f"order-{order.pk}",
            _("Order %(number)s of %(day)s: %(title)s")
            % {"number": order.number, "day": day_text(order.placed_at), "title": order.name},
            order_id=order.pk,
        )
        for order in orders
    ]


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
