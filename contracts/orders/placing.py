"""Placing an order: one transaction that locks, checks again, writes, and hands over to the outbox (C2–C5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import translation

from contracts.catalogue.terms import term_of
from contracts.models import Order, OrderChannel, OrderDraft, OrderEvent, Product
from portal.access.access import Access
from portal.audit.trail import Actor, record
from portal.documents.models import Document
from portal.lib.periods import berlin_day
from portal.lib.sealed import SealBroken

from .carrier_orders import hand_to_carrier
from .checked import Checked
from .drafts import open_secrets
from .errors import AlreadyOrdered, NotChecked, NotOffered, QuoteChanged, SecretsGone
from .kind import Answers, OrderKind, Row
from .moves import Cause, move_order, tell_customer
from .papers import adopt_contract_summary, summary_of_draft
from .quotes import Quote
from .registry import consequences, kind_of
from .situation import Situation, situation_of
from .states import OrderState

LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Proposal:
    """What the check page shows: everything worked out from one draft."""

    kind: OrderKind
    situation: Situation
    draft: OrderDraft
    quote: Quote
    paper: Document | None  # the contract summary, where the consumer gets one

    @property
    def rows(self) -> list[Row]:
        return self.kind.summary(self.situation, self.draft.answers)

    @property
    def notes(self) -> list[str]:
        own = self.kind.notes(self.situation, self.draft.answers)
        others = [
            sentence
            for consequence in consequences
            for sentence in consequence.sentences(self.kind, self.situation, self.draft.answers)
        ]
        return own + others

    @property
    def checked(self) -> Checked:
        """What the button of the check page is bound to."""
        sha256 = self.paper.sha256 if self.paper else ""
        return Checked(str(self.draft.key), self.quote.fingerprint, sha256)

    @property
    def is_priced(self) -> bool:
        return self.quote.is_priced


def propose(draft: OrderDraft, situation: Situation) -> Proposal:
    """Work out the offer for a draft; OrderRefused when a rule says no (any more)."""
    kind = kind_of(draft.kind)
    if kind is None:
        raise NotOffered
    if not kind.is_offered(situation):
        raise NotOffered(kind.why_not(situation) if situation.product.family in kind.families else "")
    quote = checked_quote(kind, situation, draft.answers)
    return Proposal(kind, situation, draft, quote, summary_of_draft(draft))


def checked_quote(kind: OrderKind, situation: Situation, answers: Answers) -> Quote:
    """Hold answers against the rules of their kind and against open orders; the quote when nothing speaks
    against them, else OrderRefused."""
    kind.refuse(situation, answers)
    subject = kind.subject(situation, answers)
    if subject in situation.open_subjects:
        raise AlreadyOrdered(situation.open_subjects[subject])
    quote = kind.quote(situation, answers)
    product = situation.product
    if quote.is_priced and quote.notice is None and product.term:
        return quote.under(term_of(product.term), product.minimum_term_ends_on)
    return quote


@transaction.atomic
def place_order(*, kind: OrderKind, token: str, access: Access, now: datetime) -> Order:
    """Turn a checked draft into an order; sent twice it gives the same order.

    NotChecked without a check page of ours for what the draft holds now, QuoteChanged when price or date are not
    those of the page, other OrderRefused when a rule says no. Nothing is written then.
    """
    checked = Checked.read(token)
    # Without the order joined: who waits here for another click would get the order of before that click, none.
    draft = (
        OrderDraft.objects.visible_to(access)
        .select_for_update(of=("self",))
        .filter(pk=checked.draft_key, kind=kind.slug)
        .first()
    )
    if draft is None:
        raise NotChecked
    if draft.order is not None:
        return draft.order
    # Orders of one product wait for each other, so that rules and open orders are those of now.
    product = (
        Product.objects.select_for_update(of=("self",)).select_related("customer").get(pk=draft.product_id)
    )
    situation = situation_of(product, today=berlin_day(now), customer_ids=access.customer_ids)
    proposal = propose(draft, situation)
    if proposal.quote.fingerprint != checked.fingerprint:
        raise QuoteChanged
    if needs_contract_summary(kind, situation) and (
        proposal.paper is None or proposal.paper.sha256 != checked.summary_sha256
    ):
        raise NotChecked
    secrets = _opened(draft)
    order = write_order(
        kind,
        situation,
        draft.answers,
        proposal.quote,
        channel=OrderChannel.PORTAL,
        actor=access.actor,
        now=now,
        placed_by_id=access.login_id,
        draft_key=draft.key,
        summary_sha256=proposal.paper.sha256 if proposal.paper else "",
        referral_code=str(draft.answers.get("referral_code") or ""),
    )
    draft.order = order
    draft.sealed = ""
    draft.save(update_fields=["order", "sealed"])
    if proposal.paper is not None:
        adopt_contract_summary(order, proposal.paper, now)
    return carry_out(order, kind, proposal.quote, secrets, actor=access.actor, now=now)


def carry_out(
    order: Order, kind: OrderKind, quote: Quote, secrets: Mapping[str, str], *, actor: Actor, now: datetime
) -> Order:
    """What follows on a written order: the kind's own part, the mail, and the way to the carrier."""
    kind.placed(order, secrets, now=now)
    tell_customer(kind.placed_mail, order, now, {"quote": quote})
    if kind.must_reach_carrier(order):
        hand_to_carrier(order, kind, secrets, now)
        return order
    return move_order(order_id=order.pk, to=OrderState.COMPLETED, cause=Cause.PORTAL, actor=actor, now=now)


