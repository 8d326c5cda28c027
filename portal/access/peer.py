"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The customer's IP address: the peer, or what a trusted proxy says of it (TRUSTED_PROXIES).

    Read from the right: the last address in X-Forwarded-For that is not one of our proxies.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    if peer not in settings.TRUSTED_PROXIES:
        return peer
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if hop not in settings.TRUSTED_PROXIES), peer)


def device_of(request: HttpRequest) -> str:
    """Browser and system in words a customer knows: "Firefox, Windows"; "" when unknown (A18)."""
    agent = request.headers.get("User-Agent", "")
    browsers = {
        "Edg/": "Edge",
        "OPR/": "Opera",
        "Firefox/": "Firefox",
        "Chrome/": "Chrome",
        "Safari/": "Safari",
    }
    systems = {
        "Android": "Android",
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Windows": "Windows",
        "Mac OS X": "macOS",
        "Linux": "Linux",
    }
    found = [
        next((name for mark, name in names.items() if mark in agent), "") for names in (browsers, systems)
    ]
    return ", ".join(part for part in found if part)
