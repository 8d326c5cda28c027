"""A whole run on the disk: documents, call records, manifest."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TextIO

from billing.einvoice.facts import InvoiceFacts, Party
from billing.einvoice.writing import write_cii, write_ubl
from billing.runs.call_files import INVOICE_COLUMN, REQUIRED
from billing.runs.manifest import CALL_RECORDS, FORMAT, INVOICE
from billing.runs.source import MANIFEST
from portal.lib.periods import month_of, months_ago

from .calls import Call, calls_of
from .invoices import Contract, contract_of, credit_of, invoice_of
from .people import Recipient

DAYS_BEFORE_DISPATCH = 2
COMMON_CALLS = "calls/all.csv"
HEADER = ";".join(REQUIRED)


@dataclass(frozen=True)
class RunPlan:
    """How large and which; the billed month is the calendar month before the dispatch.

    `big_calls` gives single customers (by number) so many calls, in a file of their own; the others get about
    `calls_per_customer` in one common file. `with_credits` adds credit notes and corrections that concern the
    month before, so leave it out for the first run of a series.
    """

    run_id: str
    dispatched_on: date
    seed: int = 1
    calls_per_customer: int = 60
    big_calls: tuple[tuple[str, int], ...] = ()
    with_credits: bool = True
    ubl_share: float = 0.1


@dataclass(frozen=True)
class MadeRun:
    """What was written."""

    path: Path
    invoices: int
    calls: int


def make_billing_run(
    *, recipients: Iterable[Recipient], plan: RunPlan, seller: Party, creditor_id: str, out: Path
) -> MadeRun:
    """Write the run into the new directory `out`."""
    (out / "invoices").mkdir(parents=True)
    (out / "calls").mkdir()
    writer = _Writer(plan, seller, creditor_id, out)
    with (out / COMMON_CALLS).open("w", encoding="utf-8", newline="") as common:
        common.write(f"{INVOICE_COLUMN};{HEADER}\n")
        for recipient in recipients:
            writer.write(recipient, common)
    return writer.finish()


class _Writer:
    """Writes customer by customer and remembers what the manifest has to say."""

    def __init__(self, plan: RunPlan, seller: Party, creditor_id: str, out: Path) -> None:
        self.plan, self.seller, self.creditor_id, self.out = plan, seller, creditor_id, out
        self.month = months_ago(month_of(plan.dispatched_on).valid_from, 1)
        self.issued_on = plan.dispatched_on - timedelta(days=DAYS_BEFORE_DISPATCH)
        self.big = dict(plan.big_calls)
        self.files: list[dict[str, object]] = []
        self.bindings: list[dict[str, str]] = []
        self.invoices = self.calls = self.common_calls = 0

    def write(self, recipient: Recipient, common: TextIO) -> None:
        contract = contract_of(Random(f"{self.plan.seed}/{recipient.number}"), recipient)  # noqa: S311
        rng = Random(f"{self.plan.seed}/{recipient.number}/{self.plan.dispatched_on}")  # noqa: S311
        is_big = recipient.number in self.big
        calls = self._calls(rng, recipient, contract)
        facts = invoice_of(
            rng,
            recipient,
            contract,
            calls,
            seller=self.seller,
            month=self.month,
            issued_on=self.issued_on,
            creditor_id=self.creditor_id,
        )
        as_ubl = rng.random() < self.plan.ubl_share
        name = self._document(facts, as_ubl)
        if is_big:
            self._own_file(recipient, calls, bound_to=name)
        else:
            common.writelines(f"{facts.number};{call.text}\n" for call in calls)
            self.common_calls += len(calls)
        self.calls += len(calls)
        if self.plan.with_credits and rng.random() < 0.03:
            self._document(credit_of(rng, recipient, facts, self.month), as_ubl)

    def finish(self) -> MadeRun:
        if self.common_calls:
            self._describe(COMMON_CALLS, CALL_RECORDS, records=self.common_calls)
        else:
            (self.out / COMMON_CALLS).unlink()
        manifest = {
            "format": FORMAT,
            "run_id": self.plan.run_id,
            "dispatched_on": self.plan.dispatched_on.isoformat(),
            "files": self.files,
            "invoices": self.bindings,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self.out / MANIFEST).write_text(text + "\n", encoding="utf-8")
        return MadeRun(self.out, self.invoices, self.calls)

    def _calls(self, rng: Random, recipient: Recipient, contract: Contract) -> list[Call]:
        """Spread over the customer's lines; the first line is used most."""
        mean = self.plan.calls_per_customer
        wanted = self.big.get(recipient.number, round(rng.gammavariate(2, mean / 2)) if mean else 0)
        places = range(len(contract.callers))
        weights = [1 / (1 + place) for place in places]
        chosen = rng.choices(places, weights, k=wanted)
        calls: list[Call] = []
        for place, caller in enumerate(contract.callers):
            calls.extend(calls_of(rng, caller, self.month, chosen.count(place)))
        return calls

    def _document(self, facts: InvoiceFacts, as_ubl: bool) -> str:
        name = f"invoices/{facts.number}.xml"
        (self.out / name).write_bytes(write_ubl(facts) if as_ubl else write_cii(facts))
        self._describe(name, INVOICE)
        self.invoices += 1
        return name

    def _own_file(self, recipient: Recipient, calls: list[Call], *, bound_to: str) -> None:
        name = f"calls/{recipient.number}.csv"
        with (self.out / name).open("w", encoding="utf-8", newline="") as file:
            file.write(f"{HEADER}\n")
            file.writelines(f"{call.text}\n" for call in calls)
        self._describe(name, CALL_RECORDS, records=len(calls))
        self.bindings.append({"file": bound_to, "call_records": name})

    def _describe(self, name: str, kind: str, **more: int) -> None:
        path = self.out / name
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.files.append({"name": name, "kind": kind, "size": path.stat().st_size, "sha256": digest, **more})
