"""What plans and data packages bring, in words."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from contracts.catalogue.items import Family, Offering, Option
from mobile.rules.data_packages import DataPackage, is_data_only
from mobile.rules.own_network import fixed_to_mobile_meaning
from mobile.rules.usage import BYTES_PER_MB, amount_text
from portal.shell.formats import decimal_text


def data_text(package: DataPackage) -> str:
    """`600 MB with up to 21.1 Mbit/s (upload 11.2 Mbit/s), then up to 32 kbit/s`."""
    return _(
        "%(volume)s each billing month with up to %(down)s Mbit/s download and %(up)s Mbit/s upload, "
        "then up to %(throttle)d kbit/s"
    ) % {
        "volume": amount_text("data", package.megabytes * BYTES_PER_MB),
        "down": decimal_text(_short(package.downstream_mbit)),
        "up": decimal_text(_short(package.upstream_mbit)),
        "throttle": package.throttle_kbit,
    }


def calls_text(offering: Offering) -> str:
    """What of calls and SMS is included."""
    if is_data_only(offering):
        return _("none: this SIM card is for data only")
    facts = offering.characteristics
    parts = []
    if facts.get("flat_own_network"):
        parts.append(_("all calls to our own mobile and fixed networks"))
    if facts.get("flat_voice"):
        parts.append(_("all calls to German networks"))
    elif minutes := offering.number("minutes"):
        parts.append(_("%(count)d minutes to other German networks") % {"count": minutes})
    if facts.get("flat_sms"):
        parts.append(_("all SMS to German networks"))
    elif messages := offering.number("sms"):
        parts.append(_("%(count)d SMS to German networks") % {"count": messages})
    return ", ".join(parts) or _("charged by use")


def beside_line_text(option: Option, owned: Collection[Family]) -> str:
    """`“Fixed to mobile”: It works, because …`; "" for options that need no line."""
    meaning = fixed_to_mobile_meaning(option, owned)
    return _("“%(option)s”: %(meaning)s") % {"option": option.name, "meaning": meaning} if meaning else ""


def _short(value: Decimal) -> Decimal:
    """Without empty decimals: 50, not 50.0."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value
