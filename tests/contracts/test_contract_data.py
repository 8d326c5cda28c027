"""What consumers are told about each contract on invoices (L6, § 4 TKTransparenzV)."""

from datetime import date
from typing import Any

import pytest

from contracts.catalogue.items import Notice, NoticeUnit, Term
from contracts.catalogue.terms import term_as_json
from contracts.contract_data import ContractData, contract_data_of
from contracts.models import Product

DAY = date(2026, 11, 5)
MONTH = Notice(1, NoticeUnit.MONTHS)
THREE = Notice(3, NoticeUnit.MONTHS)
BEGAN = date(2025, 1, 15)


def product(term: Term, **values: Any) -> Product:
    name = {"de": "DSL 100", "en": "DSL 100"}
    return Product(number="V-1", name=name, started_on=BEGAN, term=term_as_json(term), **values)


@pytest.mark.parametrize(
    ("term", "minimum", "binds_until", "notice_until", "notice"),
    [
        (Term(24, MONTH), date(2027, 1, 14), date(2027, 1, 14), date(2026, 12, 14), MONTH),
        (Term(24, THREE), date(2027, 3, 31), date(2027, 3, 31), date(2026, 12, 31), THREE),
        # the last day for notice is today, and was yesterday: then what holds afterwards is told
        (Term(24, MONTH), date(2026, 12, 5), date(2026, 12, 5), DAY, MONTH),
        (Term(24, THREE, MONTH), date(2026, 12, 4), date(2026, 12, 4), None, MONTH),
        # over, or never there
        (Term(24, THREE, MONTH), date(2026, 11, 4), None, None, MONTH),
        (Term(0, MONTH), None, None, None, MONTH),
        # a prolongation binds like a minimum term
        (Term(12, THREE, THREE, 12), date(2026, 1, 14), date(2027, 1, 14), date(2026, 10, 14), THREE),
    ],
)  # fmt: skip
def test_l6_what_binds_until_when(term, minimum, binds_until, notice_until, notice):
    day = date(2026, 10, 1) if term.prolongation_months else DAY
    told = contract_data_of(product(term, minimum_term_ends_on=minimum), day)
    assert (told.begins_on, told.binds_until, told.notice_until) == (BEGAN, binds_until, notice_until)
    assert told.notice == notice
    assert told.ends_on is None


def test_l6_of_a_terminated_contract_only_the_last_day_is_told():
    told = contract_data_of(
        product(Term(24, MONTH), minimum_term_ends_on=date(2027, 1, 14), ends_on=date(2027, 1, 14)), DAY
    )
    assert (told.ends_on, told.binds_until, told.notice_until) == (date(2027, 1, 14), None, None)


def test_l6_what_is_frozen_is_read_back():
    told = contract_data_of(product(Term(24, THREE), minimum_term_ends_on=date(2027, 3, 31)), DAY)
    assert ContractData.of_json(told.as_json()) == told
    free = contract_data_of(product(Term(0, Notice(14, NoticeUnit.DAYS, True))), DAY)
    assert ContractData.of_json(free.as_json()) == free
