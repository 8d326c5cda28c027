"""Papers of orders: the contract summary before, the confirmation after (C4, C13)."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Address
from contracts.catalogue.items import Offering
from contracts.models import Order, OrderDraft
from contracts.papers import documents
from contracts.papers.confirmation import OrderPaper, Withdrawal
from contracts.papers.contract_summary import ContractSummary, Speed
from contracts.papers.kinds import CONFIRMATION, SUMMARY
from contracts.papers.parts import PriceKind, PriceLine, Row
from contracts.wording import minimum_term_text, notice_length_text, notice_text, renewal_text
from portal.documents import store
from portal.documents.models import Document
from portal.lib.periods import berlin_day
from portal.outbox.links import absolute_url
from portal.shell.formats import day_text, decimal_text

from .drafts import KEPT
from .fortnight import can_be_undone, may_withdraw_until
from .kind import Answers, OrderKind
from .moves import rows_in
from .quotes import Quote
from .registry import kind_of
from .situation import Situation

log = logging.getLogger(__name__)

CONFIRMED_WITHIN = timedelta(days=7)  # so long the job tries
MOST_AT_ONCE = 100


def issue_contract_summary(
    kind: OrderKind, situation: Situation, draft: OrderDraft, quote: Quote, *, language: str, now: datetime
) -> Document:
    """Make the summary of a draft before the customer declares anything; it goes with the draft (C4)."""
    with translation.override(language):
        content = summary_content(kind, situation, draft.answers, quote, made_at=draft.created_at)
    return documents.keep_contract_summary(
        content,
        subject=draft,
        customer_id=situation.product.customer_id,
        language=language,
        retain_until=berlin_day(now + KEPT),
        now=now,
    )


def summary_of_draft(draft: OrderDraft) -> Document | None:
    return store.find(draft, SUMMARY)


def forget_draft_summaries(*, now: datetime) -> int:
    """Remove summaries of drafts whose time is over, their number; files that nobody names are swept later.

    What was ordered has the same paper as its own.
    """
    over = Document.objects.filter(
        subject_type=OrderDraft._meta.label, kind=SUMMARY, retain_until__lt=berlin_day(now)
    )
    return over.delete()[0]


def adopt_contract_summary(order: Order, paper: Document, now: datetime) -> Document:
    """The very paper that was checked becomes the order's own."""
    return store.keep(
        subject=order,
        kind=SUMMARY,
        content=store.read(paper),
        customer_id=order.customer_id,
        title=paper.title,
        filename=paper.filename,
        content_type=paper.content_type,
        retain_until=documents.letters_kept_until(now),
        now=now,
    )


def summary_content(
    kind: OrderKind, situation: Situation, answers: Answers, quote: Quote, *, made_at: datetime
) -> ContractSummary:
    """What the summary says, in the active language. The kind has a target offering."""
    offering = kind.target(situation, answers)
    if offering is None:
        raise ValueError(f"{kind.slug} sells no offering")
    return ContractSummary(
        product_name=str(offering.name),
        services=tuple(text for text in (str(offering.description),) if text)
        + tuple(f"{row.label}: {row.value}" for row in kind.summary(situation, answers)),
        speeds=tuple(_speeds(offering)),
        prices=tuple(_prices(str(offering.name), quote)),
        minimum_term_months=quote.minimum_months,
        minimum_term_ends_on=quote.minimum_term_ends_on,
        notice_text=notice_text(quote.notice or offering.term.notice),
        renewal_text=renewal_text(offering.term),
        activation_on=quote.activation_on,
        catalogue_version=situation.catalogue.version,
        customer_number=situation.customer.number,
        made_at=made_at,
    )


def confirmation_for(order: Order, now: datetime) -> Document:
    """The confirmation of an order, in the language of whoever ordered: issued once, then the same for ever (C13)."""
    kept = store.find(order, CONFIRMATION)
    if kept is not None:
        return kept
    language = order.placed_by.language if order.placed_by else order.customer.language
    with translation.override(language):
        content = _confirmation(order, language)
    return documents.keep_order_confirmation(
        content, subject=order, customer_id=order.customer_id, language=language, now=now
    )


