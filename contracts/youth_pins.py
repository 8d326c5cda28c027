"""The youth-protection PIN of Pay-TV: sealed at rest, bound to its product (C9)."""

from datetime import datetime

from django.db import transaction

from contracts.models import Product
from portal.audit.trail import Actor, record
from portal.lib.sealed import sealer

PURPOSE = "contracts.youth_pin"


def seal_youth_pin(pin: str, *, product_number: str) -> str:
    """The token to store; copied to another product it does not open."""
    return sealer(PURPOSE).seal_text(pin, context=product_number)


def open_youth_pin(sealed: str, *, product_number: str) -> str:
    """The PIN. SealBroken when the secret keys have changed without fallback."""
    return sealer(PURPOSE).open_text(sealed, context=product_number)


def has_youth_pin(product: Product) -> bool:
    """Is there a PIN to show? Asks for nothing when the product was loaded with its `tv`."""
    access = getattr(product, "tv", None)
    return bool(access and access.youth_pin_sealed)


def read_youth_pin(*, product: Product, actor: Actor, now: datetime) -> str:
    """The PIN, and a line in the trail that somebody saw it. SealBroken as in `open_youth_pin`."""
    with transaction.atomic():
        pin = open_youth_pin(product.tv.youth_pin_sealed, product_number=product.number)
        record("youth_pin.viewed", actor=actor, now=now, customer_id=product.customer_id, subject=product)
    return pin
