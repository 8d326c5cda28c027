"""How long counters of usage stay: as long as a page shows them, and no longer (Art. 5 (1) e GDPR; D8)."""

from datetime import datetime

from mobile.models import UsageCounter
from mobile.queries import MONTHS
from portal.lib.periods import add_months, berlin_day


def forget_usage(*, now: datetime) -> int:
    """Delete the counters of billing periods that lie before the thirteen that are shown; how many."""
    oldest_shown = add_months(berlin_day(now), -MONTHS)
    return UsageCounter.objects.filter(period_start__lte=oldest_shown).delete()[0]