def _opened(draft: OrderDraft) -> dict[str, str]:
    try:
        return open_secrets(draft)
    except SealBroken:
        raise SecretsGone from None


def needs_contract_summary(kind: OrderKind, situation: Situation) -> bool:
    """Consumers get the summary of a telecom contract before they order (C4)."""
    return kind.has_contract_summary and situation.is_consumer


@transaction.atomic
def place_by_staff(
    *,
    kind: OrderKind,
    situation: Situation,
    answers: Answers,
    referral_code: str = "",
    actor: Actor,
    now: datetime,
) -> Order:
    """An order that the service centre places for a customer: the same rules, no draft, no check page.

    OrderRefused when a rule says no. The customer hears of it when it is done.
    """
    quote = checked_quote(kind, situation, answers)
    order = write_order(
        kind, situation, answers, quote, channel=OrderChannel.SERVICE, actor=actor, now=now,
        referral_code=referral_code,
    )  # fmt: skip
    hand_to_carrier(order, kind, {}, now)
    return order


def write_order(
    kind: OrderKind,
    situation: Situation,
    answers: Answers,
    quote: Quote,
    *,
    channel: OrderChannel,
    actor: Actor,
    now: datetime,
    **columns: Any,
) -> Order:
    """The row, its first event and its line in the trail; the caller has checked everything."""
    order = Order.objects.create(
        number=next_number(),
        customer_id=situation.product.customer_id,
        product=situation.product,
        kind=kind.slug,
        subject=kind.subject(situation, answers),
        title=in_both(lambda: kind.name(situation, answers)),
        channel=channel,
        state=OrderState.ACKNOWLEDGED,
        state_at=now,
        placed_at=now,
        activation_on=quote.activation_on,
        answers=dict(answers),
        summary=rows_as_json(lambda: kind.summary(situation, answers)),
        quote=quote.as_json(),
        monthly=quote.monthly,
        one_off=quote.one_off,
        catalogue_id=situation.catalogue_id,
        **columns,
    )
    cause = Cause.STAFF if channel == OrderChannel.SERVICE else Cause.CUSTOMER
    OrderEvent.objects.create(order=order, state=order.state, at=now, cause=cause, actor=actor.name)
    record(
        "order.placed",
        actor=actor,
        now=now,
        customer_id=order.customer_id,
        subject=order,
        new={"kind": order.kind, "subject": order.subject, **answers, "quote": order.quote},
    )
    return order


def next_number() -> str:
    """`P-100427`: P tells the portal's orders from the carrier's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('contracts_order_number')")
        return f"P-{cursor.fetchone()[0]}"


def in_both(text: Callable[[], str]) -> dict[str, str]:
    """What `text` says in each language of the portal."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(text())
    return said


def rows_as_json(rows: Callable[[], list[Row]]) -> list[dict[str, Any]]:
    """The rows of a summary with both languages side by side."""
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = [(str(row.label), str(row.value)) for row in rows()]
    return [
        {
            "label": {language: spoken[language][index][0] for language in LANGUAGES},
            "value": {language: spoken[language][index][1] for language in LANGUAGES},
        }
        for index in range(len(spoken["de"]))
    ]
