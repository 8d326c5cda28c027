"""Data packages of a SIM card, and what a data-only SIM has no use for (D2). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from contracts.catalogue.items import Offering, Option, Text

VOICE_AND_SMS = ("minutes", "sms", "flat_voice", "flat_sms", "flat_own_network")


@dataclass(frozen=True)
class DataPackage:
    """So many megabytes a billing period at full speed, then at most `throttle_kbit` (kbit/s)."""

    code: str  # of the plan or option that brings it
    name: Text
    megabytes: int  # 1 MB = 1,000,000 bytes
    downstream_mbit: Decimal
    upstream_mbit: Decimal
    throttle_kbit: int
    is_included: bool  # in the plan's price
    counts: bool  # is the one data package that a SIM card may have

    @classmethod
    def of(cls, entry: Offering | Option, *, is_included: bool, counts: bool) -> "DataPackage":
        facts = entry.characteristics
        return cls(
            code=entry.code,
            name=entry.name,
            megabytes=int(facts.get("data_mb", 0)),
            downstream_mbit=Decimal(facts.get("downstream_max_mbit", 0)),
            upstream_mbit=Decimal(facts.get("upstream_max_mbit", 0)),
            throttle_kbit=int(facts.get("throttle_kbit", 0)),
            is_included=is_included,
            counts=counts,
        )


def data_packages_of(offering: Offering, options: Iterable[Option]) -> tuple[DataPackage, ...]:
    """The plan's own package first. It counts, unless the catalogue allows another one beside it."""
    found = []
    if offering.number("data_mb"):
        counts = not offering.characteristics.get("extra_data_package", False)
        found.append(DataPackage.of(offering, is_included=True, counts=counts))
    found += [
        DataPackage.of(option, is_included=False, counts=option.counts_as_data_package)
        for option in options
        if option.characteristics.get("data_mb")
    ]
    return tuple(found)


def data_package_fault(offering: Offering, options: Iterable[Option], wanted: Option) -> str:
    """Why `wanted` cannot be added to a plan with these options; "" when it can.

    An option of the same group gives way to the new one, so it is no obstacle.
    """
    if not wanted.counts_as_data_package:
        return ""
    staying = [option for option in options if not (wanted.group and option.group == wanted.group)]
    for package in data_packages_of(offering, staying):
        if package.counts and package.is_included:
            return _("Your plan includes a data package already. A SIM card has one data package at most.")
        if package.counts:
            sentence = _("You have “%(package)s” already. A SIM card has one data package at most.")
            return sentence % {"package": package.name}
    return ""


def volume_warning(offering: Offering, options: Iterable[Option]) -> str:
    """What to know before ordering a plan without a data package; "" for the others."""
    if data_packages_of(offering, options):
        return ""
    return _(
        "This plan has no data package. Mobile internet is then charged by volume, which can become expensive. "
        "If you want to use the internet on the go, please add a data package."
    )


def is_data_only(offering: Offering | None) -> bool:
    return offering is not None and bool(offering.characteristics.get("data_only", False))


def suits(offering: Offering, option: Option) -> bool:
    """Is this option of any use with this plan? Data-only cards have no calls and no SMS."""
    if not is_data_only(offering):
        return True
    is_about_calls = any(option.characteristics.get(name) for name in VOICE_AND_SMS)
    return not is_about_calls and not option.requires_family


def has_calls(offering: Offering | None) -> bool:
    """Are there calls at all, and so forwarding, mailbox, caller id, call waiting and missed-call SMS?"""
    return not is_data_only(offering)


def calls_fault(offering: Offering | None) -> str:
    """Why a service for calls is not there; "" when it is."""
    if has_calls(offering):
        return ""
    return _("This SIM card is for data only. It has no calls, and so no forwarding and no mailbox.")
