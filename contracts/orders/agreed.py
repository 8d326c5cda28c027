"""What was agreed when an order was placed: it holds whatever the catalogue says today (C10)."""

from dataclasses import dataclass
from datetime import date

from contracts.catalogue.items import Catalogue
from contracts.catalogue.store import catalogue_of
from contracts.models import Order

from .quotes import Quote


@dataclass(frozen=True)
class Agreed:
    """The catalogue and the quote of one order, and the day from which it holds."""

    catalogue: Catalogue
    quote: Quote

    @property
    def on(self) -> date:
        return self.quote.activation_on


def agreed_in(order: Order) -> Agreed:
    """ValueError for orders placed elsewhere: they say nothing of price and catalogue."""
    if order.catalogue_id is None:
        raise ValueError(f"order {order.number} was not placed in the portal")
    return Agreed(catalogue_of(order.catalogue_id), Quote.of_json(order.quote))
