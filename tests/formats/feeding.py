"""Put a stranger's files into the portal, through the operators' commands and nothing else."""

from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from accounts.models import Customer
from billing.models import CallRecord, Invoice
from tests.formats.stranger import Months, write_feed, write_first_run, write_second_run


@dataclass(frozen=True)
class Fed:
    """The files, and the months they bill."""

    feed: Path
    first_run: Path
    second_run: Path
    months: Months


def feed_the_empty_portal(folder: Path, today: date) -> Fed:
    """Customers, a run from a directory, a run from a ZIP."""
    assert not any(model.objects.exists() for model in (Customer, Invoice, CallRecord))
    files = write_feed(folder, today), write_first_run(folder, today), write_second_run(folder, today)
    import_all(*files)
    return Fed(*files, Months.before(today))


def import_all(feed: Path, *runs: Path) -> None:
    call_command("import_carrier_data", str(feed), stdout=StringIO())
    for run in runs:
        call_command("import_billing_run", str(run), stdout=StringIO())
