"""G1, G2: making, redeeming, rewarding and ending codes, and what each leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import PaymentDetails
from portal.audit.models import AuditEntry
from portal.audit.trail import Actor
from portal.outbox.models import OutgoingMail
from referrals import codes, operations, tasks
from referrals.campaigns import Terms
from referrals.errors import CreditUnderWay, NotRedeemed, ReferralRefused
from referrals.models import ReferralCode, ReferralEvent, ReferralRedemption
from referrals.operations import expire_codes, generate_code, order_reward, reward_code
from referrals.rules import Refusal
from referrals.states import MOVES, MoveNotAllowed, ReferralState, may_move, move
from tests.cast import Person, make_customer, make_person
from tests.referrals.play import (
    ACTOR,
    EXISTING,
    JOB,
    NEW,
    NOW,
    TODAY,
    make_code,
    make_prospect,
    make_rewarded,
    redeem,
)

DAY = timedelta(days=1)


@pytest.fixture
def prospect(db: None):
    return make_prospect()


def refusal_of(call) -> Refusal:
    with pytest.raises(ReferralRefused) as refused:
        call()
    return refused.value.refusal


def trail(code: ReferralCode) -> list[tuple[str, dict, dict]]:
    entries = AuditEntry.objects.filter(subject_type="referrals.ReferralCode", subject_id=str(code.pk))
    return [(entry.action, entry.old, entry.new) for entry in entries.order_by("pk")]


# making


def test_g1_a_code_keeps_the_terms_of_its_day(erika: Person):
    code = generate_code(customer=erika.customer, campaign=EXISTING, order_number="A-7", actor=ACTOR, now=NOW)
    code.refresh_from_db()
    assert codes.parse(code.code) == code.code
    assert code.terms == Terms.of(EXISTING)
    assert code.campaign_title == {"de": "Kunden werben Kunden 2026", "en": "Bring a friend 2026"}
    assert (code.campaign, code.reward_amount, code.currency) == ("kwk-2026", Decimal("50.00"), "EUR")
    assert (code.customer, code.state, code.order_number) == (erika.customer, "generated", "A-7")
    assert (code.generated_at, code.expires_on) == (NOW, TODAY + 90 * DAY)
    assert trail(code) == [("referral.generated", {}, {"state": "generated"})]
    event = code.events.get()
    assert (event.state, event.at, event.actor_kind, event.actor_name) == (
        "generated",
        NOW,
        "customer",
        "4999999999",
    )
    assert OutgoingMail.objects.count() == 0


def test_g1_as_many_codes_as_wanted_all_different(erika: Person):
    assert len({make_code(erika.customer).code for _n in range(5)}) == 5


def test_g1_an_order_makes_one_code_however_often_it_is_completed(erika: Person):
    first, again = (
        generate_code(customer=erika.customer, campaign=EXISTING, order_number="A-7", actor=ACTOR, now=NOW)
        for _n in range(2)
    )
    assert first == again
    assert ReferralCode.objects.count() == ReferralEvent.objects.count() == 1


def test_g1_another_customers_order_number_gives_no_code_away(erika: Person, firma: Person):
    generate_code(customer=erika.customer, campaign=EXISTING, order_number="A-7", actor=ACTOR, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        generate_code(customer=firma.customer, campaign=EXISTING, order_number="A-7", actor=ACTOR, now=NOW)
    assert ReferralCode.objects.count() == 1


def test_g1_the_first_and_last_day_are_those_of_the_calendar_in_berlin(erika: Person):
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # 21 November, half past midnight
    assert make_code(erika.customer, now=late).expires_on == TODAY + 91 * DAY


def test_g1_a_campaign_for_others_makes_no_code(erika: Person):
    erika.customer.customer_since = TODAY - 400 * DAY
    erika.customer.save()
    assert refusal_of(lambda: make_code(erika.customer, campaign=NEW)) is Refusal.ONLY_NEW
    assert ReferralCode.objects.count() == AuditEntry.objects.count() == 0


def test_g1_a_merged_number_makes_codes_for_the_number_that_was_kept(erika: Person):
    old = make_customer("4111111111", merged_into=erika.customer, closed_at=NOW)
    assert make_code(old).customer == erika.customer


def test_g2_a_code_that_exists_already_is_drawn_again(erika: Person, monkeypatch: pytest.MonkeyPatch):
    first = make_code(erika.customer)
    fresh = codes.generate("existing")
    drawn = iter([first.code, first.code, fresh])
    monkeypatch.setattr(operations.codes, "generate", lambda kind: next(drawn))
    assert make_code(erika.customer).code == fresh


def test_g2_a_broken_generator_is_an_error_and_writes_nothing(erika: Person, monkeypatch: pytest.MonkeyPatch):
    first = make_code(erika.customer)
    monkeypatch.setattr(operations.codes, "generate", lambda kind: first.code)
    with pytest.raises(RuntimeError):
        make_code(erika.customer)
    assert ReferralCode.objects.count() == ReferralEvent.objects.count() == 1


# redeeming


def test_g2_redeeming_ties_the_code_to_one_contract(erika: Person, prospect, anna_service):
    code = make_code(erika.customer)
    anna = Actor(kind="staff", name="anna", login_id=anna_service.pk)
    redeem(f" {code.code.lower().replace('-', ' ')} ", prospect, contract_reference=" V  1001 ", actor=anna)
    code.refresh_from_db()
    redemption = code.redemption
    assert code.state == "redeemed"
    assert (redemption.new_customer, redemption.contract_reference) == (prospect, "V1001")
    assert (redemption.redeemed_at, redemption.redeemed_by, redemption.contracted_on) == (
        NOW,
        anna_service,
        TODAY,
    )
    assert [(event.state, event.actor_name) for event in code.events.all()] == [
        ("generated", "4999999999"),
        ("redeemed", "anna"),
    ]
    assert trail(code)[1:] == [
        ("referral.redeemed", {"state": "generated"}, {"state": "redeemed", "contract_reference": "V1001"})
    ]


def test_g2_the_referrer_is_told_and_the_prospect_never(erika: Person, prospect):
    redeem(make_code(erika.customer), prospect)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to, mail.customer) == ("referral_redeemed", "erika@example.org", erika.customer)
    for part in (mail.subject, mail.text, mail.html):
        for name in ("Paul", "Neumann", prospect.number, "V-1001"):
            assert name not in part
    assert "Kunden werben Kunden 2026" in mail.text
    assert "50,00\u00a0€" in mail.text
    assert "50,00&nbsp;€" in mail.html
    assert "/empfehlen/" in mail.text


def test_g2_the_mail_speaks_the_referrers_language(erika: Person, prospect):
    erika.login.language = "en"
    erika.login.save()
    make_rewarded(erika.customer, prospect)
    for mail in OutgoingMail.objects.all():
        assert "Bring a friend 2026" in mail.text
        assert "€50.00" in mail.text


def test_g2_without_a_login_nobody_is_told_and_the_code_is_redeemed(db: None, prospect):
    assert redeem(make_code(make_customer("4222222222")), prospect).state == "redeemed"
    assert OutgoingMail.objects.count() == 0


def test_g2_a_code_is_redeemed_once(erika: Person, prospect):
    code = make_code(erika.customer)
    redeem(code, prospect)
    again = refusal_of(lambda: redeem(code, make_prospect("4700000002"), contract_reference="V-1002"))
    assert again is Refusal.USED
    assert ReferralRedemption.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("reference", ["V-1001", "v-1001", " V- 1001"])
def test_g2_a_contract_redeems_one_code(erika: Person, firma: Person, prospect, reference: str):
    redeem(make_code(erika.customer), prospect)
    other = make_code(firma.customer)
    refusal = refusal_of(lambda: redeem(other, prospect, contract_reference=reference))
    assert refusal is Refusal.CONTRACT_USED
    other.refresh_from_db()
    assert (other.state, other.events.count()) == ("generated", 1)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("K7PM-HQ2X-RT9D-CW44", Refusal.MISTYPED), ("", Refusal.MISTYPED), (None, Refusal.UNKNOWN)],
)
def test_g2_mistyped_and_unknown_codes_are_told_apart(db: None, prospect, typed, expected):
    assert refusal_of(lambda: redeem(typed if typed is not None else codes.generate("new"), prospect)) is (
        expected
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"family": "tv"}, Refusal.FAMILY),
        ({"term_months": 12}, Refusal.TERM),
        ({"contracted_on": TODAY - DAY}, Refusal.BEFORE_CODE),
        ({"contracted_on": TODAY + DAY}, Refusal.IN_FUTURE),
        ({"expected_kind": "new"}, Refusal.OTHER_KIND),
    ],
)
def test_g2_a_contract_that_breaks_the_terms_leaves_everything_as_it_was(
    erika: Person, prospect, values, expected
):
    code = make_code(erika.customer)
    assert refusal_of(lambda: redeem(code, prospect, **values)) is expected
    code.refresh_from_db()
    assert code.state == "generated"
    assert ReferralRedemption.objects.count() == OutgoingMail.objects.count() == 0
    assert len(trail(code)) == 1


def test_g2_nobody_redeems_their_own_code_under_any_number(erika: Person):
    code = make_code(erika.customer)
    merged = make_customer("4111111111", merged_into=erika.customer, first_name="Eva", born_on=None)
    assert refusal_of(lambda: redeem(code, erika.customer)) is Refusal.SAME_CUSTOMER
    assert refusal_of(lambda: redeem(code, merged)) is Refusal.SAME_CUSTOMER
    same_person = make_prospect("4700000003", first_name="Erika", last_name="MUSTERMANN")
    same_person.born_on = erika.customer.born_on
    same_person.save()
    assert refusal_of(lambda: redeem(code, same_person)) is Refusal.SAME_PERSON
    same_account = make_prospect("4700000004")
    PaymentDetails.objects.filter(customer=same_account).update(iban="DE89 3704 0044 0532 0130 00")
    assert refusal_of(lambda: redeem(code, same_account)) is Refusal.SAME_ACCOUNT


def test_g2_a_code_of_a_number_that_was_merged_later_is_still_its_owners(erika: Person):
    old = make_person("4333333333", email="alt@example.org", first_name="Alt", born_on=None).customer
    code = make_code(old)
    old.merged_into = erika.customer
    old.save()
    assert refusal_of(lambda: redeem(code, erika.customer)) is Refusal.SAME_CUSTOMER
    redeem(code, make_prospect())
    assert OutgoingMail.objects.get().to == "erika@example.org"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("references", [("V-1", "V-1"), ("V-1", "V-2")])
def test_g2_of_two_at_the_same_moment_one_redeems(erika: Person, references):
    code, prospect = make_code(erika.customer), make_prospect()

    def attempt(reference: str) -> str:
        try:
            return redeem(code, prospect, contract_reference=reference).state
        except ReferralRefused as refused:
            return refused.refusal.value
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, references)) == ["redeemed", "used"]
    assert ReferralRedemption.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_g2_of_two_codes_for_one_contract_at_the_same_moment_one_is_redeemed(erika: Person, firma: Person):
    made = [make_code(erika.customer), make_code(firma.customer)]
    prospect = make_prospect()

    def attempt(code: ReferralCode) -> str:
        try:
            return redeem(code, prospect).state
        except ReferralRefused as refused:
            return refused.refusal.value
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, made)) == ["contract_used", "redeemed"]


# rewarding


def test_g2_a_reward_is_credited_once(erika: Person, prospect):
    code = make_rewarded(erika.customer, prospect)
    assert code.state == "rewarded"
    with pytest.raises(NotRedeemed):
        reward_code(code=code, actor=JOB, now=NOW)
    assert trail(code)[2:] == [
        (
            "referral.rewarded",
            {"state": "redeemed"},
            {"state": "rewarded", "amount": "50.00", "currency": "EUR"},
        )
    ]
    mail = OutgoingMail.objects.get(kind="referral_rewarded")
    assert (mail.to, mail.subject) == ("erika@example.org", "Ihre Prämie für eine Empfehlung")
    assert "50,00\u00a0€" in mail.text


@pytest.mark.parametrize("state", ["generated", "expired"])
def test_g2_what_was_not_redeemed_is_not_rewarded(erika: Person, state: str):
    code = make_code(erika.customer)
    if state == "expired":
        expire_codes(now=NOW + 91 * DAY)
    with pytest.raises(NotRedeemed):
        reward_code(code=code, actor=JOB, now=NOW)
    assert OutgoingMail.objects.count() == 0


def test_g2_the_order_of_the_credit_is_kept_with_the_code(erika: Person, prospect):
    code = redeem(make_code(erika.customer), prospect)
    asked = []

    def order_credit(of: ReferralCode, actor: Actor, now: datetime) -> str:
        asked.append((of.pk, of.reward_amount, actor, now))
        return "G-0815"

    order_reward(code=code, actor=JOB, now=NOW, order_credit=order_credit)
    code.refresh_from_db()
    assert (code.state, code.credit_order_number, code.is_being_credited) == ("redeemed", "G-0815", True)
    assert asked == [(code.pk, Decimal("50.00"), JOB, NOW)]
    assert trail(code)[2:] == [("referral.credit_ordered", {}, {"order": "G-0815"})]
    with pytest.raises(CreditUnderWay):
        order_reward(code=code, actor=JOB, now=NOW, order_credit=order_credit)
    assert len(asked) == 1


def test_g2_two_of_the_staff_order_a_credit_at_once_and_one_order_is_placed(transactional_db):
    code = redeem(make_code(make_person("4999999999").customer), make_prospect())
    placed: list[str] = []

    def order_credit(*_arguments) -> str:
        placed.append(f"G-{len(placed)}")
        return placed[-1]

    def attempt(_turn: int) -> str:
        try:
            order_reward(code=code, actor=JOB, now=NOW, order_credit=order_credit)
        except CreditUnderWay:
            return "under way"
        finally:
            connection.close()
        return "ordered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["ordered", "under way"]
    assert placed == ["G-0"]


def test_g2_a_credit_that_cannot_be_ordered_leaves_the_code_redeemed(erika: Person, prospect):
    code = redeem(make_code(erika.customer), prospect)

    def refuse(*_arguments) -> str:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        order_reward(code=code, actor=JOB, now=NOW, order_credit=refuse)
    code.refresh_from_db()
    assert (code.state, code.events.count()) == ("redeemed", 2)
    assert not OutgoingMail.objects.filter(kind="referral_rewarded").exists()


# the end of a code


def test_g2_open_codes_end_after_their_last_day_and_only_then(erika: Person, prospect):
    code = make_code(erika.customer)
    used = redeem(make_code(erika.customer), prospect)
    assert expire_codes(now=NOW + 90 * DAY) == 0
    assert expire_codes(now=NOW + 91 * DAY) == 1
    assert expire_codes(now=NOW + 91 * DAY) == 0
    code.refresh_from_db()
    used.refresh_from_db()
    assert (code.state, used.state) == ("expired", "redeemed")
    assert code.events.last().actor_name == "expire_codes"


def test_g2_a_contract_of_the_last_day_counts_also_when_it_is_entered_later(erika: Person, prospect):
    code = make_code(erika.customer)
    expire_codes(now=NOW + 91 * DAY)
    prospect.customer_since = None
    prospect.save()
    late = {"now": NOW + 100 * DAY}
    too_late = refusal_of(lambda: redeem(code, prospect, contracted_on=TODAY + 91 * DAY, **late))
    assert too_late is Refusal.EXPIRED
    assert redeem(code, prospect, contracted_on=TODAY + 90 * DAY, **late).state == "redeemed"


def test_g2_the_nightly_job_ends_codes_by_the_clock(erika: Person):
    now = timezone.now()
    make_code(erika.customer, now=now - 90 * DAY)
    over = make_code(erika.customer, now=now - 91 * DAY)
    assert tasks.expire_codes() == 1
    assert ReferralCode.objects.get(state="expired") == over


# states


@pytest.mark.parametrize("new", ReferralState)
@pytest.mark.parametrize("old", ReferralState)
def test_g2_each_move_is_allowed_or_refused_by_the_table(erika: Person, old: str, new: str):
    code = make_code(erika.customer)
    ReferralCode.objects.filter(pk=code.pk).update(state=old)
    ReferralEvent.objects.filter(code=code).update(state=old)
    code.refresh_from_db()
    if new in MOVES[ReferralState(old)]:
        move(code, new, actor=JOB, now=NOW)
    else:
        with pytest.raises(MoveNotAllowed):
            move(code, new, actor=JOB, now=NOW)
    code.refresh_from_db()
    assert code.state == (new if may_move(old, new) else old)
    assert code.events.count() == (2 if may_move(old, new) else 1)


def test_g2_a_row_that_moved_meanwhile_is_not_moved_again(erika: Person):
    code, stale = make_code(erika.customer), ReferralCode.objects.get()
    move(code, ReferralState.EXPIRED, actor=JOB, now=NOW)
    with pytest.raises(MoveNotAllowed):
        move(stale, ReferralState.REDEEMED, actor=JOB, now=NOW)


def test_g2_no_state_leads_back_and_rewarded_is_the_end():
    assert MOVES[ReferralState.REWARDED] == frozenset()
    assert all(ReferralState.GENERATED not in targets for targets in MOVES.values())
    assert [old for old in MOVES if ReferralState.REWARDED in MOVES[old]] == [ReferralState.REDEEMED]


# what the database refuses by itself


def test_g2_the_database_pays_no_code_twice(erika: Person, prospect):
    code = make_rewarded(erika.customer, prospect)
    with pytest.raises(IntegrityError), transaction.atomic():
        code.events.create(state="rewarded", at=NOW, actor_kind="system", actor_name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralRedemption.objects.create(
            code=code,
            new_customer=prospect,
            contract_reference="V-9",
            family="internet",
            term_months=24,
            contracted_on=TODAY,
            redeemed_at=NOW,
        )


@pytest.mark.parametrize(
    "values",
    [{"state": "paid"}, {"kind": "other"}, {"reward_amount": Decimal(0)}, {"credit_order_number": "G-1"}],
)
def test_g2_the_database_knows_what_a_code_may_be(erika: Person, values):
    make_code(erika.customer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralCode.objects.update(**values)


def test_g2_a_campaign_that_pays_nothing_makes_no_code(erika: Person):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_code(erika.customer, campaign=replace(EXISTING, reward=Decimal(0)))
