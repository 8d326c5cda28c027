"""Invoices nobody here wrote: every file of the shared corpus, with what must come of it.

The corpus lies outside the repository (KUNDENCENTER_SHARED or ../shared); without it these tests are skipped.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from billing.einvoice.facts import from_json, to_json
from billing.einvoice.reading import check, read_document
from billing.einvoice.refusals import Refusal

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("KUNDENCENTER_SHARED", REPOSITORY.parent / "shared"))
CORPUS = SHARED / "data" / "einvoices"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "expected.toml").read_text())

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the shared corpus is not beside the repository"
)


def outcome(path: Path) -> dict[str, Any]:
    """What the table says about one file."""
    try:
        document = read_document(path.read_bytes(), name=path.name)
        findings = check(document)
    except Refusal as refusal:
        findings = list(refusal.findings)
    if findings:
        return {"result": "refused", "rules": [f"{f.rule} {f.place}" for f in findings]}
    facts = document.facts
    return {
        "result": "accepted",
        "syntax": str(document.syntax),
        "number": facts.number,
        "type": facts.type_code,
        "currency": facts.currency,
        "payable": str(facts.totals.payable),
        "lines": len(facts.lines),
        "buyer": list(facts.buyer.identifiers),
    }


@needs_corpus
@pytest.mark.parametrize("name", EXPECTED)
def test_e3_each_document_of_the_corpus_comes_out_as_the_table_says(name: str) -> None:
    assert outcome(CORPUS / name) == EXPECTED[name]


@needs_corpus
def test_the_table_names_every_file_of_the_corpus() -> None:
    files = {str(p.relative_to(CORPUS)) for p in CORPUS.rglob("*") if p.suffix in {".xml", ".pdf"}}
    assert files == set(EXPECTED)


@needs_corpus
@pytest.mark.parametrize("name", EXPECTED)
def test_e3_the_facts_of_each_document_survive_storage(name: str) -> None:
    facts = read_document((CORPUS / name).read_bytes(), name=name).facts
    assert from_json(to_json(facts)) == facts


@needs_corpus
@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".xml")])
def test_e3_a_cent_more_to_pay_refuses_each_of_them(name: str) -> None:
    """The checks see wrong sums in documents of every origin, not only in our own."""
    text = (CORPUS / name).read_text(encoding="utf-8")
    tag = "ram:DuePayableAmount" if "CrossIndustryInvoice" in text else "cbc:PayableAmount"
    start = text.index(">", text.index(f"<{tag}")) + 1
    end = text.index("<", start)
    wrong = f"{text[:start]}{float(text[start:end]) + 0.01:.2f}{text[end:]}"
    findings = check(read_document(wrong.encode(), name=name))
    assert [finding.rule for finding in findings] == ["BR-CO-16"]
    assert findings[0].line == wrong[:start].count("\n") + 1