def issue_missing_confirmations(*, now: datetime) -> int:
    """Make the confirmations that nobody has opened yet, so that the documents page has them all (C13); their number.

    An order whose paper cannot be made does not keep the others waiting: it is logged and tried again next time.
    """
    made = Document.objects.filter(
        subject_type=Order._meta.label, subject_id=Cast(OuterRef("pk"), CharField()), kind=CONFIRMATION
    )
    recent = Order.objects.filter(placed_at__gte=now - CONFIRMED_WITHIN).exclude(quote={})
    issued = 0
    for order in (
        recent.filter(~Exists(made))
        .select_related("customer", "catalogue", "placed_by")
        .order_by("pk")[:MOST_AT_ONCE]
    ):
        try:
            confirmation_for(order, now)
        except Exception:
            log.exception("no confirmation could be made of order %s", order.number)
        else:
            issued += 1
    return issued


def _confirmation(order: Order, language: str) -> OrderPaper:
    quote = Quote.of_json(order.quote)
    kind = kind_of(order.kind)
    address = Address.objects.filter(customer=order.customer, role="contract").first()
    deadline = None
    if order.customer.kind == "private" and quote.is_priced and kind is not None:
        deadline = _withdrawal(order)
    return OrderPaper(
        order_number=order.number,
        placed_at=order.placed_at,
        customer_number=order.customer.number,
        customer_name=order.customer.name,
        customer_address=tuple(address.lines_below(order.customer.name)) if address else (),
        product_name=order.name,
        ordered=tuple(Row(label, value) for label, value in rows_in(order.summary, language)),
        prices=tuple(_prices(order.name, quote)),
        activation_on=None if quote.ends_on else quote.activation_on,
        duration=tuple(_duration(quote)),
        withdrawal=deadline,
        catalogue_version=order.catalogue.version if order.catalogue else "",
    )


def _withdrawal(order: Order) -> Withdrawal:
    """In time until when, and where: the page of the order, or the form for everybody where the portal cannot put
    the change back by itself."""
    place = reverse("orders:order", args=[order.number])
    if not can_be_undone(order):
        place = reverse("declarations:withdraw")
    until = may_withdraw_until(berlin_day(order.placed_at), settings.FEDERAL_STATE)
    return Withdrawal(until, absolute_url(place))


def _duration(quote: Quote) -> list[Row]:
    rows = []
    if quote.minimum_months:
        rows.append(Row(_("Minimum term"), minimum_term_text(quote.minimum_months)))
    if quote.minimum_term_ends_on:
        rows.append(Row(_("Minimum term ends on"), day_text(quote.minimum_term_ends_on)))
    if quote.notice is not None:
        rows.append(Row(_("Notice period"), notice_length_text(quote.notice)))
    if quote.ends_on:
        rows.append(Row(_("Last day"), day_text(quote.ends_on)))
    return rows


def _prices(name: str, quote: Quote) -> list[PriceLine]:
    lines = []
    if quote.monthly:
        lines.append(PriceLine(name, quote.monthly))
        lines.append(PriceLine(name, quote.first_month, PriceKind.FIRST_MONTH))
    if quote.one_off:
        lines.append(PriceLine(_("One-off price"), quote.one_off, PriceKind.ONE_OFF))
    return lines


def _speeds(offering: Offering) -> list[Speed]:
    directions = ((_("Download"), "downstream"), (_("Upload"), "upstream"))
    found = []
    for label, direction in directions:
        maximum = offering.characteristics.get(f"{direction}_max_mbit")
        if maximum is not None:
            found.append(
                Speed(
                    label,
                    _mbit(maximum),
                    _mbit(offering.characteristics.get(f"{direction}_usual_mbit")),
                    _mbit(offering.characteristics.get(f"{direction}_min_mbit")),
                )
            )
    return found


def _mbit(value: object) -> str:
    return "" if value is None else decimal_text(Decimal(str(value)))
