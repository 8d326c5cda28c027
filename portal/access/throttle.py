"""One throttle for login, reset, opt-in, proofs and registration (requirements A15).

An attempt is counted *before* the secret is looked at and taken back when it was right: a hundred parallel
guesses count as a hundred. Three counts run side by side:

* identifier and address: the fifth failure locks that pair for 15 minutes;
* identifier alone: from the tenth failure on each further attempt must wait, twice as long each time, at most
  a minute, so that a stranger cannot lock a customer out but can neither guess;
* address alone: the hundredth failure within an hour locks the address for 15 minutes.

Counts start anew after an hour without failure. Nothing depends on whether the identifier exists.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from .models import FailedAttempts

PAIR_LIMIT = 5
IDENTIFIER_LIMIT = 10
ADDRESS_LIMIT = 100
LOCK = timedelta(minutes=15)
LONGEST_DELAY = timedelta(seconds=60)
FORGET_AFTER = timedelta(hours=1)

_COUNT = """
INSERT INTO access_failedattempts AS f
    (door, identifier_digest, address_digest, failures, last_at, locked_until)
VALUES (%(door)s, %(identifier)s, %(address)s, 1, %(now)s, NULL)
ON CONFLICT (door, identifier_digest, address_digest) DO UPDATE SET
    failures = CASE WHEN f.last_at < %(forget)s THEN 1 ELSE f.failures + 1 END,
    locked_until = CASE WHEN f.last_at < %(forget)s THEN NULL ELSE f.locked_until END,
    last_at = %(now)s
RETURNING failures
"""


@dataclass(frozen=True)
class Attempt:
    """The answer of the throttle; an allowed attempt counts as failed until `succeeded` takes it back."""

    door: str
    identifier: str
    address: str
    allowed: bool
    retry_at: datetime | None = None


def attempt(door: str, *, identifier: str, address: str, now: datetime) -> Attempt:
    """Ask to try `identifier` at `door` from `address` (full IP address). Refused attempts count nothing."""
    pairs = _keys(identifier, address)
    with transaction.atomic():
        # One try after the other per identifier, whether or not it exists.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{door}:{pairs[0][0]}"])
        held = FailedAttempts.objects.filter(_any_of(pairs), door=door, locked_until__gt=now)
        retry_at = held.aggregate(Max("locked_until"))["locked_until__max"]
        if retry_at is not None:
            return Attempt(door, identifier, address, allowed=False, retry_at=retry_at)
        for (identifier_digest, address_digest), limit in zip(
            pairs, (PAIR_LIMIT, IDENTIFIER_LIMIT, ADDRESS_LIMIT), strict=True
        ):
            _count(door, identifier_digest, address_digest, limit=limit, now=now)
    return Attempt(door, identifier, address, allowed=True)


def succeeded(tried: Attempt) -> None:
    """The secret was right: forget the failures of this pair and of this identifier, take back the address's."""
    pair, identifier, address = _keys(tried.identifier, tried.address)
    rows = FailedAttempts.objects.filter(door=tried.door)
    for identifier_digest, address_digest in (pair, identifier):
        rows.filter(identifier_digest=identifier_digest, address_digest=address_digest).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_failedattempts SET failures = greatest(failures - 1, 0), locked_until = NULL"
            " WHERE door = %s AND identifier_digest = '' AND address_digest = %s",
            [tried.door, address[1]],
        )


def unlock(identifier: str) -> int:
    """Forget every failure of `identifier` at every door (service centre). Returns how many counts fell."""
    return FailedAttempts.objects.filter(identifier_digest=_digest(identifier)).delete()[0]


def forget_old(*, now: datetime) -> int:
    """Drop counts that no longer count; returns how many."""
    old = FailedAttempts.objects.filter(last_at__lt=now - FORGET_AFTER)
    return old.exclude(locked_until__gt=now).delete()[0]


def locked_until(identifier: str, *, now: datetime) -> datetime | None:
    """The latest lock on `identifier` that still holds, from any address; for the service centre only."""
    rows = FailedAttempts.objects.filter(identifier_digest=_digest(identifier), locked_until__gt=now)
    return rows.order_by("-locked_until").values_list("locked_until", flat=True).first()


def _count(door: str, identifier_digest: str, address_digest: str, *, limit: int, now: datetime) -> None:
    values: dict[str, str | datetime] = {
        "door": door,
        "identifier": identifier_digest,
        "address": address_digest,
        "now": now,
        "forget": now - FORGET_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        failures: int = cursor.fetchone()[0]
    if failures < limit:
        return
    delay = LOCK
    if address_digest == "":
        delay = min(timedelta(seconds=2 ** min(failures - limit, 6)), LONGEST_DELAY)
    FailedAttempts.objects.filter(
        door=door, identifier_digest=identifier_digest, address_digest=address_digest
    ).update(locked_until=now + delay)


def _any_of(pairs: list[tuple[str, str]]) -> Q:
    wanted = Q()
    for identifier_digest, address_digest in pairs:
        wanted |= Q(identifier_digest=identifier_digest, address_digest=address_digest)
    return wanted


def _keys(identifier: str, address: str) -> list[tuple[str, str]]:
    one, other = _digest(identifier), _digest(address)
    return [(one, other), (one, ""), ("", other)]


def _digest(value: str) -> str:
    return hmac.new(
        settings.SECRET_KEY.encode(), value.strip().casefold().encode(), hashlib.sha256
    ).hexdigest()
