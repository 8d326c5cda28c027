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
    """The files, and what the commands said about them."""

    feed: Path
    first_run: Path
    second_run: Path
    months: Months
    said: tuple[str, ...]


def feed_the_empty_portal(folder: Path, today: date) -> Fed:
    """Customers, a run from a directory, a run from a ZIP."""
    assert not any(model.objects.exists() for model in (Customer, Invoice, CallRecord))
    files = write_feed(folder, today), write_first_run(folder, today), write_second_run(folder, today)
    return Fed(*files, Months.before(today), import_all(*files))


def import_all(feed: Path, *runs: Path) -> tuple[str, ...]:
    commands = [("import_carrier_data", feed), *(("import_billing_run", run) for run in runs)]
    return tuple(_said(command, path) for command, path in commands)


def _said(command: str, path: Path) -> str:
    words = StringIO()
    call_command(command, str(path), stdout=words)
    return words.getvalue().strip()
