"""The mails at 80 and 100 percent of an allowance: each once per contract, kind and period (D8)."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import translation

from contracts.catalogue.items import Catalogue, Family, Text
from contracts.catalogue.store import NoCatalogue, version_on
from contracts.models import OptionRole, Product, ProductOption
from contracts.models.inventory import RUNNING
from contracts.reminders.recipients import Recipient, owner_of, recipients_of
from mobile.models import MobileNumber, UsageCounter, UsageKind
from mobile.rules.data_packages import data_packages_of
from mobile.rules.usage import NOTICE_PERCENT, reached
from portal.lib.periods import berlin_day
from portal.lib.phone_numbers import national
from portal.outbox.links import absolute_url
from portal.outbox.mail import Letter, enqueue_many

from .wording import USED_UP, Notice

log = logging.getLogger(__name__)
KINDS = {80: "usage_near", USED_UP: "usage_used_up"}
BATCH = 200


def tell_of_usage(*, now: datetime) -> int:
    """Write a mail for each allowance of a present period that has reached a mark; returns how many are new.

    A counter that passes both marks between two imports is told of the higher one only. Unlimited allowances and
    those of customers who do not want it are left out. A run may be repeated at any time. Call it outside a
    transaction: every batch is committed by itself.
    """
    today = berlin_day(now)
    catalogue = _catalogue_on(today)
    written = 0
    for batch in _batches(today):
        for mark, kind in KINDS.items():
            letters = _letters(batch, mark, catalogue, today=today, now=now)
            written += enqueue_many(kind, letters, now=now, batch=BATCH)
    if written:
        log.info("told of %d used allowances", written)
    return written


def _batches(today: date) -> Iterator[list[UsageCounter]]:
    """Those of `_marked`, never more than a batch in memory."""
    last = 0
    while batch := list(_marked(today).filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _marked(today: date) -> QuerySet[UsageCounter]:
    """Counters of running contracts and the present period with at least 80 percent used, in order."""
    return (
        UsageCounter.objects.filter(
            period_start__lte=today,
            period_end__gt=today,
            allowance__gt=0,
            used__gte=F("allowance") * NOTICE_PERCENT[0] / 100,  # may round down; `reached` decides
            product__family=Family.MOBILE,
            product__status__in=RUNNING,
        )
        .filter(Q(product__usage_notice_choice=None) | Q(product__usage_notice_choice__usage_notices=True))
        .select_related("product__customer__merged_into")
        .order_by("id")
    )


def _letters(
    counters: list[UsageCounter], mark: int, catalogue: Catalogue | None, *, today: date, now: datetime
) -> Iterator[Letter]:
    """Those of a batch whose highest mark is `mark`."""
    chosen = [
        counter for counter in counters if max(reached(counter.used, counter.allowance), default=0) == mark
    ]
    products = [counter.product for counter in chosen]
    told = recipients_of({owner_of(product.customer).pk for product in products}, now=now)
    numbers = dict(
        MobileNumber.objects.valid_on(today).filter(product__in=products).values_list("product_id", "number")
    )
    kbit = throttles_of([c.product for c in chosen if c.kind == UsageKind.DATA], catalogue, today=today)
    for counter in chosen:
        recipient = told.get(owner_of(counter.product.customer).pk)
        if recipient is not None:
            notice = Notice(counter, mark, kbit.get(counter.product_id, 0))
            yield _letter(notice, recipient, numbers.get(counter.product_id, ""))


def throttles_of(products: Iterable[Product], catalogue: Catalogue | None, *, today: date) -> dict[int, int]:
    """To how many kbit/s each product is slowed down; the slowest of its data packages, as the catalogue knows."""
    if catalogue is None:
        return {}
    by_pk = {product.pk: product for product in products}
    options: dict[int, list[str]] = {}
    rows = ProductOption.objects.valid_on(today).filter(product__in=by_pk, role=OptionRole.OPTION)
    for product_id, code in rows.values_list("product_id", "code"):
        options.setdefault(product_id, []).append(code)
    found = {}
    for pk, product in by_pk.items():
        offering = catalogue.offerings.get(product.offering)
        if offering is not None:
            known = [catalogue.options[c] for c in options.get(pk, ()) if c in catalogue.options]
            speeds = [p.throttle_kbit for p in data_packages_of(offering, known) if p.throttle_kbit]
            found[pk] = min(speeds, default=0)
    return found


def _catalogue_on(today: date) -> Catalogue | None:
    """Without a catalogue the notices leave out the speed only."""
    try:
        return version_on(today)[1]
    except NoCatalogue:
        return None


def _letter(notice: Notice, recipient: Recipient, number: str) -> Letter:
    counter = notice.counter
    owner = owner_of(counter.product.customer)
    with translation.override(recipient.language):
        context = {
            "name": owner.name,
            "product": str(Text.of(counter.product.name)),
            "number": national(number) if number else counter.product.number,
            "what": notice.subject_matter,
            "used": notice.used,
            "allowance": notice.allowance,
            "as_of": notice.as_of,
            "consequence": notice.consequence,
            "url": absolute_url(reverse("mobile_notices:choose", args=[counter.product_id])),
        }
    return Letter(
        to=recipient.email,
        language=recipient.language,
        context=context,
        customer_id=owner.pk,
        login_id=recipient.login_id,
        once_key=f"usage:{counter.product_id}:{counter.kind}:{counter.period_start.isoformat()}:{notice.mark}",
    )
