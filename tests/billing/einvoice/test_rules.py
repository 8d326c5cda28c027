"""Each calculation rule broken one at a time, and the limits the official rule sets leave."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.einvoice.facts import AllowanceCharge, InvoiceFacts, Syntax, TaxBreakdown
from billing.einvoice.reading import check, read_document, report
from billing.einvoice.rules import round_cents, violations
from billing.einvoice.writing import write_cii, write_ubl
from tests.billing.einvoice.cast import BUSINESS, CAST, ORDINARY

CENT = D("0.01")


def with_totals(facts: InvoiceFacts, **amounts: D | None) -> InvoiceFacts:
    return replace(facts, totals=replace(facts.totals, **amounts))


def with_tax(facts: InvoiceFacts, **changes: D | str | None) -> InvoiceFacts:
    return replace(facts, taxes=(replace(facts.taxes[0], **changes),))


T = BUSINESS.totals
SHIFTED_NET = with_totals(BUSINESS, net=T.net + CENT, gross=T.gross + CENT, payable=T.payable + CENT)
SHIFTED_TAX = with_totals(BUSINESS, tax=T.tax + CENT, gross=T.gross + CENT, payable=T.payable + CENT)
SHIFTED_LINES = with_totals(
    BUSINESS, line_net=T.line_net + CENT, net=T.net + CENT, gross=T.gross + CENT, payable=T.payable + CENT
)
LESS_ALLOWANCE = with_totals(
    BUSINESS, allowances=T.allowances - CENT, net=T.net + CENT, gross=T.gross + CENT, payable=T.payable + CENT
)
MORE_CHARGE = with_totals(
    BUSINESS, charges=T.charges + CENT, net=T.net + CENT, gross=T.gross + CENT, payable=T.payable + CENT
)
OTHER_CATEGORY_TAX = with_tax(
    with_totals(BUSINESS, tax=D("155.91"), gross=D("965.91"), payable=D("866.01")), tax_amount=D("155.91")
)

BROKEN = [
    ("BR-CO-10", SHIFTED_LINES, "863.01", "863.00", "LineTotalAmount"),
    ("BR-CO-11", LESS_ALLOWANCE, "62.99", "63.00", "AllowanceTotalAmount"),
    ("BR-CO-12", MORE_CHARGE, "10.01", "10.00", "ChargeTotalAmount"),
    ("BR-CO-13", SHIFTED_NET, "810.01", "810.00", "TaxBasisTotalAmount"),
    ("BR-CO-14", SHIFTED_TAX, "153.91", "153.90", "TaxTotalAmount[1]"),
    ("BR-CO-15", with_totals(BUSINESS, gross=D("963.91"), payable=D("864.01")), "963.91", "963.90",
     "GrandTotalAmount"),
    ("BR-CO-16", with_totals(BUSINESS, payable=D("864.01")), "864.01", "864.00", "DuePayableAmount"),
    ("BR-CO-17", OTHER_CATEGORY_TAX, "155.91", "153.90", "CalculatedAmount"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "facts", "found", "expected", "element"), BROKEN, ids=[b[0] for b in BROKEN]
)
def test_e3_each_rule_broken_alone_is_named_with_place_and_amounts(
    rule: str, facts: InvoiceFacts, found: str, expected: str, element: str
) -> None:
    xml = write_cii(facts)
    findings = check(read_document(xml, name="broken.xml"))
    assert [finding.rule for finding in findings] == [rule]
    (finding,) = findings
    values = dict(finding.values)
    assert (values["found"], values["expected"]) == (found, expected)
    assert finding.place.endswith(f"ram:{element}")
    assert finding.line is not None
    assert found in xml.decode().splitlines()[finding.line - 1]
    assert found in finding.sentence()
    assert expected in finding.sentence()


@pytest.mark.parametrize(
    ("rule", "facts", "_found", "_expected", "_element"), BROKEN, ids=[b[0] for b in BROKEN]
)
def test_the_official_rule_sets_agree_on_each_broken_rule(
    rule: str, facts: InvoiceFacts, _found: str, _expected: str, _element: str
) -> None:
    for write in (write_cii, write_ubl):
        document = read_document(write(facts), name="broken.xml")
        assert [finding.rule for finding in check(document)] == [rule]
        assert rule in {finding.rule for finding in report(document)}


@pytest.mark.parametrize("name", CAST)
def test_the_cast_adds_up(name: str) -> None:
    assert violations(CAST[name]) == []


@pytest.mark.parametrize(
    ("rate", "tax", "cii_accepts", "ubl_accepts"),
    [
        (D("19"), D("20.00"), True, False),  # one unit too much: the two rule sets differ here
        (D("19"), D("19.99"), True, True),
        (D("19"), D("18.00"), True, False),
        (D("19"), D("20.01"), False, False),
        (D("19"), D("-19.00"), True, True),  # both compare without the sign
        (D("0"), D("0.49"), True, True),
        (D("0"), D("0.50"), False, False),
        (D("0.4"), D("0.40"), True, True),  # a rate that rounds to nothing
        (None, D("0"), True, True),
        (None, D("19"), False, False),
    ],
)
def test_the_tolerance_of_br_co_17(rate: D | None, tax: D, cii_accepts: bool, ubl_accepts: bool) -> None:
    row = TaxBreakdown("S", rate, D("100.00"), tax)
    for syntax, accepts in (
        (Syntax.CII, cii_accepts),
        (Syntax.ZUGFERD, cii_accepts),
        (Syntax.UBL, ubl_accepts),
    ):
        facts = replace(ORDINARY, syntax=syntax, taxes=(row,))
        assert ("BR-CO-17" in {finding.rule for finding in violations(facts)}) is not accepts


def test_half_a_cent_in_the_lines_is_rounded_up_as_the_rule_sets_do() -> None:
    assert round_cents(D("0.005")) == CENT
    assert round_cents(D("-0.005")) == D("0.00")
    assert round_cents(D("-0.0051")) == -CENT


def test_totals_may_not_hide_fractions_of_a_cent() -> None:
    facts = with_totals(ORDINARY, prepaid=D("0.005"), payable=D("60.165"))
    assert [finding.rule for finding in violations(facts)] == ["BR-DEC-16", "BR-DEC-18"]
    assert violations(with_totals(ORDINARY, payable=D("60.170"))) == []


def test_missing_optional_totals_count_as_nothing() -> None:
    facts = replace(ORDINARY, allowances=(AllowanceCharge(False, D("0.00")),))
    assert violations(facts) == []
    facts = with_totals(replace(ORDINARY, taxes=()), tax=None, gross=D("50.56"), payable=D("50.56"))
    assert violations(facts) == []


def test_group_lines_of_the_extended_profile_do_not_count() -> None:
    group = replace(ORDINARY.lines[0], number="0", net_amount=D("999.00"), informative=True)
    assert violations(replace(ORDINARY, lines=(group, *ORDINARY.lines))) == []


@given(st.lists(st.decimals(min_value=-(10**30), max_value=10**30, places=2), min_size=1, max_size=50))
def test_sums_are_exact_however_large(amounts: list[D]) -> None:
    as_cents = sum(int(f"{amount:f}".replace(".", "")) for amount in amounts)
    lines = tuple(replace(ORDINARY.lines[0], net_amount=amount) for amount in amounts)
    right = with_totals(replace(ORDINARY, lines=lines), line_net=D(f"{as_cents}E-2"))
    wrong = with_totals(replace(ORDINARY, lines=lines), line_net=D(f"{as_cents + 1}E-2"))
    assert "BR-CO-10" not in {finding.rule for finding in violations(right)}
    assert "BR-CO-10" in {finding.rule for finding in violations(wrong)}
