"""Mail packages with their mailboxes, as the carrier's feed would have written them."""

from typing import Any

from accounts.hashing import hashed
from contracts.models import Mailbox, Product
from tests.cast import LONG_AGO, Person
from tests.contracts.owned import give

MAILBOX_PASSWORD = "Alt-Brief-Kasten-9"


def give_mailbox(
    person: Person, package: Product | None, address: str, *, tier: str = "mailbox-basic", **values: Any
) -> Product:
    """One address of the package; `values` are the mailbox's columns."""
    monthly = {"monthly_price": values.pop("monthly_price")} if "monthly_price" in values else {}
    product = give(person, tier, parent=package, label=address, **monthly)
    defaults = {"password": "", "password_changed_at": LONG_AGO}
    Mailbox.objects.create(product=product, address=address, **{**defaults, **values})
    return product


def known_password() -> dict[str, str]:
    """For `give_mailbox`: the hash of MAILBOX_PASSWORD."""
    return {"password": hashed(MAILBOX_PASSWORD)}
