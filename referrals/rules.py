"""Who may make a referral code, and which new contract may redeem it (G2). No database, no clock."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from referrals.campaigns import Kind, Terms
from referrals.states import ReferralState, may_move


class Refusal(Enum):
    """Why not; the sentences are in referrals.wording."""

    # making a code
    CLOSED = "closed"
    ONLY_NEW = "only_new"
    ONLY_EXISTING = "only_existing"
    # redeeming one
    MISTYPED = "mistyped"
    UNKNOWN = "unknown"
    USED = "used"
    OTHER_KIND = "other_kind"
    EXPIRED = "expired"
    BEFORE_CODE = "before_code"
    IN_FUTURE = "in_future"
    FAMILY = "family"
    TERM = "term"
    SAME_CUSTOMER = "same_customer"
    SAME_PERSON = "same_person"
    SAME_ACCOUNT = "same_account"
    NOT_NEW = "not_new"
    CONTRACT_USED = "contract_used"


@dataclass(frozen=True)
class Party:
    """A customer as far as these rules look. `number` is the one that was kept when numbers were merged."""

    number: str
    name: str
    born_on: date | None = None
    iban: str = ""
    customer_since: date | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class NewContract:
    """What the prospect concluded: the carrier's reference, the catalogue's family, the term in months."""

    reference: str
    family: str
    term_months: int
    contracted_on: date


@dataclass(frozen=True)
class CodeFacts:
    """A code in the database: its state, its terms, and the first and last day a contract may be of."""

    state: str
    terms: Terms
    generated_on: date
    expires_on: date


def last_day(terms: Terms, generated_on: date) -> date:
    """The last day on which a contract may name a code made on `generated_on`."""
    return generated_on + timedelta(days=terms.valid_for_days)


def generation_refusal(terms: Terms, customer: Party, today: date) -> Refusal | None:
    """May this customer recommend us in this campaign? None: yes.

    Where the carrier sent no first day as a customer, both kinds of campaign are open.
    """
    if customer.is_closed:
        return Refusal.CLOSED
    return kind_refusal(terms, customer.customer_since, today)


def kind_refusal(terms: Terms, customer_since: date | None, today: date) -> Refusal | None:
    """Is the campaign for new customers or for the others, and which is this one?"""
    if customer_since is None:
        return None
    new = is_new(customer_since, today, within_days=terms.new_customer_within_days)
    if terms.kind == Kind.NEW and not new:
        return Refusal.ONLY_NEW
    if terms.kind == Kind.EXISTING and new:
        return Refusal.ONLY_EXISTING
    return None


def redemption_refusal(
    code: CodeFacts,
    *,
    referrer: Party,
    new_customer: Party,
    contract: NewContract,
    today: date,
    expected_kind: str = "",
) -> Refusal | None:
    """The first reason why this contract does not redeem this code; None: it does.

    `expected_kind` is the campaign that the contract names, if it names one. The day of the contract decides
    whether the code was still valid, not the day on which somebody enters it.
    """
    terms = code.terms
    checks = (
        (Refusal.USED, not may_move(code.state, ReferralState.REDEEMED)),
        (Refusal.OTHER_KIND, bool(expected_kind) and expected_kind != terms.kind),
        (Refusal.IN_FUTURE, contract.contracted_on > today),
        (Refusal.EXPIRED, contract.contracted_on > code.expires_on),
        (Refusal.BEFORE_CODE, contract.contracted_on < code.generated_on),
        (Refusal.FAMILY, bool(terms.families) and contract.family not in terms.families),
        (Refusal.TERM, contract.term_months < terms.minimum_term_months),
    )
    refused = next((refusal for refusal, applies in checks if applies), None)
    return refused or self_referral(referrer, new_customer) or _known_before(code, new_customer)


def self_referral(referrer: Party, new_customer: Party) -> Refusal | None:
    """Do both stand for the same people? By number, by name and birthday, or by the account that pays."""
    if referrer.number == new_customer.number:
        return Refusal.SAME_CUSTOMER
    if (
        referrer.born_on is not None
        and referrer.born_on == new_customer.born_on
        and _plain_name(referrer.name) == _plain_name(new_customer.name)
    ):
        return Refusal.SAME_PERSON
    account = _plain_iban(referrer.iban)
    if account and account == _plain_iban(new_customer.iban):
        return Refusal.SAME_ACCOUNT
    return None


def is_new(customer_since: date, day: date, *, within_days: int) -> bool:
    """Is somebody still a new customer on `day`? Before the first day, too."""
    return day <= customer_since + timedelta(days=within_days)


def _known_before(code: CodeFacts, new_customer: Party) -> Refusal | None:
    """Whoever was a customer before the code was made did not come through it."""
    since = new_customer.customer_since
    return Refusal.NOT_NEW if since is not None and since < code.generated_on else None


def _plain_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _plain_iban(iban: str) -> str:
    return "".join(iban.split()).upper()
