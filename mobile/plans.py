"""What a plan with its options contains, in words (D1, D2). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from contracts.catalogue.items import Offering, Option
from mobile.rules.data_packages import data_packages_of, is_data_only
from mobile.rules.usage import BYTES_PER_MB, amount_text
from portal.shell.formats import decimal_text


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


def plan_facts(offering: Offering, options: Iterable[Option]) -> list[Fact]:
    """Calls, messages, mobile internet with speed and throttle, cards; with what options add."""
    options = list(options)
    facts = [Fact(pgettext("usage", "Calls"), _calls(offering, options))]
    if not is_data_only(offering):
        facts.append(Fact(pgettext("usage", "SMS messages"), _messages(offering, options)))
    facts += _internet(offering, options)
    technology = offering.characteristics.get("technology")
    if technology:
        facts.append(Fact(_("Network"), str(technology)))
    return facts


def throttle_kbit(offering: Offering | None, options: Iterable[Option]) -> int:
    """The speed after the data package is used up; 0 without a package."""
    if offering is None:
        return 0
    return next((package.throttle_kbit for package in data_packages_of(offering, options)), 0)


def _calls(offering: Offering, options: list[Option]) -> str:
    if is_data_only(offering):
        return _("None: this card is for data only.")
    if offering.characteristics.get("flat_voice"):
        return _("Flat rate to all German fixed and mobile networks")
    words = []
    if offering.characteristics.get("flat_own_network"):
        words.append(_("flat rate to our mobile and fixed networks"))
    minutes = _total(offering, options, "minutes")
    if minutes:
        sentence = ngettext(
            "%(count)s minute each billing month to the other German networks",
            "%(count)s minutes each billing month to the other German networks",
            minutes,
        )
        words.append(sentence % {"count": decimal_text(minutes)})
    else:
        words.append(_("other networks by the minute, as in the price list"))
    return _as_sentence(words)


def _messages(offering: Offering, options: list[Option]) -> str:
    if offering.characteristics.get("flat_sms"):
        return _("Flat rate for standard SMS to all German networks")
    messages = _total(offering, options, "sms")
    if messages:
        return _("%(count)s SMS each billing month to all German networks") % {
            "count": decimal_text(messages)
        }
    return _("Each SMS as in the price list")


def _internet(offering: Offering, options: list[Option]) -> list[Fact]:
    packages = data_packages_of(offering, options)
    title = pgettext("usage", "Mobile internet")
    if not packages:
        return [Fact(title, _("No data package: charged by volume, which can become expensive."))]
    facts = []
    for package in packages:
        volume = amount_text("data", package.megabytes * BYTES_PER_MB)
        facts.append(Fact(title, _("%(volume)s each billing month") % {"volume": volume}))
        speeds = {
            "down": decimal_text(package.downstream_mbit),
            "up": decimal_text(package.upstream_mbit),
        }
        facts.append(Fact(_("Speed"), _("up to %(down)s Mbit/s download and %(up)s Mbit/s upload") % speeds))
        if package.throttle_kbit:
            slower = _("at most %(kbit)d kbit/s, until the next billing month")
            facts.append(Fact(_("When it is used up"), slower % {"kbit": package.throttle_kbit}))
    return facts


def _total(offering: Offering, options: Iterable[Option], name: str) -> int:
    return offering.number(name) + sum(int(option.characteristics.get(name, 0)) for option in options)


def _as_sentence(words: list[str]) -> str:
    text = "; ".join(words)
    return text[:1].upper() + text[1:]
