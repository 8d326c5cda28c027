"""What we write, we read back unchanged, and the official rule sets have nothing to say about it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from billing.einvoice.facts import InvoiceFacts, Syntax
from billing.einvoice.reading import check, read_document, report
from billing.einvoice.writing import write_cii, write_ubl
from tests.billing.einvoice.cast import CAST
from tests.billing.einvoice.strategies import invoices

SAMPLES = Path(__file__).parent.parent / "samples"
WRITERS = {Syntax.CII: write_cii, Syntax.UBL: write_ubl}
EVERY_SAMPLE = [(name, syntax) for name in CAST for syntax in WRITERS]


@given(invoices())
@settings(max_examples=80, deadline=None)
def test_reading_gives_back_what_was_written(facts: InvoiceFacts) -> None:
    for syntax, write in WRITERS.items():
        document = read_document(write(facts), name="any")
        assert document.facts == replace(facts, syntax=syntax)


@pytest.mark.parametrize(("name", "syntax"), EVERY_SAMPLE)
def test_e3_own_documents_pass_every_check_and_rule_set(name: str, syntax: Syntax) -> None:
    document = read_document(WRITERS[syntax](CAST[name]), name=name)
    assert check(document) == []
    assert report(document) == []


@pytest.mark.parametrize(("name", "syntax"), EVERY_SAMPLE)
def test_the_samples_are_what_the_writers_write(name: str, syntax: Syntax) -> None:
    """The files are kept so that a stranger can look at one; write them anew with the writer when it changes."""
    assert (SAMPLES / f"{name}.{syntax}.xml").read_bytes() == WRITERS[syntax](CAST[name])
