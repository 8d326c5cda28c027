"""What further SIM cards of a number cost (D4). Pure."""

from contracts.catalogue.items import FREE, Price
from contracts.orders.situation import Situation

SLUG = "multicard"
MONTHLY = "card"  # its name among the monthly fees of the service


def card_price(situation: Situation, further: int) -> Price:
    """So many cards beyond the first, as the operator's price list has the MultiCard."""
    service = situation.service(SLUG)
    if service is None:
        return Price()
    return Price(service.monthly_fees.get(MONTHLY, FREE) * further, service.fee * further)
