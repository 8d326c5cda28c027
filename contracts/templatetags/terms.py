"""`{% load terms %}`: notice periods and minimum terms in words."""

from django import template

from contracts.catalogue.items import Notice
from contracts.wording import minimum_term_text, notice_length_text

register = template.Library()


@register.simple_tag
def notice(value: Notice) -> str:
    """`{% notice quote.notice %}`: 1 month."""
    return notice_length_text(value)


@register.simple_tag
def minimum_term(months: int) -> str:
    """`{% minimum_term 24 %}`: 24 months."""
    return minimum_term_text(months)
