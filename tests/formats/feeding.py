"""Put a stranger's files into the portal, through the operators' commands and nothing else."""

from datetime import date
from pathlib import Path

from django.core.management import call_command

from accounts.models import Customer
from billing.models import CallRecord, Invoice
from tests.formats.stranger import write_feed, write_first_run, write_second_run


def feed_the_empty_portal(folder: Path, today: date) -> None:
    """Customers, a run from a directory, a run from a ZIP."""
    assert not any(model.objects.exists() for model in (Customer, Invoice, CallRecord))
    call_command("import_carrier_data", str(write_feed(folder, today)))
    call_command("import_billing_run", str(write_first_run(folder, today)))
    call_command("import_billing_run", str(write_second_run(folder, today)))
