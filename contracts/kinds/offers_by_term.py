"""Offers as cards below headings that say how long they bind."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from contracts.catalogue.items import Offering, Price
from contracts.orders.fields import Offer


def offers_by_term(offerings: Iterable[Offering], price_of: Callable[[Offering], Price]) -> list[Offer]:
    """The longest term first, for it is the cheapest; within a term by price."""
    ordered = sorted(offerings, key=lambda o: (-o.term.minimum_months, o.price.monthly, o.code))
    return [
        replace(Offer.of(offering, price_of(offering)), group=heading(offering.term.minimum_months))
        for offering in ordered
    ]


def heading(months: int) -> str:
    """`With a minimum term of 24 months`."""
    if not months:
        return _("Without a minimum term")
    return _("With a minimum term of %(months)s") % {"months": months_text(months)}


def months_text(months: int) -> str:
    """For “a minimum term of …”."""
    return npgettext("a term of", "%(months)d month", "%(months)d months", months) % {"months": months}
