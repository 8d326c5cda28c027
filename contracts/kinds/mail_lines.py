"""What the catalogue says of mail packages and mailboxes: sizes, tiers, and what an extra address costs."""

from decimal import Decimal

from contracts.catalogue.items import FREE, Catalogue, Family, Offering
from contracts.models import Product
from contracts.orders.situation import Situation

PACKAGES, TIERS = "mail", "mailbox"  # lines of the catalogue
ADD_ADDRESS = "additional-address"


def included(package: Offering | None) -> int:
    """How many addresses the price of the package covers."""
    return package.number("addresses") if package else 0


def most(package: Offering | None) -> int:
    """How many addresses the package holds; those beyond the included ones cost extra."""
    return max(included(package), package.number("addresses_max")) if package else 0


def addresses_in(situation: Situation) -> list[Product]:
    """The mailboxes of a package."""
    return [part for part in situation.parts() if part.family == Family.MAILBOX]


def used(situation: Situation) -> int:
    """Addresses of a package, those included that are ordered and not there yet."""
    ordered = [order for order in situation.open_orders if order.kind == ADD_ADDRESS]
    return len(addresses_in(situation)) + len(ordered)


def sold_in(situation: Situation, line: str) -> list[Offering]:
    """What of a line this customer may order today, smallest first."""
    return [
        offering
        for offering in situation.catalogue.lines.get(line, [])
        if offering.orderable
        and offering.sold_on(situation.today)
        and situation.audience in offering.audiences
    ]


def larger_in(situation: Situation, line: str) -> list[Offering]:
    """What of this line is above the present product; nothing for products of other lines."""
    present = situation.offering
    if present is None or present.line != line:
        return []
    return [offering for offering in sold_in(situation, line) if offering.rank > present.rank]


def surcharge(mailbox: Product, catalogue: Catalogue) -> Decimal:
    """What a mailbox costs a month beyond its tier, as an address that the package does not include."""
    tier = catalogue.offerings.get(mailbox.offering)
    return max(FREE, mailbox.monthly_price - tier.price.monthly) if tier else FREE


def freed_by(mailboxes: list[Product], new: Offering, catalogue: Catalogue) -> list[Product]:
    """The mailboxes with a surcharge that a larger package includes."""
    paid = [mailbox for mailbox in mailboxes if surcharge(mailbox, catalogue)]
    free = included(new) - (len(mailboxes) - len(paid))
    return paid[: max(0, free)]
