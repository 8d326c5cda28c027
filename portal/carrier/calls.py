"""Keeping a record of each call to the carrier: what, when, how long, with which outcome; never what was said."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from .gateway import CarrierAway, CarrierRefused
from .models import CallOutcome, CarrierCall

KEPT = timedelta(days=90)
LONGEST_ERROR = 500


@dataclass
class Call:
    """Filled in by whoever calls."""

    status_code: int | None = None


@contextmanager
def recorded(
    *, action: str, method: str, path: str, order_number: str, clock: Callable[[], datetime]
) -> Iterator[Call]:
    """Writes a CarrierCall when the block ends, whatever its end."""
    call, at, started = Call(), clock(), time.monotonic()
    outcome, error = CallOutcome.ANSWERED, ""
    try:
        yield call
    except CarrierRefused as refusal:
        outcome, error = CallOutcome.REFUSED, refusal.reason
        raise
    except CarrierAway as away:
        outcome, error = CallOutcome.AWAY, away.reason
        raise
    except BaseException as fault:
        outcome, error = CallOutcome.AWAY, type(fault).__name__
        raise
    finally:
        CarrierCall.objects.create(
            order_number=order_number,
            action=action,
            method=method,
            path=path[:200],
            status_code=call.status_code,
            outcome=outcome,
            milliseconds=round((time.monotonic() - started) * 1000),
            at=at,
            error=error[:LONGEST_ERROR],
        )


def forget_calls(*, now: datetime) -> int:
    """Delete what is older than 90 days; the number of calls deleted."""
    deleted, _by_model = CarrierCall.objects.filter(at__lt=now - KEPT).delete()
    return deleted
