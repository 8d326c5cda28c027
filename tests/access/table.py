"""Every address of the portal and what it asks for. A new URL that is not here fails the walk.

One row per URL name: what the view declares, and for addresses with arguments how to fill them with an
object that belongs to erika. `own` fills them; "stranger gets 404" then follows from `visible_to`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.cast import Person

PUBLIC = "public"
INVOICES = "INVOICES"
CALLS = "INVOICES_AND_CALLS"
READ = "READ"
FULL = "FULL"
FULL_FRESH = "FULL, fresh proof"
STAFF = "staff"
STEP = "first-login step"


@dataclass(frozen=True)
class Row:
    """What an address asks for."""

    need: str
    method: str = "get"
    own: Callable[[Person], dict[str, Any]] | None = None  # arguments naming an object of this person
    data: dict[str, str] = field(default_factory=dict)
    # An address whose arguments name no object of a customer (a mail's link, a language): any will do.
    arguments: dict[str, Any] = field(default_factory=dict)


def invoice_of(person: Person) -> dict[str, Any]:
    """An invoice of this person, with its document."""
    from tests.billing.archive import keep_original, make_invoice

    invoice = make_invoice(person.customer, issued_on=date(2026, 11, 15))
    keep_original(invoice)
    return {"slug": invoice.slug}


ROWS: dict[str, Row] = {
    "home:health": Row(PUBLIC),
    "billing:archive": Row(INVOICES),
    "billing:zip": Row(INVOICES),
    "billing:list_csv": Row(INVOICES),
    "billing:list_xlsx": Row(INVOICES),
    "billing:invoice": Row(INVOICES, own=invoice_of),
    "billing:pdf": Row(INVOICES, own=invoice_of),
    "billing:xml": Row(INVOICES, own=invoice_of),
    "billing:lines_csv": Row(INVOICES, own=invoice_of),
    "billing:lines_xlsx": Row(INVOICES, own=invoice_of),
}
