"""What was agreed survives its way through the database."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.items import Notice, NoticeUnit, Term
from contracts.catalogue.terms import term_as_json, term_of

NOTICES = st.builds(Notice, st.integers(1, 365), st.sampled_from(NoticeUnit), st.booleans())
TERMS = st.builds(Term, st.integers(0, 24), NOTICES, NOTICES, st.integers(0, 12))


@given(TERMS)
def test_a_term_comes_back_as_it_was(term):
    assert term_of(json.loads(json.dumps(term_as_json(term)))) == term


def test_nothing_said_is_one_months_notice():
    assert term_of({}) == Term() == Term(0, Notice(1, NoticeUnit.MONTHS), Notice(1, NoticeUnit.MONTHS), 0)


def test_an_unknown_unit_is_an_error():
    with pytest.raises(ValueError, match="weeks"):
        term_of({"notice": {"amount": 1, "unit": "weeks"}})
