"""What a campaign promises and asks for (G2). Campaigns are rows of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Who passes the code on: customers, or those who have just become one."""

    EXISTING = "existing", _("Customers recommend us")
    NEW = "new", _("New customers recommend us")


class Family(models.TextChoices):
    """What a new contract is about; the values are those of the catalogue's families (C1)."""

    INTERNET = "internet", _("Internet")
    TELEPHONY = "telephony", _("Telephony")
    MOBILE = "mobile", _("Mobile")
    TV = "tv", _("TV")
    MAIL = "mail", _("E-mail")
    SOFTWARE = "software", _("Software")
    DOMAIN = "domain", _("Domains")
    TERMINAL = "terminal", _("Terminals")


def family_name(family: str) -> str:
    """Its name on the pages; of one the catalogue added later its code."""
    return str(Family(family).label) if family in Family.values else family


class Title(Protocol):
    """A text of the operator in both languages."""

    def as_json(self) -> dict[str, str]:
        """{"de": …, "en": …}"""


class Campaign(Protocol):
    """One campaign as the catalogue states it; `reward` is what the referrer gets for each code, in euros."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> Title: ...
    @property
    def reward(self) -> Decimal: ...
    @property
    def valid_for_days(self) -> int: ...
    @property
    def minimum_term_months(self) -> int: ...
    @property
    def families(self) -> tuple[str, ...]: ...
    @property
    def new_customer_within_days(self) -> int: ...


@dataclass(frozen=True)
class Terms:
    """What decides who makes a code and which contract redeems it. A code keeps those of its day.

    The last day of a code is `valid_for_days` after the day it was made. The new contract runs for at least
    `minimum_term_months` and is of one of the `families` (none named: of any). Somebody counts as a new customer
    until `new_customer_within_days` after their first day as a customer.
    """

    kind: str
    valid_for_days: int
    minimum_term_months: int
    families: tuple[str, ...]
    new_customer_within_days: int

    @classmethod
    def of(cls, campaign: Campaign) -> "Terms":
        return cls(
            kind=campaign.kind,
            valid_for_days=campaign.valid_for_days,
            minimum_term_months=campaign.minimum_term_months,
            families=tuple(campaign.families),
            new_customer_within_days=campaign.new_customer_within_days,
        )


def in_language(texts: Mapping[str, str], language: str | None = None) -> str:
    """The text in `language` (None: the active one), German where it is missing."""
    wanted = (language or get_language() or "de")[:2]
    return texts.get(wanted) or texts.get("de", "")
