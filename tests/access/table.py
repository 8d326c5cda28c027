"""Every address of the portal and what it asks for. A new URL that is not here fails the walk.

One row per URL name: what the view declares, and for addresses with arguments how to fill them with an
object that belongs to erika. `own` fills them; "stranger gets 404" then follows from `visible_to`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import LoginSession
from accounts.operations.notices import tell
from billing.models import Invoice
from portal.outbox.models import OutgoingMail
from tests.access.declarations_objects import termination_of, withdrawal_of
from tests.access.inventory_objects import pay_tv_of
from tests.access.mobservices_objects import mobile_of
from tests.access.mobsim_objects import sim_of
from tests.access.orders_objects import change_of, confirmed_order_of, draft_of, order_of
from tests.access.papers_objects import paper_of
from tests.billing.archive import keep_original, make_invoice
from tests.cast import Person

PUBLIC = "public"
INVOICES = "INVOICES"
CALLS = "INVOICES_AND_CALLS"
READ = "READ"
FULL = "FULL"
FULL_FRESH = "FULL, fresh proof"
STAFF = "staff"
STEP = "first-login step"
STAFF_SETUP = "staff, factor not yet given"


@dataclass(frozen=True)
class Row:
    """What an address asks for."""

    need: str
    method: str = "get"
    own: Callable[[Person], dict[str, Any]] | None = None  # arguments naming an object of this person
    data: dict[str, str] = field(default_factory=dict)
    # An address whose arguments name no object of a customer (a mail's link, a language): any will do.
    arguments: dict[str, Any] = field(default_factory=dict)
    for_staff: str = ""  # what staff get where it is neither in nor out
    for_people: str = ""  # what everybody gets at a door for machines, which ask for a secret of their own


def invoice_of(person: Person) -> dict[str, Any]:
    """An invoice of this person, with its document."""
    invoice = Invoice.objects.filter(customer=person.customer).first()
    if invoice is None:
        invoice = make_invoice(person.customer, issued_on=date(2026, 11, 15))
        keep_original(invoice)
    return {"slug": invoice.slug}


def stay_of(person: Person) -> dict[str, Any]:
    """A session of this person on another device."""
    moment = timezone.now()
    stay = LoginSession.objects.create(
        login=person.login, session_key="elsewhere", started_at=moment, last_seen_at=moment, proof_at=moment
    )
    return {"stay_id": stay.pk}


def mail_of(person: Person) -> dict[str, Any]:
    """A mail to this person."""
    tell("password_changed", login=person.login, now=timezone.now())
    mail = OutgoingMail.objects.filter(customer=person.customer).latest("pk")
    return {"mail_id": mail.pk}


ROWS: dict[str, Row] = {
    "shell:imprint": Row(PUBLIC),
    "shell:privacy": Row(PUBLIC),
    "shell:accessibility": Row(PUBLIC),
    "shell:language": Row(PUBLIC, "post", data={"language": "en"}),
    "shell:brand_css": Row(PUBLIC),
    "shell:favicon": Row(PUBLIC),
    "shell:robots": Row(PUBLIC),
    "home:start": Row(INVOICES),
    "home:health": Row(PUBLIC),
    "contracts:products": Row(READ),
    "contracts:product": Row(READ, own=pay_tv_of),
    "contracts:youth_pin": Row(FULL_FRESH, own=pay_tv_of),
    "mobile:overview": Row(READ),
    "mobile:number": Row(READ, own=mobile_of),
    "mobile:usage": Row(READ, own=mobile_of),
    "mobile:services": Row(READ, own=mobile_of),
    "home:documents": Row(READ),
    "home:document": Row(READ, own=paper_of),
    "billing:archive": Row(INVOICES),
    "billing:statistics": Row(INVOICES),
    "billing:zip": Row(INVOICES),
    "billing:list_csv": Row(INVOICES),
    "billing:list_xlsx": Row(INVOICES),
    "billing:invoice": Row(INVOICES, own=invoice_of),
    "billing:pdf": Row(INVOICES, own=invoice_of),
    "billing:xml": Row(INVOICES, own=invoice_of),
    "billing:lines_csv": Row(INVOICES, own=invoice_of),
    "billing:lines_xlsx": Row(INVOICES, own=invoice_of),
    "billing:calls": Row(CALLS, own=invoice_of),
    "billing:calls_csv": Row(CALLS, own=invoice_of),
    "billing:calls_xlsx": Row(CALLS, own=invoice_of),
    "billing:call_analysis": Row(CALLS, own=invoice_of),
    "mail_addresses:list": Row(READ),
    "master_data:overview": Row(READ),
    "master_data:iban": Row(FULL, "post", data={"iban": "DE89370400440532013000"}),
    "accounts:login": Row(PUBLIC),
    "accounts:logout": Row(PUBLIC),
    "accounts:reset": Row(PUBLIC),
    "accounts:mail_amount": Row(FULL),
    "accounts:first_email": Row(STEP),
    "accounts:first_email_again": Row(STEP, "post"),
    "accounts:first_password": Row(STEP),
    "accounts:confirm_email": Row(PUBLIC, arguments={"token": "x"}),
    "accounts:confirm_email_yes": Row(PUBLIC, "post", arguments={"token": "x"}),
    "accounts:prove": Row(READ),
    "accounts:session_state": Row(PUBLIC),
    "accounts:session_extend": Row(INVOICES, "post"),
    "accounts:session_draft": Row(INVOICES, "post"),
    "accounts:discard_draft": Row(INVOICES, "post"),
    "accounts:switch_customer": Row(INVOICES, "post"),
    "accounts:security": Row(READ),
    "accounts:login_history": Row(READ),
    "accounts:end_session": Row(FULL, "post", own=stay_of),
    "accounts:end_other_sessions": Row(FULL, "post"),
    "accounts:own_password": Row(FULL),
    "accounts:address": Row(FULL_FRESH),
    "accounts:address_again": Row(FULL_FRESH, "post"),
    "accounts:address_withdraw": Row(FULL, "post"),
    "accounts:invoice_password": Row(FULL_FRESH),
    "accounts:invoice_revoke": Row(FULL_FRESH, "post"),
    "accounts:invoice_allow_calls": Row(FULL_FRESH, "post"),
    "accounts:invoice_stop_calls": Row(FULL_FRESH, "post"),
    "accounts:messages": Row(READ),
    "accounts:message": Row(READ, own=mail_of),
    "referrals:overview": Row(READ),
    "orders:configure_account": Row(FULL, arguments={"slug": "referral-existing"}),
    "orders:configure": Row(FULL, own=change_of),
    "orders:check": Row(FULL, own=change_of),
    # Whoever has no seal of ours is sent back to the check page, whatever the product.
    "orders:place": Row(FULL, "post", arguments={"slug": "bandwidth", "product_id": 1}),
    "orders:discard": Row(FULL, "post", own=change_of),
    "orders:contract_summary": Row(FULL, own=draft_of),
    "orders:list": Row(READ),
    "orders:order": Row(READ, own=order_of),
    "orders:confirmed": Row(READ, own=order_of),
    "orders:confirmation_pdf": Row(READ, own=confirmed_order_of),
    "orders:cancel": Row(FULL, "post", own=order_of),
    "sim:pin_puk": Row(FULL_FRESH, own=sim_of),
    "mobile_notices:choose": Row(FULL, own=mobile_of),
    "support:contact": Row(PUBLIC),
    "support:contact_sent": Row(PUBLIC),
    "declarations:terminate": Row(PUBLIC),
    "declarations:termination_receipt": Row(PUBLIC, own=termination_of),
    "declarations:termination_paper": Row(PUBLIC, own=termination_of),
    "declarations:withdraw": Row(PUBLIC),
    "declarations:withdrawal_receipt": Row(PUBLIC, own=withdrawal_of),
    "declarations:withdrawal_paper": Row(PUBLIC, own=withdrawal_of),
    "carrier:events": Row(PUBLIC, "post", for_people="404"),  # closed while no secret is set
    "staff_login": Row(PUBLIC),
    "staff_factor_setup": Row(STAFF_SETUP, for_staff="go to the service centre"),
    "staff_factor_image": Row(STAFF_SETUP, for_staff="404"),
    "staff_recovery_codes": Row(STAFF),
    "staff_password": Row(STAFF),
}
