"""The catalogue as frozen values. Names follow TM Forum (TMF620); money is Decimal in euros, gross."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

FREE = Decimal("0.00")


@dataclass(frozen=True)
class Text:
    """A text of the operator in both languages of the portal; as a string it speaks the active one."""

    de: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "de").startswith("en") else self.de

    def as_json(self) -> dict[str, str]:
        return {"de": self.de, "en": self.en}

    @classmethod
    def of(cls, value: Mapping[str, str]) -> "Text":
        """From `{"de": …, "en": …}`, as orders and products copy it."""
        return cls(value["de"], value["en"])


class Family(StrEnum):
    """Groups of products as customers know them (C1)."""

    ACCOUNT = "account"  # the customer number itself: bank details, invoices, referrals, new contracts
    INTERNET = "internet"
    TELEPHONY = "telephony"
    MOBILE = "mobile"
    TV = "tv"
    MAIL = "mail"  # the package of addresses
    MAILBOX = "mailbox"  # one address of it
    SOFTWARE = "software"
    DOMAIN = "domain"
    TERMINAL = "terminal"


class NoticeUnit(StrEnum):
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True)
class Notice:
    """How long before its end a contract is terminated, and on which days it may end."""

    amount: int
    unit: NoticeUnit
    to_month_end: bool = False


@dataclass(frozen=True)
class Term:
    """Minimum term from activation on, notice towards its end, and what holds afterwards (§ 56 TKG)."""

    minimum_months: int = 0  # 0: none
    notice: Notice = Notice(1, NoticeUnit.MONTHS)
    # After the minimum term the contract runs on without end; this notice holds then.
    notice_after: Notice = Notice(1, NoticeUnit.MONTHS)
    # 0: runs on without end. Otherwise prolonged by so many months (not towards consumers, § 56 (3) TKG).
    prolongation_months: int = 0


@dataclass(frozen=True)
class Price:
    """Euros, VAT included: per month, and once at the start."""

    monthly: Decimal = FREE
    one_off: Decimal = FREE

    @property
    def is_free(self) -> bool:
        return not self.monthly and not self.one_off


@dataclass(frozen=True)
class Entry:
    """What every entry of the catalogue has. `valid_from` ≤ day < `valid_to`: may be ordered on that day."""

    code: str
    name: Text
    description: Text
    valid_from: date
    valid_to: date | None = None

    def sold_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Offering(Entry):
    """A product that can be ordered or owned (TMF620 productOffering)."""

    family: Family = Family.INTERNET
    price: Price = Price()
    term: Term = Term()
    audiences: tuple[str, ...] = ("private", "business")
    # Facts of the product by name: downstream_max_mbit, addresses, storage_gb, channels … (docs/formats/catalogue.md)
    characteristics: Mapping[str, Any] = field(default_factory=dict)
    # Each number or address ordered beyond those that are included.
    additional_price: Price = Price()
    options: tuple[str, ...] = ()  # codes of options that can be added
    barriers: tuple[str, ...] = ()  # codes of barrier groups that can be set
    changes_to: tuple[str, ...] = ()  # codes of offerings this product can be changed to
    line: str = (
        ""  # products of one line differ in bandwidth (or tier) only: a "bandwidth change" stays in the line
    )
    rank: int = 0  # place within the line, the larger the better
    orderable: bool = True  # False: owned by customers, no longer sold

    def number(self, name: str) -> int:
        """A whole-number characteristic; 0 where the product has none."""
        return int(self.characteristics.get(name, 0))


@dataclass(frozen=True)
class Option(Entry):
    """Something added to a product (TMF620 offering with the relationship "option")."""

    family: Family = Family.INTERNET
    price: Price = Price()
    term: Term = Term()
    group: str = ""  # at most one option of a group per product; a new one replaces the old one
    requires: tuple[str, ...] = ()  # options that must be there
    excludes: tuple[str, ...] = ()  # options that must not be there
    minimum_downstream_mbit: int = 0
    # The customer must own an active product of one of these families besides (D2: fixed-to-mobile).
    requires_family: tuple[Family, ...] = ()
    counts_as_data_package: bool = False
    characteristics: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BarrierGroup(Entry):
    """Numbers or services that can be barred (§ 61 TKG: setting a barrier of number ranges is free)."""

    family: Family = Family.TELEPHONY
    set_price: Decimal = FREE
    lift_price: Decimal = FREE
    number_range: bool = True
    third_party_billing: bool = False  # services of others on the operator's bill: barring them is free too
    on_by_default: bool = False
    blocks: tuple[str, ...] = ()  # groups this one contains ("all outgoing" contains "abroad")
    lifting_allows: Text | None = None  # what becomes possible, and what it may cost


@dataclass(frozen=True)
class Service(Entry):
    """A kind of order as the operator sells it: lead time and fee. `code` is the slug of the kind."""

    lead_time_days: int = 3  # working days (Mon–Sat without public holidays of the operator's Land)
    fee: Decimal = FREE  # once, per order
    monthly_fees: Mapping[str, Decimal] = field(default_factory=dict)  # by answer ("post", "both" …)


@dataclass(frozen=True)
class Campaign(Entry):
    """A referral campaign (G2). `kind` is "existing" or "new" (customers)."""

    kind: str = "existing"
    reward: Decimal = FREE
    valid_for_days: int = 180
    minimum_term_months: int = 0
    families: tuple[str, ...] = ()
    new_customer_within_days: int = 0  # for "new": generated within so many days after becoming a customer

    @property
    def title(self) -> Text:
        return self.name


@dataclass(frozen=True)
class Catalogue:
    """One version of everything, complete in memory. Unknown codes raise KeyError."""

    version: str
    valid_from: date
    offerings: Mapping[str, Offering]
    options: Mapping[str, Option]
    barriers: Mapping[str, BarrierGroup]
    services: Mapping[str, Service]
    campaigns: Mapping[str, Campaign]

    def offerings_of(self, family: Family, day: date, *, audience: str) -> list[Offering]:
        """What of this family can be ordered on this day, cheapest first."""
        sold = [
            offering
            for offering in self.offerings.values()
            if offering.family is family
            and offering.orderable
            and offering.sold_on(day)
            and audience in offering.audiences
        ]
        return sorted(sold, key=lambda offering: (offering.price.monthly, offering.code))

    @cached_property
    def lines(self) -> dict[str, list[Offering]]:
        """Offerings of each line, lowest rank first."""
        found: dict[str, list[Offering]] = {}
        for offering in sorted(self.offerings.values(), key=lambda o: o.rank):
            if offering.line:
                found.setdefault(offering.line, []).append(offering)
        return found
