"""A bound for machines: so many declarations from one address in an hour.

Generous, for a declaration must get through: a shop or a household never reaches it. Counted in Redis with an end
of its own; while Redis is away nothing is counted and everybody gets through.
"""

import ipaddress
from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import salted_hmac

LIMIT = 20
HOUR = 60 * 60


def is_flooded(*, address: str, now: datetime) -> bool:
    """Count one declaration from this address; True when there were enough within this hour of the clock."""
    network = salted_hmac("contracts.declarations", network_of(address)).hexdigest()
    key = f"declarations:{network}:{int(now.timestamp()) // HOUR}"
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key)) > LIMIT
    except ValueError:  # the cache is away
        return False


def seconds_left(now: datetime) -> int:
    """Until the count starts anew."""
    return HOUR - int(now.timestamp()) % HOUR


def network_of(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 address: one connection has that many. What is no address stays."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
