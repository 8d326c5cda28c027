"""What a campaign promises and asks for (G2). Campaigns are rows of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contracts.catalogue.items import Campaign, Family
from contracts.families import LOOKS


class Kind(models.TextChoices):
    """Who passes the code on: customers, or those who have just become one."""

    EXISTING = "existing", _("Customers recommend us")
    NEW = "new", _("New customers recommend us")


# What a new contract can be about (C1): all but the account, and mailboxes, which come with their package.
CONTRACTS = tuple(family for family in Family if family not in (Family.ACCOUNT, Family.MAILBOX))


def contract_choices() -> list[tuple[str, str | Promise]]:
    """For forms: code and name of each kind of contract."""
    return [(family.value, LOOKS[family].title) for family in CONTRACTS]


def family_name(family: str) -> str:
    """Its name on the pages; of one that is not known (any more) its code."""
    return str(LOOKS[Family(family)].title) if family in set(Family) else family


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
