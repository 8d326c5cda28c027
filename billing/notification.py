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
from django.utils import translation

from accounts.models import InvoiceDelivery, LoginKind
from billing.einvoice.facts import CREDIT_NOTE_TYPES
from billing.models import RunState
from billing.papers.content import DIRECT_DEBITS, span_text
from billing.templatetags.invoices import amount
from billing.wording import title_of
from portal.access.scope import Scope
from portal.lib.periods import berlin_day
from portal.outbox.links import absolute_url
from portal.outbox.mail import Letter, enqueue_many
from portal.shell.formats import day_text, month_text

log = logging.getLogger(__name__)
KIND = "invoice_ready"
BATCH = 200
NOTIFYING = 0x6E6F7469  # "noti": one run at a time, others would only do its work twice

# Invoices of published runs that nobody was told of, and whom to tell: the holder's own login, else their oldest
# e-mail account. Of merged numbers the kept one counts, for delivery as for the login (H4). Two steps, because the
# planner knows nothing of tables that were filled a minute ago and would read every login for every invoice.
UNANNOUNCED = """
    WITH news AS MATERIALIZED (
        SELECT invoice.id, owner.id AS owner_id, owner.company, owner.first_name, owner.last_name
        FROM billing_billingrun AS run
        JOIN billing_invoice AS invoice ON invoice.run_id = run.id
        JOIN accounts_customer AS received ON received.id = invoice.customer_id
        JOIN accounts_customer AS owner ON owner.id = coalesce(received.merged_into_id, received.id)
        WHERE run.state = %(published)s AND run.dispatched_on >= %(earliest)s AND invoice.hidden_at IS NULL
            AND owner.invoice_delivery <> %(post)s AND (%(all)s OR invoice.id = ANY(%(ids)s))
            AND NOT EXISTS (SELECT FROM outbox_outgoingmail WHERE once_key = 'notification:' || invoice.id)
    ), told AS MATERIALIZED (
        SELECT DISTINCT ON (access.customer_id)
            access.customer_id, login.id, login.language, address.email, address.mail_shows_amount
        FROM accounts_access AS access
        JOIN accounts_login AS login ON login.id = access.login_id
        JOIN accounts_notificationaddress AS address ON address.login_id = login.id
        WHERE access.customer_id IN (SELECT owner_id FROM news) AND access.scope = %(full)s
            AND access.valid_from <= %(now)s AND (access.revoked_at IS NULL OR access.revoked_at > %(now)s)
            AND login.is_active AND login.kind IN (%(customer)s, %(email)s)
        ORDER BY access.customer_id, login.kind = %(customer)s DESC, login.id
    )
"""
IDS = UNANNOUNCED + "SELECT news.id FROM news JOIN told ON told.customer_id = owner_id ORDER BY news.id"  # noqa: S608 - our own constants
DETAILS = f"""
    {UNANNOUNCED}
    SELECT news.id, slug, number, type_code, currency, payable, issued_on, due_on, period_start, period_end,
        call_count > 0,
        EXISTS (SELECT FROM jsonb_array_elements(facts -> 'payments') AS payment
                WHERE payment ->> 'means_code' = ANY(%(debits)s)),
        owner_id, company, first_name, last_name, told.id, language, email, mail_shows_amount
    FROM news JOIN told ON told.customer_id = owner_id JOIN billing_invoice AS invoice ON invoice.id = news.id
    ORDER BY news.id
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
    with translation.override(news.language):
        fields = _fields(news)
    return Letter(
        to=news.email,
        language=news.language,
        context={
            "is_in_favour": news.is_in_favour,
            "is_debited": news.is_debited,
            "has_calls": news.has_calls,
            "settings_url": _address("accounts:mail_amount"),
        },
        fields={name: text for name, text in fields.items() if text},
        customer_id=news.customer_id,
        login_id=news.login_id,
        once_key=f"notification:{news.invoice_id}",
    )


def _fields(news: News) -> dict[str, str]:
    """The texts of one mail, in the active language; empty ones have no place in it."""
    is_due = news.due_on is not None and news.payable and not news.is_in_favour
    return {
        "name": news.company or f"{news.first_name} {news.last_name}".strip(),
        "title": title_of(news.type_code),
        "month": month_text(news.period_start or news.issued_on),
        "number": news.number,
        "day": day_text(news.issued_on),
        "period": span_text(news.period_start, news.period_end),
        "amount": amount(news.payable, news.currency) if news.shows_amount else "",
        "due": day_text(news.due_on) if news.due_on and is_due else "",
        "url": _address("billing:invoice", slug=news.slug),
    }


def _unannounced(now: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(IDS, _parameters(now, []))
        return [row[0] for row in cursor.fetchall()]


def _details(ids: Sequence[int], now: datetime) -> list[News]:
    """Read just before they are written: what changed since the list was made counts."""
    with connection.cursor() as cursor:
        cursor.execute(DETAILS, _parameters(now, ids))
        return [News(*row) for row in cursor.fetchall()]


def _parameters(now: datetime, ids: Sequence[int]) -> dict[str, Any]:
    """For all new invoices, or for those of `ids`."""
    return {
        "all": not ids,
        "ids": list(ids),
        "debits": sorted(DIRECT_DEBITS),
        "now": now,
        "earliest": berlin_day(now) - timedelta(days=settings.INVOICE_MAIL_DAYS),
        "full": Scope.FULL.value,
        "customer": LoginKind.CUSTOMER.value,
        "email": LoginKind.EMAIL.value,
        "published": RunState.PUBLISHED.value,
        "post": InvoiceDelivery.POST.value,
    }


def _address(name: str, **arguments: str) -> str:
    return absolute_url(reverse(name, kwargs=arguments))


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
