"""What must be right before orders can reach a carrier."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.module_loading import import_string

from .gateway import is_simulated

TMF622 = "portal.carrier.tmf622.Tmf622"
OURSELVES = {"127.0.0.1", "::1", "localhost"}


@register(Tags.compatibility)
def carrier_gateway(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """carrier.E001: no such gateway. E002, E003: an address that is missing or lets passwords travel openly."""
    try:
        import_string(settings.CARRIER_GATEWAY)
    except ImportError:
        return [Error(f"CARRIER_GATEWAY names {settings.CARRIER_GATEWAY!r}: not found.", id="carrier.E001")]
    if settings.CARRIER_GATEWAY != TMF622:
        return []
    address = urlsplit(settings.CARRIER_URL)
    if address.scheme not in ("http", "https") or not address.hostname:
        return [Error("CARRIER_URL is no address.", id="carrier.E002")]
    if address.scheme == "http" and address.hostname not in OURSELVES:
        return [Error("CARRIER_URL must begin with https://: orders carry passwords.", id="carrier.E003")]
    return []


@register(Tags.security, deploy=True)
def real_carrier(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """carrier.W001: customers' orders would reach nobody."""
    if settings.DEMO_MODE or not is_simulated():
        return []
    hint = "Set CARRIER_GATEWAY=portal.carrier.tmf622.Tmf622, CARRIER_URL and CARRIER_TOKEN."
    return [Warning("Orders go to the simulator, not to a carrier.", hint=hint, id="carrier.W001")]
