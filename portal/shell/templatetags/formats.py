"""`{% load formats %}`: money, numbers, days and durations in the reader's language; nothing for None."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template

from .. import formats

register = template.Library()


def _or_nothing(text: Callable[..., str], value: Any, *more: Any) -> str:
    return "" if value is None or value == "" else text(value, *more)


@register.simple_tag
def money(amount: Decimal | int | None, currency: str = "EUR", places: int | None = None) -> str:
    """`{% money invoice.total invoice.currency %}`: 49,65 €."""
    return _or_nothing(formats.money_text, amount, currency, places)


@register.filter
def decimal(value: Decimal | int | None, places: int | None = None) -> str:
    """`{{ record.net|decimal:4 }}`: 0,0840; without places all digits the value has."""
    return _or_nothing(formats.decimal_text, value, places)


@register.filter
def day(value: date | datetime | None) -> str:
    return _or_nothing(formats.day_text, value)


@register.filter
def month(value: date | datetime | None) -> str:
    return _or_nothing(formats.month_text, value)


@register.filter
def clock(value: datetime | None) -> str:
    return _or_nothing(formats.clock_text, value)


@register.filter
def moment(value: datetime | None) -> str:
    return _or_nothing(formats.moment_text, value)


@register.filter
def duration(value: timedelta | Decimal | int | None) -> str:
    return _or_nothing(formats.duration_text, value)
