"""The official rule sets as a report: where they point, and that they can be asked from any thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal as D

import pytest

from billing.einvoice.facts import InvoiceFacts, TaxBreakdown
from billing.einvoice.reading import check, read_document, report
from billing.einvoice.writing import write_cii, write_ubl
from tests.billing.einvoice.cast import ORDINARY

# the breakdown adds up, but no line has the rate of its second row: only the rule sets see that
REDUCED_RATE = replace(ORDINARY, taxes=(*ORDINARY.taxes, TaxBreakdown("S", D("7"), D("5.00"), D("0.00"))))


@pytest.mark.parametrize("write", [write_cii, write_ubl])
def test_a_report_points_at_the_element_and_decides_nothing(write: Callable[[InvoiceFacts], bytes]) -> None:
    xml = write(REDUCED_RATE)
    document = read_document(xml, name="any")
    assert check(document) == []
    finding = next(finding for finding in report(document) if finding.rule == "BR-S-08")
    assert finding.severity == "fatal"
    assert "Tax" in finding.place
    assert finding.line is not None
    assert "Category" in xml.decode().splitlines()[finding.line - 1]
    assert not finding.sentence().startswith("[")


def test_other_profiles_are_held_against_en_16931() -> None:
    xrechnung = replace(
        ORDINARY, profile="urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    )
    assert check(read_document(write_cii(xrechnung), name="any")) == []
    assert {f.rule for f in report(read_document(write_cii(xrechnung), name="any"))} == {"FX-SCH-A-000556"}
    assert report(read_document(write_ubl(xrechnung), name="any")) == []


def test_reports_can_be_asked_for_from_several_threads() -> None:
    documents = [read_document(write(ORDINARY), name="any") for write in (write_cii, write_ubl)] * 3
    with ThreadPoolExecutor(max_workers=3) as pool:
        assert list(pool.map(report, documents)) == [[]] * 6
