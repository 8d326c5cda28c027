"""Every write about referral codes (G1, G2): one transaction each, the row of the code locked first."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Customer, PaymentDetails
from accounts.operations.notices import tell
from accounts.operations.service_centre import portal_login_of
from contracts.catalogue.items import Campaign
from portal.audit.trail import Actor, record, system
from portal.lib.periods import berlin_day
from portal.outbox.links import absolute_url
from referrals import codes
from referrals.campaigns import Terms, in_language
from referrals.errors import CreditUnderWay, NotRedeemed, ReferralRefused
from referrals.models import ReferralCode, ReferralRedemption
from referrals.rules import (
    CodeFacts,
    NewContract,
    Party,
    Refusal,
    generation_refusal,
    last_day,
    redemption_refusal,
)
from referrals.states import MoveNotAllowed, ReferralState, may_move, move, note

DRAWS = 5  # of a code; one collision is one in 10^13 (referrals.codes), five in a row are a broken generator

# Orders the credit of a redeemed code from the carrier, in the caller's transaction; returns the order number.
OrderCredit = Callable[[ReferralCode, Actor, datetime], str]


def generate_code(
    *, customer: Customer, campaign: Campaign, order_number: str, actor: Actor, now: datetime
) -> ReferralCode:
    """One more code of `customer` for one prospect, under the terms of `campaign` as they are now.

    The same `order_number` gives the same code again, so that an order may be completed twice. An empty one is
    for codes without an order. ReferralRefused when the campaign is not for this customer.
    """
    owner = kept(customer)
    with transaction.atomic():
        # Two runs of the same order wait for each other here.
        Customer.objects.select_for_update().get(pk=owner.pk)
        made = ReferralCode.objects.filter(customer=owner, order_number=order_number).first()
        if order_number and made is not None:
            return made
        today = berlin_day(now)
        refusal = generation_refusal(Terms.of(campaign), party_of(owner), today)
        if refusal is not None:
            raise ReferralRefused(refusal)
        code = _draw(owner, campaign, order_number, today, now)
        note(code, old="", actor=actor, now=now)
    return code


def redeem_code(
    *,
    code_text: str,
    new_customer: Customer,
    contract_reference: str,
    family: str,
    term_months: int,
    contracted_on: date,
    actor: Actor,
    now: datetime,
    expected_kind: str = "",
) -> ReferralCode:
    """A new contract named the code; the referrer hears of it, without the name of the new customer.

    `family` is the catalogue's, `term_months` the contract's minimum term, `expected_kind` the kind of campaign
    the contract names, if any. Blanks in `contract_reference` are dropped; small and capital letters are the
    same. ReferralRefused with the first reason why not; nothing was written then.
    """
    contract = NewContract("".join(contract_reference.split()), family, term_months, contracted_on)
    with transaction.atomic():
        code = _locked(code_text)
        refusal = redemption_refusal(
            _facts(code),
            referrer=party_of(kept(code.customer)),
            new_customer=party_of(kept(new_customer)),
            contract=contract,
            today=berlin_day(now),
            expected_kind=expected_kind,
        )
        if refusal is not None:
            raise ReferralRefused(refusal)
        _write_redemption(code, new_customer, contract, actor, now)
        facts = {"contract_reference": contract.reference}
        move(code, ReferralState.REDEEMED, actor=actor, now=now, facts=facts)
        _tell_referrer("referral_redeemed", code, now)
    return code


def order_reward(
    *, code: ReferralCode, actor: Actor, now: datetime, order_credit: OrderCredit
) -> ReferralCode:
    """Order the credit for a redeemed code from the carrier. The code is rewarded when that order is done.

    NotRedeemed in any other state; CreditUnderWay while an earlier order for it is not over: a code pays once.
    """
    with transaction.atomic():
        locked = _lock(pk=code.pk)
        if not may_move(locked.state, ReferralState.REWARDED):
            raise NotRedeemed
        if locked.credit_order_number:
            raise CreditUnderWay
        number = order_credit(locked, actor, now)
        _note_credit(locked, number, "referral.credit_ordered", {"order": number}, actor, now)
    return locked


def reward_code(*, code: ReferralCode, actor: Actor, now: datetime) -> ReferralCode:
    """The reward of a redeemed code is credited, once; the referrer hears of it. NotRedeemed in any other state."""
    with transaction.atomic():
        locked = _lock(pk=code.pk)
        if not may_move(locked.state, ReferralState.REWARDED):
            raise NotRedeemed
        facts = {"amount": locked.reward_amount, "currency": locked.currency}
        move(locked, ReferralState.REWARDED, actor=actor, now=now, facts=facts)
        _tell_referrer("referral_rewarded", locked, now)
    return locked


def credit_done(*, order_number: str, now: datetime) -> None:
    """The carrier has credited: the code of this order is rewarded. Nothing where it is already."""
    code = ReferralCode.objects.filter(credit_order_number=order_number, state=ReferralState.REDEEMED).first()
    if code is not None:
        reward_code(code=code, actor=system(f"order {order_number}"), now=now)


def credit_failed(*, order_number: str, now: datetime) -> None:
    """The carrier has not credited and will not: the code stays redeemed, and its credit can be ordered again."""
    which = {"credit_order_number": order_number, "state": ReferralState.REDEEMED}
    with transaction.atomic():
        code = ReferralCode.objects.select_for_update(of=("self",)).filter(**which).first()
        if code is not None:
            actor = system(f"order {order_number}")
            _note_credit(code, "", "referral.credit_failed", {"order": order_number}, actor, now)


def expire_codes(*, now: datetime) -> int:
    """End the open codes whose last day is over; returns how many. May run twice, and beside a redemption."""
    over = ReferralCode.objects.filter(state=ReferralState.GENERATED, expires_on__lt=berlin_day(now))
    return sum(_expire(pk, now) for pk in list(over.values_list("pk", flat=True)))


def _expire(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        code = _lock(pk=pk)
        try:
            move(code, ReferralState.EXPIRED, actor=system("expire_codes"), now=now)
        except MoveNotAllowed:  # somebody redeemed it meanwhile, or another run was here
            return False
    return True


def kept(customer: Customer) -> Customer:
    """The customer whose number was kept when numbers were merged; most often the same."""
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer


def party_of(customer: Customer) -> Party:
    """What the rules look at."""
    details = PaymentDetails.objects.filter(customer=customer).first()
    return Party(
        number=customer.number,
        name=customer.name,
        born_on=customer.born_on,
        iban=details.iban if details else "",
        customer_since=customer.customer_since,
        is_closed=customer.closed_at is not None,
    )


def _note_credit(
    code: ReferralCode, number: str, action: str, facts: dict[str, str], actor: Actor, now: datetime
) -> None:
    code.credit_order_number = number
    code.save(update_fields=["credit_order_number"])
    record(action, actor=actor, now=now, customer_id=code.customer_id, subject=code, new=facts)


def _draw(
    customer: Customer, campaign: Campaign, order_number: str, today: date, now: datetime
) -> ReferralCode:
    """Insert a fresh code; one that exists already is drawn again."""
    values: dict[str, Any] = {
        "customer": customer,
        "generated_at": now,
        "expires_on": last_day(Terms.of(campaign), today),
        "order_number": order_number,
        "campaign": campaign.code,
        "kind": campaign.kind,
        "campaign_title": campaign.title.as_json(),
        "reward_amount": campaign.reward,
        "valid_for_days": campaign.valid_for_days,
        "minimum_term_months": campaign.minimum_term_months,
        "families": list(campaign.families),
        "new_customer_within_days": campaign.new_customer_within_days,
    }
    for _draw_number in range(DRAWS):
        text = codes.generate(campaign.kind)
        code, is_fresh = ReferralCode.objects.get_or_create(code=text, defaults=values)
        if is_fresh:
            return code
    raise RuntimeError(f"{DRAWS} referral codes in a row existed already")


def _locked(code_text: str) -> ReferralCode:
    text = codes.parse(code_text)
    if text is None:
        raise ReferralRefused(Refusal.MISTYPED)
    try:
        return _lock(code=text)
    except ReferralCode.DoesNotExist:
        raise ReferralRefused(Refusal.UNKNOWN) from None


def _lock(**which: Any) -> ReferralCode:
    return ReferralCode.objects.select_for_update(of=("self",)).select_related("customer").get(**which)


def _facts(code: ReferralCode) -> CodeFacts:
    return CodeFacts(
        state=code.state,
        terms=code.terms,
        generated_on=berlin_day(code.generated_at),
        expires_on=code.expires_on,
    )


def _write_redemption(
    code: ReferralCode, new_customer: Customer, contract: NewContract, actor: Actor, now: datetime
) -> None:
    """The row that makes code and contract belong together; the database knows when either was used."""
    try:
        with transaction.atomic():
            ReferralRedemption.objects.create(
                code=code,
                new_customer=new_customer,
                contract_reference=contract.reference,
                family=contract.family,
                term_months=contract.term_months,
                contracted_on=contract.contracted_on,
                redeemed_at=now,
                redeemed_by_id=actor.login_id if actor.kind == "staff" else None,
            )
    except IntegrityError:
        # The code's row is locked and open, so the contract is what was used before.
        raise ReferralRefused(Refusal.CONTRACT_USED) from None


def _tell_referrer(kind: str, code: ReferralCode, now: datetime) -> None:
    """A mail to the referrer, never to the prospect (§ 7 UWG); it does not say who was recommended."""
    login = portal_login_of(kept(code.customer))
    if login is None:
        return
    tell(
        kind,
        login=login,
        now=now,
        context={
            "code": code.code,
            "campaign": in_language(code.campaign_title, login.language),
            "reward": code.reward_amount,
            "currency": code.currency,
            "codes_url": absolute_url(reverse("referrals:overview")),
        },
    )
