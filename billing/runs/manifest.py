"""The manifest of a run: what it says, and everything that is wrong with how it says it."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from billing.einvoice.refusals import msgid as _

from .findings import Findings, RunRefused
from .source import MANIFEST, READ_ERRORS, RunSource, is_safe_name

FORMAT = "kundencenter-billing-run/1"
LARGEST_MANIFEST = 64 * 1024 * 1024
LARGEST_INVOICE = 20 * 1024 * 1024
LARGEST_CALL_FILE = 4 * 1024**3
FURTHEST_DISPATCH = timedelta(days=31)
INVOICE = "invoice"
CALL_RECORDS = "call_records"
LARGEST_SIZE = {INVOICE: LARGEST_INVOICE, CALL_RECORDS: LARGEST_CALL_FILE}
RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
SHA256 = re.compile(r"[0-9a-f]{64}")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

NO_MANIFEST = _("There is no manifest.json at the top of the run.")
UNREADABLE = _("The manifest cannot be read: %(problem)s")
NO_JSON = _("The manifest is no JSON: %(problem)s")
TOO_LARGE = _("The manifest is larger than %(limit)s bytes.")
NO_OBJECT = _("%(place)s must be an object.")
NO_LIST = _("%(place)s must be a list.")
UNKNOWN_KEY = _("%(place)s has an unknown key “%(key)s”.")
MISSING_KEY = _("%(place)s lacks the key “%(key)s”.")
WRONG_FORMAT = _("%(place)s must be “kundencenter-billing-run/1”.")
WRONG_RUN_ID = _("%(place)s consists of letters, digits, “.”, “_” and “-”, at most 100 characters.")
WRONG_DAY = _("%(place)s must be a day as in 2026-11-05, at most 31 days ahead.")
WRONG_NAME = _("%(place)s must be a relative file name without “..”.")
WRONG_KIND = _("%(place)s must be “invoice” or “call_records”.")
WRONG_HASH = _("%(place)s must be 64 hexadecimal digits.")
NO_TEXT = _("%(place)s must be a text.")
NO_NUMBER = _("%(place)s must be a whole number, not negative.")
TOO_MANY_BYTES = _("%(place)s: at most %(limit)s bytes are accepted for such a file.")
LISTED_TWICE = _("%(place)s names “%(name)s” a second time.")
NOT_LISTED = _("%(place)s names “%(name)s”, which is no file of this kind in the manifest.")
MISSING_FILE = _("The manifest names this file, but the run does not contain it.")
EXTRA_FILE = _("The run contains this file, but the manifest does not name it.")
WRONG_SIZE = _("The file has %(found)s bytes; the manifest says %(stated)s.")


@dataclass(frozen=True)
class RunFile:
    """One file as the manifest describes it."""

    name: str
    kind: str
    size: int
    sha256: str
    records: int | None = None


@dataclass(frozen=True)
class Manifest:
    """What is in the run. `customer_numbers` and `bound_calls` go from invoice file to its value."""

    run_id: str
    dispatched_on: date
    files: tuple[RunFile, ...]
    customer_numbers: dict[str, str]
    bound_calls: dict[str, str]
    sha256: str
    seller: str = ""

    def of_kind(self, kind: str) -> list[RunFile]:
        return [file for file in self.files if file.kind == kind]

    @property
    def invoice_of_calls(self) -> dict[str, str]:
        """From call-record file to the invoice file it is bound to."""
        return {calls: invoice for invoice, calls in self.bound_calls.items()}


def read_manifest(source: RunSource, *, today: date) -> Manifest:
    """The manifest of the run; RunRefused with everything wrong in it."""
    findings = Findings()
    data = _load(_bytes_of(source, findings), findings)
    manifest = _Reader(findings, today).read(*data)
    if manifest is None or findings.refuse:
        raise RunRefused(findings)
    return manifest


def compare_with_source(manifest: Manifest, source: RunSource, findings: Findings) -> None:
    """Every file named, every name a file, of the stated size."""
    named = {file.name: file for file in manifest.files}
    for name in sorted(source.sizes.keys() - named.keys() - {MANIFEST}):
        findings.add(name, "RUN-EXTRA", EXTRA_FILE)
    for name, file in named.items():
        found = source.sizes.get(name)
        if found is None:
            findings.add(name, "RUN-MISSING", MISSING_FILE)
        elif found != file.size:
            findings.add(name, "RUN-SIZE", WRONG_SIZE, found=found, stated=file.size)


def _bytes_of(source: RunSource, findings: Findings) -> bytes:
    if MANIFEST not in source.sizes:
        findings.add(MANIFEST, "RUN-MANIFEST", NO_MANIFEST)
        raise RunRefused(findings)
    try:
        data = source.read(MANIFEST, LARGEST_MANIFEST)
    except READ_ERRORS as error:
        findings.add(MANIFEST, "RUN-MANIFEST", UNREADABLE, problem=error)
        raise RunRefused(findings) from None
    if len(data) > LARGEST_MANIFEST:
        findings.add(MANIFEST, "RUN-MANIFEST", TOO_LARGE, limit=LARGEST_MANIFEST)
        raise RunRefused(findings)
    return data


def _load(data: bytes, findings: Findings) -> tuple[Any, str]:
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_without_repeats), hashlib.sha256(data).hexdigest()
    except json.JSONDecodeError as error:
        findings.add(MANIFEST, "RUN-MANIFEST", NO_JSON, error.lineno, problem=error.msg)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.add(MANIFEST, "RUN-MANIFEST", NO_JSON, line, problem="not UTF-8")
    except (ValueError, RecursionError) as error:
        findings.add(MANIFEST, "RUN-MANIFEST", NO_JSON, problem=str(error)[:200])
    raise RunRefused(findings)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("an object has a repeated key")
    return result


class _Reader:
    """Reads a loaded manifest; what is wrong becomes a finding, and reading goes on."""

    def __init__(self, findings: Findings, today: date) -> None:
        self.findings = findings
        self.today = today

    def read(self, data: Any, sha256: str) -> Manifest | None:
        keys = {"format", "run_id", "dispatched_on", "files"}
        if not self._object(data, "manifest", keys, {"seller", "invoices"}):
            return None
        self._expect(data["format"] == FORMAT, "format", WRONG_FORMAT)
        run_id = data["run_id"]
        named = isinstance(run_id, str) and RUN_ID.fullmatch(run_id) is not None
        self._expect(named, "run_id", WRONG_RUN_ID)
        dispatched_on = self._day(data["dispatched_on"])
        seller = data.get("seller", "")
        self._expect(isinstance(seller, str), "seller", NO_TEXT)
        files = tuple(self._files(data["files"]))
        kinds = {file.name: file.kind for file in files}
        customers, bound = self._invoices(data.get("invoices", []), kinds)
        if dispatched_on is None or self.findings.refuse:
            return None
        return Manifest(run_id, dispatched_on, files, customers, bound, sha256, seller)

    def _day(self, value: Any) -> date | None:
        if isinstance(value, str) and ISO_DAY.fullmatch(value):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                day = None
            if day is not None and day <= self.today + FURTHEST_DISPATCH:
                return day
        self._expect(False, "dispatched_on", WRONG_DAY)
        return None

    def _files(self, value: Any) -> Iterator[RunFile]:
        seen: set[str] = set()
        for place, item in self._items(value, "files", {"name", "kind", "size", "sha256"}, {"records"}):
            name, size, digest, records = item["name"], item["size"], item["sha256"], item.get("records")
            known_kind = item["kind"] in (INVOICE, CALL_RECORDS)
            safe = isinstance(name, str) and is_safe_name(name) and name != MANIFEST
            sound = [
                self._expect(safe, f"{place}.name", WRONG_NAME),
                self._expect(known_kind, f"{place}.kind", WRONG_KIND),
                self._expect(_is_count(size), f"{place}.size", NO_NUMBER),
                self._expect(
                    isinstance(digest, str) and SHA256.fullmatch(digest.lower()) is not None,
                    f"{place}.sha256",
                    WRONG_HASH,
                ),
                self._expect(records is None or _is_count(records), f"{place}.records", NO_NUMBER),
            ]
            if not all(sound):
                continue
            limit = LARGEST_SIZE[item["kind"]]
            self._expect(size <= limit, f"{place}.size", TOO_MANY_BYTES, limit=limit)
            self._unrepeated(name, seen, place)
            yield RunFile(name, item["kind"], size, digest.lower(), records)

    def _invoices(self, value: Any, kinds: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        customers: dict[str, str] = {}
        bound: dict[str, str] = {}
        seen: set[str] = set()
        bound_files: set[str] = set()
        optional = {"customer_number", "call_records"}
        for place, item in self._items(value, "invoices", {"file"}, optional):
            if not all(self._expect(isinstance(v, str), f"{place}.{k}", NO_TEXT) for k, v in item.items()):
                continue
            file = item["file"]
            self._listed(file, INVOICE, kinds, place)
            self._unrepeated(file, seen, place)
            if "customer_number" in item:
                customers[file] = item["customer_number"]
            if "call_records" in item:
                self._listed(item["call_records"], CALL_RECORDS, kinds, place)
                self._unrepeated(item["call_records"], bound_files, place)
                bound[file] = item["call_records"]
        return customers, bound

    def _items(
        self, value: Any, name: str, required: set[str], optional: set[str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        if not isinstance(value, list):
            self.findings.add(MANIFEST, "RUN-MANIFEST", NO_LIST, place=name)
            return
        for index, item in enumerate(value):
            place = f"{name}[{index}]"
            if self._object(item, place, required, optional):
                yield place, item

    def _object(self, value: Any, place: str, required: set[str], optional: set[str]) -> bool:
        if not isinstance(value, dict):
            self.findings.add(MANIFEST, "RUN-MANIFEST", NO_OBJECT, place=place)
            return False
        for key in sorted(value.keys() - required - optional):
            self.findings.add(MANIFEST, "RUN-MANIFEST", UNKNOWN_KEY, place=place, key=key[:100])
        missing = sorted(required - value.keys())
        for key in missing:
            self.findings.add(MANIFEST, "RUN-MANIFEST", MISSING_KEY, place=place, key=key)
        return not missing

    def _listed(self, name: str, kind: str, kinds: dict[str, str], place: str) -> None:
        if kinds.get(name) != kind:
            self.findings.add(MANIFEST, "RUN-MANIFEST", NOT_LISTED, place=place, name=name[:200])

    def _unrepeated(self, name: str, seen: set[str], place: str) -> None:
        if name in seen:
            self.findings.add(MANIFEST, "RUN-MANIFEST", LISTED_TWICE, place=place, name=name[:200])
        seen.add(name)

    def _expect(self, holds: bool, place: str, reason: str, **values: object) -> bool:
        if not holds:
            self.findings.add(MANIFEST, "RUN-MANIFEST", reason, place=place, **values)
        return holds


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**60
