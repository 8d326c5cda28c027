"""What the customer page tells: each part is a panel, those of upper rooms stand beside ours (K2)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Access, Customer, LoginSession, PaymentDetails
from accounts.operations.service_centre import identifiers_of, locked_until, logins_of
from portal.audit.models import AuditEntry
from portal.lib.masking import mask_iban
from portal.outbox.models import OutgoingMail
from portal.shell.navigation import AdminPanel

NEWEST = 10
SEE_CUSTOMERS = "accounts.view_customer"


def master_data(request: HttpRequest, customer: Customer) -> Mapping[str, Any]:
    """What the carrier's systems say, read-only, with its date."""
    return {"customer": customer, "addresses": customer.addresses.order_by("role")}


def payment(request: HttpRequest, customer: Customer) -> Mapping[str, Any] | None:
    """Bank details with the middle of the IBAN hidden; None where the carrier sent none."""
    details = PaymentDetails.objects.filter(customer=customer).first()
    return {"payment": details, "iban": mask_iban(details.iban)} if details else None


def call_records(request: HttpRequest, customer: Customer) -> Mapping[str, Any]:
    """What the customer chose to see of call records, from when to when; never the records themselves."""
    return {"choices": customer.call_record_choices.order_by("-valid_from")}


def logins(request: HttpRequest, customer: Customer) -> Mapping[str, Any]:
    """Who may log in, whether a lock holds, the newest sessions."""
    now = timezone.now()
    return {
        "locked_until": locked_until(customer=customer, now=now),
        "identifiers": identifiers_of(customer),
        "accesses": Access.objects.filter(customer=customer)
        .select_related("login", "login__notification_address")
        .order_by("-valid_from"),
        "sessions": LoginSession.objects.filter(login__in=logins_of(customer)).select_related("login")[
            :NEWEST
        ],
    }


def mails(request: HttpRequest, customer: Customer) -> Mapping[str, Any]:
    """The newest mails: what, to whom, whether it left. Their text stands on a page of its own."""
    return {"mails": OutgoingMail.objects.filter(customer=customer)[:NEWEST]}


def history(request: HttpRequest, customer: Customer) -> Mapping[str, Any]:
    """The newest lines of the trail about this customer."""
    return {"entries": AuditEntry.objects.filter(customer_id=customer.pk)[:NEWEST]}


PANELS = (
    AdminPanel(
        "master_data", _("Master data"), 10, SEE_CUSTOMERS, "admin/customer/master_data.html", master_data
    ),
    AdminPanel("payment", _("Payment"), 20, SEE_CUSTOMERS, "admin/customer/payment.html", payment),
    AdminPanel("logins", _("Logins and sessions"), 30, SEE_CUSTOMERS, "admin/customer/logins.html", logins),
    AdminPanel(
        "call_records", _("Call records"), 40, SEE_CUSTOMERS, "admin/customer/call_records.html", call_records
    ),
    AdminPanel("mails", _("E-mails"), 80, "outbox.view_outgoingmail", "admin/customer/mails.html", mails),
    AdminPanel("history", _("Latest events"), 90, SEE_CUSTOMERS, "admin/customer/history.html", history),
)
