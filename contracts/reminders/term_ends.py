"""The mail before a minimum term ends (L6, § 56 (3) TKG): once per product and end."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import CustomerKind
from contracts.catalogue.items import Text
from contracts.catalogue.terms import term_of
from contracts.contract_data import TELECOM
from contracts.models import Product, ProductStatus
from contracts.wording import notice_text
from portal.lib.periods import berlin_day
from portal.outbox.links import absolute_url
from portal.outbox.mail import Letter, enqueue_many
from portal.shell.formats import day_text

from .recipients import Recipient, owner_of, recipients_of
from .rules import TermEnd, term_end

log = logging.getLogger(__name__)
KIND = "term_ends"
BATCH = 200


def remind_of_term_ends(*, now: datetime) -> int:
    """Write a mail for each minimum term of consumers' telecommunications that ends within TERM_REMINDER_DAYS.

    Returns how many are new. Terminated products are left out; a run may be repeated at any time. Call it outside
    a transaction: every batch is committed by itself.
    """
    today = berlin_day(now)
    products = list(_ending(today))
    written = 0
    for start in range(0, len(products), BATCH):
        letters = _letters(products[start : start + BATCH], today, now)
        written += enqueue_many(KIND, letters, now=now, batch=BATCH)
    if written:
        log.info("reminded of %d minimum terms that end", written)
    return written


def _ending(today: date) -> Iterator[Product]:
    """Running products of consumers whose minimum term ends soon, in order."""
    return (
        Product.objects.running()
        .exclude(status=ProductStatus.PENDING_TERMINATE)
        .filter(
            ends_on=None,
            family__in=TELECOM,
            customer__kind=CustomerKind.PRIVATE,
            minimum_term_ends_on__gte=today,
            minimum_term_ends_on__lte=today + timedelta(days=settings.TERM_REMINDER_DAYS),
        )
        .select_related("customer__merged_into")
        .order_by("id")
        .iterator()
    )


def _letters(products: list[Product], today: date, now: datetime) -> Iterator[Letter]:
    told = recipients_of({owner_of(product.customer).pk for product in products}, now=now)
    for product in products:
        recipient = told.get(owner_of(product.customer).pk)
        end = term_end(
            term_of(product.term),
            started_on=product.started_on,
            minimum_term_ends_on=product.minimum_term_ends_on,
            today=today,
            days=settings.TERM_REMINDER_DAYS,
        )
        if recipient is not None and end is not None:
            yield _letter(product, end, recipient)


def _letter(product: Product, end: TermEnd, recipient: Recipient) -> Letter:
    owner = owner_of(product.customer)
    with translation.override(recipient.language):
        context = {
            "name": owner.name,
            "product": str(Text.of(product.name)),
            "product_number": product.number,
            "ends_on": day_text(end.ends_on),
            "notice_until": day_text(end.earliest.notice_until),
            "next_end": day_text(end.earliest.last_day),
            "is_reached": end.reached,
            "notice_after": notice_text(term_of(product.term).notice_after),
            "prolongation_months": end.prolongation_months,
            "product_url": absolute_url(reverse("contracts:product", args=[product.pk])),
            "url": absolute_url(reverse("declarations:terminate")),
        }
    return Letter(
        to=recipient.email,
        language=recipient.language,
        context=context,
        customer_id=owner.pk,
        login_id=recipient.login_id,
        once_key=f"{KIND}:{product.pk}:{end.ends_on.isoformat()}",
    )
