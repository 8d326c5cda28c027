"""Runs to import: built in memory, written as a directory or a ZIP."""

import hashlib
import json
import zipfile
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from billing.einvoice.facts import InvoiceFacts
from billing.einvoice.writing import write_cii
from billing.runs.importer import RunResult, import_billing_run
from portal.audit.trail import system
from tests.billing.einvoice.cast import ORDINARY

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DISPATCHED = date(2026, 11, 5)
ACTOR = system("test")
HEADER = "Rufnummer;Datum/Uhrzeit;Dauer;Zielnummer;Tarifzone;Zeitzone;berechnet;Einheit;Netto"
CALL = "05137123456;03.10.2026 18:20:11;00:01:23;01711234567;Mobilfunk national;Haupttarif;120;Sek;0.2168"


def invoice(number: str, customer: str | None = None, **changes: Any) -> InvoiceFacts:
    """The ordinary invoice with another number and, if given, another buyer identifier."""
    facts = replace(ORDINARY, number=number, **changes)
    if customer is not None:
        facts = replace(facts, buyer=replace(facts.buyer, identifiers=(customer,)))
    return facts


def csv_bytes(*lines: str, header: str = HEADER) -> bytes:
    return "".join(f"{line}\n" for line in (header, *lines)).encode()


@dataclass
class Run:
    """Files and manifest; tests spoil either before it is written."""

    run_id: str = "2026-11"
    dispatched_on: str = DISPATCHED.isoformat()
    files: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    invoices: list[dict[str, str]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)  # further keys of the manifest
    stated: dict[str, dict[str, Any]] = field(default_factory=dict)  # by file: what the manifest says wrongly

    def add_invoice(self, facts: InvoiceFacts | bytes, name: str = "", **binding: str) -> str:
        name = name or f"invoices/{len(self.files) + 1}.xml"
        self.files[name] = facts if isinstance(facts, bytes) else write_cii(facts)
        self.kinds[name] = "invoice"
        if binding:
            self.invoices.append({"file": name, **binding})
        return name

    def add_calls(self, content: bytes, name: str = "calls.csv", bind_to: str = "") -> str:
        self.files[name] = content
        self.kinds[name] = "call_records"
        if bind_to:
            self.invoices.append({"file": bind_to, "call_records": name})
        return name

    def manifest(self) -> bytes:
        files = [
            {
                "name": name,
                "kind": self.kinds[name],
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                **self.stated.get(name, {}),
            }
            for name, content in self.files.items()
            if name in self.kinds
        ]
        data = {
            "format": "kundencenter-billing-run/1",
            "run_id": self.run_id,
            "dispatched_on": self.dispatched_on,
            "files": files,
            "invoices": self.invoices,
            **self.extra,
        }
        return json.dumps(data, indent=1).encode()

    def write(self, folder: Path) -> Path:
        for name, content in {**self.files, "manifest.json": self.manifest()}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder

    def write_zip(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**self.files, "manifest.json": self.manifest()}.items():
                archive.writestr(name, content)
        return path


def run_import(path: Path, now: datetime = NOW) -> RunResult:
    return import_billing_run(path=path, actor=ACTOR, now=now)


def reasons(result: RunResult) -> list[tuple[str, int | None, str]]:
    """File, line and rule of each finding."""
    return [(found.file, found.finding.line, found.finding.rule) for found in result.findings]
