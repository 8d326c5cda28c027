"""`{% load invoices %}`: amounts, quantities, periods and VAT as an invoice states them."""

from datetime import date
from decimal import Decimal

from django import template

from billing.einvoice.facts import Line, Period
from billing.papers import content
from billing.wording import plain, quantity_text, title_of, vat_text
from portal.shell.formats import MINOR_DIGITS, decimal_text, money_text

register = template.Library()


@register.simple_tag
def amount(value: Decimal | None, currency: str) -> str:
    """`1.234,50 €`: at least the currency's decimals, all that the value has, never rounded."""
    return "" if value is None else money_text(value, currency, _places(value, currency))


@register.simple_tag
def price(value: Decimal | None, currency: str) -> str:
    """The same without the currency, for columns that name it in their head."""
    return "" if value is None else decimal_text(value, _places(value, currency))


@register.simple_tag
def quantity(line: Line) -> str:
    return quantity_text(line.quantity, line.unit)


@register.simple_tag
def base_quantity(line: Line) -> str:
    """What the unit price is for, where that is not one unit."""
    return quantity_text(line.price_base_quantity, line.unit)


@register.simple_tag
def deduction(value: Decimal, currency: str) -> str:
    """An amount that is taken off."""
    return amount(-value, currency)


@register.simple_tag
def vat(category: str, rate: Decimal | None) -> str:
    return vat_text(category, rate)


@register.filter
def period(value: Period | None) -> str:
    return content.period_text(value)


@register.simple_tag
def span(start: date | None, end: date | None) -> str:
    return content.span_text(start, end)


@register.filter
def invoice_title(type_code: str) -> str:
    return title_of(type_code)


def _places(value: Decimal, currency: str) -> int:
    stated = -int(plain(value).as_tuple().exponent)
    return max(MINOR_DIGITS.get(currency, 2), stated)
