"""Facts survive being stored as JSON."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from billing.einvoice.facts import InvoiceFacts, Syntax, from_json, to_json
from tests.billing.einvoice.cast import CAST, ORDINARY
from tests.billing.einvoice.strategies import invoices


@given(invoices())
@settings(max_examples=60, deadline=None)
def test_json_gives_back_the_same_facts(facts: InvoiceFacts) -> None:
    assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


@pytest.mark.parametrize("name", CAST)
def test_json_keeps_decimals_as_written(name: str) -> None:
    facts = CAST[name]
    restored = from_json(json.loads(json.dumps(to_json(facts))))
    assert [str(line.net_price) for line in restored.lines] == [str(line.net_price) for line in facts.lines]
    assert restored.syntax is Syntax.CII


@pytest.mark.parametrize(("code", "credit"), [("380", False), ("381", True), ("384", False), ("389", False)])
def test_which_documents_are_credit_notes(code: str, credit: bool) -> None:
    assert replace(ORDINARY, type_code=code).is_credit_note is credit
