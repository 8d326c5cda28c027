"""The monthly mail: a new invoice is there (E5). Once per invoice, whatever fails in between.

Whether an invoice was announced is told by its mail row alone (`once_key`), which the database keeps unique; so a run
may be killed at any point and begun again, and two runs at once write no mail twice.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from accounts.models import InvoiceDelivery, LoginKind
from billing.einvoice.facts import CREDIT_NOTE_TYPES
from billing.models import RunState
from billing.papers.content import DIRECT_DEBITS
from portal.access.scope import Scope
from portal.lib.periods import berlin_day
from portal.outbox.mail import Letter, enqueue_many

log = logging.getLogger(__name__)
KIND = "invoice_ready"
BATCH = 200
NOTIFYING = 0x6E6F7469  # "noti": one run at a time, others would only do its work twice

# Invoices of published runs and whom to tell: the holder's own login, else their oldest e-mail account.
# Of merged numbers the kept one counts, for delivery as for the login (H4).
UNANNOUNCED = """
    FROM billing_invoice AS invoice
    JOIN billing_billingrun AS run ON run.id = invoice.run_id
    JOIN accounts_customer AS received ON received.id = invoice.customer_id
    JOIN accounts_customer AS owner ON owner.id = coalesce(received.merged_into_id, received.id)
    JOIN LATERAL (
        SELECT login.id, login.language, address.email, address.mail_shows_amount
        FROM accounts_access AS access
        JOIN accounts_login AS login ON login.id = access.login_id
        JOIN accounts_notificationaddress AS address ON address.login_id = login.id
        WHERE access.customer_id = owner.id AND access.scope = %(full)s AND access.valid_from <= %(now)s
            AND (access.revoked_at IS NULL OR access.revoked_at > %(now)s)
            AND login.is_active AND login.kind IN (%(customer)s, %(email)s)
        ORDER BY login.kind = %(customer)s DESC, login.id
        LIMIT 1
    ) AS told ON true
    WHERE run.state = %(published)s AND run.dispatched_on >= %(earliest)s AND invoice.hidden_at IS NULL
        AND owner.invoice_delivery <> %(post)s
        AND NOT EXISTS (SELECT FROM outbox_outgoingmail WHERE once_key = 'notification:' || invoice.id)
"""
IDS = f"SELECT invoice.id {UNANNOUNCED} ORDER BY invoice.id"
DETAILS = f"""
    SELECT invoice.id, invoice.slug, invoice.number, invoice.type_code, invoice.currency, invoice.payable,
        invoice.issued_on, invoice.due_on, invoice.period_start, invoice.period_end, invoice.call_count > 0,
        EXISTS (SELECT FROM jsonb_array_elements(invoice.facts -> 'payments') AS payment
                WHERE payment ->> 'means_code' = ANY(%(debits)s)),
        owner.id, owner.company, owner.first_name, owner.last_name,
        told.id, told.language, told.email, told.mail_shows_amount
    {UNANNOUNCED} AND invoice.id = ANY(%(ids)s) ORDER BY invoice.id
"""  # noqa: S608 - our own constants


@dataclass(frozen=True)
class News:
    """A new invoice and whom to tell of it, in the order of the columns above."""

    invoice_id: int
    slug: str
    number: str
    type_code: str
    currency: str
    payable: Decimal
    issued_on: date
    due_on: date | None
    period_start: date | None
    period_end: date | None
    has_calls: bool
    is_debited: bool
    customer_id: int
    company: str
    first_name: str
    last_name: str
    login_id: int
    language: str
    email: str
    shows_amount: bool

    @property
    def is_in_favour(self) -> bool:
        """The customer gets the amount (as on the invoice's page)."""
        return self.payable > 0 if self.type_code in CREDIT_NOTE_TYPES else self.payable < 0


def notify_new_invoices(*, now: datetime) -> int:
    """Write a mail for each invoice that was published and not announced yet; returns how many.

    Only to logins that may do everything for the customer (never the invoice-only login, A11), whose address is
    confirmed, and where invoices come online. Invoices dispatched more than INVOICE_MAIL_DAYS ago are not announced.
    Call it outside a transaction: every batch is committed by itself and leaves while the next one is written.
    """
    written = 0
    with _alone() as is_alone:
        if is_alone:
            ids = _unannounced(now)
            for start in range(0, len(ids), BATCH):
                letters = [letter_about(news) for news in _details(ids[start : start + BATCH], now)]
                written += enqueue_many(KIND, letters, now=now, batch=BATCH)
    if written:
        log.info("announced %d new invoices", written)
    return written


def letter_about(news: News) -> Letter:
    """The mail; its links hold no token, so the reader logs in as usual."""
    context: dict[str, Any] = {
        "name": news.company or f"{news.first_name} {news.last_name}".strip(),
        "news": news,
        "month": news.period_start or news.issued_on,
        "url": _address("billing:invoice", slug=news.slug),
        "settings_url": _address("accounts:mail_amount"),
    }
    return Letter(
        to=news.email,
        language=news.language,
        context=context,
        customer_id=news.customer_id,
        login_id=news.login_id,
        once_key=f"notification:{news.invoice_id}",
    )


def _unannounced(now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(IDS, _parameters(now))
        return [row[0] for row in cursor.fetchall()]


def _details(ids: Sequence[int], now: datetime) -> list[News]:
    """Read just before they are written: what changed since the list was made counts."""
    with connection.cursor() as cursor:
        cursor.execute(DETAILS, {**_parameters(now), "ids": list(ids), "debits": sorted(DIRECT_DEBITS)})
        return [News(*row) for row in cursor.fetchall()]


def _parameters(now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "earliest": berlin_day(now) - timedelta(days=settings.INVOICE_MAIL_DAYS),
        "full": Scope.FULL.value,
        "customer": LoginKind.CUSTOMER.value,
        "email": LoginKind.EMAIL.value,
        "published": RunState.PUBLISHED.value,
        "post": InvoiceDelivery.POST.value,
    }


def _address(name: str, **arguments: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse(name, kwargs=arguments)}"


@contextmanager
def _alone() -> Iterator[bool]:
    """True for one process at a time; the lock ends with its connection, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [NOTIFYING])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NOTIFYING])
