"""The contract that an address names."""

from datetime import date

from django.http import Http404

from mobile.lines import MobileLine, line_of
from portal.access.requests import CustomerRequest


def line_or_404(
    request: CustomerRequest, product_id: int, *, today: date, cards: bool = True, months: int = 1
) -> MobileLine:
    """A mobile contract of the customer; whatever belongs to others, or is no mobile contract, is not there."""
    line = line_of(request.access, product_id, today=today, cards=cards, months=months)
    if line is None:
        raise Http404
    return line
