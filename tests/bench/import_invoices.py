"""Import of 10 k e-invoices with schema and calculation rules; target: at least 100 a second on one core."""

import os
import tempfile
import time
from datetime import date
from pathlib import Path

from accounts.models import Customer
from billing.runs.importer import import_billing_run
from billing.runs.making import Recipient, RunPlan, make_billing_run
from portal.audit.trail import system
from tests.bench.import_calls import NOW
from tests.bench.measuring import Stopwatch
from tests.billing.einvoice.cast import CARRIER

INVOICES = int(os.environ.get("BENCH_INVOICES", "10000"))


def run() -> None:
    people = [
        Recipient(f"47{place:08}", "Erika Mustermann", "Weg 1", "30159", "Hannover")
        for place in range(INVOICES)
    ]
    Customer.objects.bulk_create(
        Customer(number=person.number, kind="private", last_name="Mustermann", imported_at=NOW)
        for person in people
    )
    plan = RunPlan("bench", date(2026, 11, 5), calls_per_customer=0, with_credits=False)
    with tempfile.TemporaryDirectory() as folder:
        path = make_billing_run(
            recipients=people, plan=plan, seller=CARRIER, creditor_id="", out=Path(folder) / "run"
        ).path
        watch, started = Stopwatch(), time.process_time()
        result = import_billing_run(path=path, actor=system("bench"), now=NOW)
        assert result.invoices == INVOICES, result
        seconds, busy = watch.seconds, time.process_time() - started
    print(
        f"import_invoices: {INVOICES} invoices in {seconds:.1f} s ({INVOICES / seconds:.0f} a second),"
        f" {busy:.1f} s of one core ({INVOICES / busy:.0f} a second; target 100)"
    )
