"""How long to wait for a carrier that is away."""

from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings

from .models import CarrierMessage, MessageAction

FIRST_DELAY = 60.0  # seconds
LONGEST_DELAY = 3600.0
LONGEST_ASKED = 24 * 3600.0  # a Retry-After beyond that is no plan
FEWEST_TRIES = 10  # a worker that stood still for days does not give up at its first try
_random = SystemRandom()


def delay_after(tries: int, retry_after: float | None) -> timedelta:
    """Twice as long after every try, spread by half; never before the moment the carrier named."""
    seconds = min(FIRST_DELAY * 2 ** min(tries - 1, 10), LONGEST_DELAY) * _random.uniform(0.5, 1.5)
    return timedelta(seconds=max(seconds, min(retry_after or 0.0, LONGEST_ASKED)))


def has_run_out(message: CarrierMessage, now: datetime) -> bool:
    """Is it time to give up a wish to cancel? Its customer must hear something.

    An order itself is never given up while the carrier is away: nothing is lost, staff find it among those that
    are stuck, and the customer is told that it takes longer.
    """
    return (
        message.action == MessageAction.CANCEL and message.tries >= FEWEST_TRIES and now >= message.give_up_at
    )


def call_may_last() -> timedelta:
    """What a killed worker had under way may still arrive within this time: look only afterwards."""
    return timedelta(seconds=2 * settings.CARRIER_TIMEOUT)
