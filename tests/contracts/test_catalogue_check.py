"""C10, TKG §§ 54, 56, 61: what the check of a catalogue names; errors refuse the file, law warnings do not."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from contracts.catalogue.check import Finding, Severity, errors_of, findings
from contracts.catalogue.items import (
    BarrierGroup,
    Catalogue,
    Entry,
    Family,
    Notice,
    NoticeUnit,
    Offering,
    Option,
    Price,
    Service,
    Term,
    Text,
)
from contracts.catalogue.reading import read_catalogue
from tests.contracts.catalogue_data import NAMED_BY_THE_CHECK, demo_content, lawful_content

MONTH, DAY = NoticeUnit.MONTHS, NoticeUnit.DAYS
START = date(2026, 1, 1)
SPEEDS = {
    f"{way}_{which}_mbit": 50 for way in ("downstream", "upstream") for which in ("min", "usual", "max")
}


def entry(kind: type[Any], code: str, **values: Any) -> Any:
    return kind(code, Text("Name", "Name"), Text("", ""), START, **values)


def line(code: str = "line", **values: Any) -> Offering:
    return entry(Offering, code, **{"characteristics": SPEEDS, **values})


def phone(code: str = "phone", **values: Any) -> Offering:
    return entry(Offering, code, family=Family.TELEPHONY, **values)


def option(code: str, **values: Any) -> Option:
    return entry(Option, code, **values)


def barrier(code: str, **values: Any) -> BarrierGroup:
    return entry(BarrierGroup, code, **values)


def catalogue_with(*entries: Entry) -> Catalogue:
    def of(kind: type[Any]) -> dict[str, Any]:
        return {item.code: item for item in entries if isinstance(item, kind)}

    return Catalogue("test", START, of(Offering), of(Option), of(BarrierGroup), of(Service), {})


def said(*entries: Entry) -> list[tuple[str, str, str, str]]:
    return [(f.code, f.severity.value, f.entry, f.law) for f in findings(catalogue_with(*entries))]


def codes(*entries: Entry) -> list[str]:
    return [code for code, *_rest in said(*entries)]


def test_c10_a_lawful_catalogue_has_no_findings():
    long = line("long", term=Term(24), line="l", rank=1, changes_to=("short",), options=("o",))
    assert said(long, line("short", term=Term(12), line="l", rank=1), option("o"), barrier("b")) == []


@pytest.mark.parametrize(
    ("term", "family", "expected"),
    [
        (Term(25), Family.TV, [("term-too-long", "§ 309 Nr. 9 a BGB")]),
        (Term(24), Family.TV, []),
        (Term(12, Notice(3, MONTH)), Family.TELEPHONY, [("notice-too-long", "§ 309 Nr. 9 c BGB")]),
        (Term(0, Notice(3, MONTH)), Family.TELEPHONY, []),  # no minimum term: nothing to give notice before
        (Term(12, Notice(28, DAY)), Family.TELEPHONY, []),
        (Term(12, Notice(30, DAY)), Family.TELEPHONY, [("notice-too-long", "§ 309 Nr. 9 c BGB")]),
        (Term(0, notice_after=Notice(3, MONTH)), Family.TELEPHONY, [("notice-after-too-long", "§ 56 (3) TKG")]),
        (Term(0, notice_after=Notice(3, MONTH)), Family.SOFTWARE, [("notice-after-too-long", "§ 309 Nr. 9 b BGB")]),
        (
            Term(0, notice_after=Notice(1, MONTH, to_month_end=True)),
            Family.MOBILE,
            [("notice-after-too-long", "§ 56 (3) TKG")],
        ),
        (Term(0, notice_after=Notice(1, MONTH)), Family.MOBILE, []),
        (Term(0, prolongation_months=12), Family.MOBILE, [("prolongation", "§ 56 (3) TKG")]),
        (Term(0, prolongation_months=12), Family.DOMAIN, [("prolongation", "§ 309 Nr. 9 b BGB")]),
        (
            Term(24),
            Family.TELEPHONY,
            [("no-short-term", "§ 56 (1) TKG")],
        ),
        (
            Term(36),
            Family.MOBILE,
            [("term-too-long", "§ 56 (1) TKG"), ("no-short-term", "§ 56 (1) TKG")],
        ),
    ],
)  # fmt: skip
def test_tkg_56_each_violation_of_a_term_is_a_warning(
    term: Term, family: Family, expected: list[tuple[str, str]]
):
    found = findings(catalogue_with(entry(Offering, "product", family=family, term=term)))
    assert [(finding.code, finding.law) for finding in found] == expected
    assert {finding.severity for finding in found} <= {Severity.WARNING}


def test_tkg_56_firms_may_agree_otherwise():
    term = Term(36, Notice(3, MONTH), Notice(3, MONTH, to_month_end=True), 12)
    assert said(line(term=term, audiences=("business",))) == []


def test_tkg_56_an_option_of_a_consumers_product_counts():
    three_months = Term(0, notice_after=Notice(3, MONTH, to_month_end=True))
    add_on = option("minutes", term=three_months)
    assert said(line(options=("minutes",)), add_on) == [
        ("notice-after-too-long", "warning", "minutes", "§ 56 (3) TKG")
    ]
    assert said(line(options=("minutes",), audiences=("business",)), add_on) == []


def test_tkg_56_a_line_needs_a_contract_of_at_most_twelve_months():
    long = line("long", term=Term(24), line="l", rank=1)
    expected = [("no-short-term", "warning", "l", "§ 56 (1) TKG")]
    assert said(long) == expected
    assert said(long, line("short", term=Term(12), line="l", rank=1)) == []
    assert said(long, line("gone", term=Term(12), line="l", rank=1, orderable=False)) == expected
    assert said(long, line("ended", term=Term(12), line="l", rank=1, valid_to=START)) != []
    assert said(long, line("firms", line="l", rank=1, audiences=("business",))) == expected
    assert said(replace(long, orderable=False)) == []


@pytest.mark.parametrize("missing", sorted(SPEEDS))
def test_tkg_54_a_line_without_speeds_is_a_warning(missing: str):
    speeds = {name: value for name, value in SPEEDS.items() if name != missing}
    law = "§ 54 TKG, Art. 4 (1) d VO (EU) 2015/2120"
    assert said(line(characteristics=speeds)) == [("speeds-missing", "warning", "line", law)]
    assert said(line(characteristics=speeds, orderable=False)) == []


def test_tkg_61_a_barrier_that_must_be_free_and_costs_refuses_the_file():
    fee = Decimal("2.00")
    expected = [("barrier-costs", "error", "b", "§ 61 TKG")]
    assert said(barrier("b", set_price=fee)) == expected
    assert said(barrier("b", set_price=fee, number_range=False, third_party_billing=True)) == expected
    assert said(barrier("b", set_price=fee, number_range=False)) == []
    assert said(barrier("b", lift_price=fee)) == []


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([line(options=("none",))], "reference-dangling"),
        ([phone(barriers=("none",))], "reference-dangling"),
        ([line(changes_to=("none",))], "reference-dangling"),
        ([option("o", requires=("none",))], "reference-dangling"),
        ([option("o", excludes=("none",))], "reference-dangling"),
        ([barrier("b", blocks=("none",))], "reference-dangling"),
        ([line(changes_to=("line",))], "reference-self"),
        ([line(changes_to=("phone",)), phone()], "family-mixed"),
        ([phone(options=("o",)), option("o")], "family-mixed"),
        ([line(barriers=("b",)), barrier("b")], "family-mixed"),
        ([line(line="l", rank=1), phone(line="l", rank=2)], "family-mixed"),
        ([line("a", line="l", rank=1), line("b", line="l", rank=1)], "validity-overlap"),
        ([replace(line(), valid_to=START)], "validity"),
        ([line(price=Price(Decimal("-0.01")))], "price-negative"),
        ([line(additional_price=Price(one_off=Decimal("-0.01")))], "price-negative"),
        ([barrier("b", lift_price=Decimal("-0.01"))], "price-negative"),
        ([entry(Service, "s", monthly_fees={"post": Decimal("-0.01")})], "price-negative"),
        ([replace(line(), name=Text("Leitung", ""))], "name-missing"),
        ([replace(line(), description=Text("", "A line."))], "translation-missing"),
        ([barrier("b", lifting_allows=Text("Anrufe", ""))], "translation-missing"),
        ([line(characteristics=SPEEDS | {"upstream_min_mbit": 51})], "speed-order"),
        ([option("o", requires=("p",), excludes=("p",)), option("p")], "option-contradiction"),
        ([option("o", requires=("p",)), option("p", excludes=("o",))], "option-contradiction"),
        ([option("o", requires=("p",), group="g"), option("p", group="g")], "option-contradiction"),
        ([barrier("a", blocks=("b",)), barrier("b", blocks=("a",))], "barrier-circle"),
    ],
)
def test_c10_what_does_not_fit_together_refuses_the_file(entries: list[Entry], code: str):
    found = findings(catalogue_with(*entries))
    assert {finding.code for finding in found} == {code}
    assert errors_of(found) == found


@pytest.mark.parametrize(
    "change",
    [
        {"term": Term(12)},
        {"audiences": ("business",)},
        {"orderable": False},
        {"rank": 2},
        {"valid_from": date(2027, 1, 1)},
    ],
)
def test_c10_what_differs_has_a_place_of_its_own(change: dict[str, Any]):
    one = replace(line("a", line="l", rank=1, audiences=("private",)), valid_to=date(2027, 1, 1))
    assert codes(one, replace(one, code="b", valid_to=None, **change)) == []


def test_c10_errors_come_first_and_every_sentence_names_its_entry():
    found = findings(catalogue_with(line("a", term=Term(36), options=("none",)), line("b")))
    assert [finding.code for finding in found] == ["reference-dangling", "term-too-long"]
    with override("en"):
        assert [finding.sentence for finding in found] == [
            "“a” names “none”, which is not in the catalogue.",
            "“a”: the minimum term for consumers is longer than 24 months. (§ 56 (1) TKG)",
        ]
    with override("de"):
        assert "Mindestlaufzeit" in found[1].sentence


def test_c10_a_finding_is_kept_as_json():
    finding = Finding("c", Severity.WARNING, "e", "“%(entry)s” names “%(code)s”.", {"code": "x"}, "§ 1")
    assert Finding.of(finding.as_json()) == finding


def test_c10_the_demo_catalogue_is_complete_and_what_it_violates_is_named():
    """The description of services asks for three months' notice of mobile options: more than § 56 TKG allows."""
    catalogue = read_catalogue(demo_content())
    found = findings(catalogue)
    assert {(f.code, f.severity, f.law) for f in found} == {
        ("notice-after-too-long", Severity.WARNING, "§ 56 (3) TKG")
    }
    assert [f.entry for f in found] == list(NAMED_BY_THE_CHECK)
    families = Counter(offering.family for offering in catalogue.offerings.values())
    assert set(families) >= set(Family) - {Family.ACCOUNT, Family.TERMINAL}
    retired = {o.family for o in catalogue.offerings.values() if not o.orderable}
    assert retired >= set(families) - {Family.MOBILE, Family.TERMINAL}
    assert all(item.description.de for item in [*catalogue.offerings.values(), *catalogue.options.values()])


def test_c10_with_lawful_terms_of_these_options_nothing_is_left_to_say():
    assert findings(read_catalogue(lawful_content())) == []


def test_c10_the_demo_catalogue_has_a_way_from_copper_to_fibre():
    catalogue = read_catalogue(demo_content())
    for offering in catalogue.lines["dsl"]:
        lines = {catalogue.offerings[code].line for code in offering.changes_to}
        assert lines == {"fibre"}, offering.code
