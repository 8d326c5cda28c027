"""Papers about contracts are issued once and kept (C13; architecture, wall 6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from contracts.papers import keep_contract_summary, keep_mandate, keep_order_confirmation, keep_receipt
from portal.documents import store
from portal.documents.models import Document
from tests.cast import Person
from tests.contracts.papers.cast import BUNDLE, MADE_AT, MANDATE, ORDER, TERMINATION

Keep = Callable[..., Document]


@pytest.mark.parametrize(
    ("keep", "content", "kind", "german", "english", "until"),
    [
        (
            partial(keep_contract_summary, retain_until=date(2026, 12, 6)),
            BUNDLE,
            "contract_summary",
            "Vertragszusammenfassung Internet 250 mit Telefonie",
            "Contract summary Internet 250 mit Telefonie",
            date(2026, 12, 6),
        ),
        (
            keep_order_confirmation,
            ORDER,
            "order_confirmation",
            "Auftragsbestätigung A-2026-000815",
            "Order confirmation A-2026-000815",
            date(2032, 12, 31),
        ),
        (
            keep_receipt,
            TERMINATION,
            "receipt",
            "Eingangsbestätigung Ihrer Kündigung K-2026-000017",
            "Receipt of your termination K-2026-000017",
            date(2032, 12, 31),
        ),
        (
            keep_mandate,
            MANDATE,
            "mandate",
            "SEPA-Lastschriftmandat NW-4999999999-2",
            "SEPA direct debit mandate NW-4999999999-2",
            date(2034, 12, 31),
        ),
    ],
)
def test_c13_each_paper_is_kept_under_its_name(
    erika: Person, firma: Person, keep: Keep, content: Any, kind: str, german: str, english: str, until: date
) -> None:
    for owner, language, title in ((erika, "de", german), (firma, "en", english)):
        kept = keep(
            content, subject=owner.customer, customer_id=owner.customer.pk, language=language, now=MADE_AT
        )
        assert (kept.kind, kept.title, kept.filename) == (kind, title, f"{title}.pdf")
        assert (kept.content_type, kept.created_at, kept.retain_until) == ("application/pdf", MADE_AT, until)
        assert kept.customer_id == owner.customer.pk
        assert store.read(kept).startswith(b"%PDF-1.7")


def test_c13_the_first_paper_stays(erika: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(content: Any, hours: int) -> Document:
        return keep_receipt(
            content,
            subject=erika.customer,
            customer_id=erika.customer.pk,
            language="de",
            now=MADE_AT + timedelta(hours=hours),
        )

    first = keep(TERMINATION, 0)
    issued = store.read(first)
    monkeypatch.setattr("contracts.papers.documents.render_receipt", None)  # nothing is made a second time
    again = keep(replace(TERMINATION, words="Etwas anderes"), 1)
    assert again == first
    assert store.read(again) == issued


def test_c11_a_receipt_may_belong_to_nobody_yet(erika: Person) -> None:
    kept = keep_receipt(TERMINATION, subject=erika.customer, customer_id=None, language="de", now=MADE_AT)
    assert kept.customer_id is None


def test_c13_names_that_no_system_takes_are_made_safe(erika: Person) -> None:
    named = replace(BUNDLE, product_name="A/B: " + "sehr lang " * 40)
    kept = keep_contract_summary(
        named,
        subject=erika.customer,
        customer_id=erika.customer.pk,
        language="de",
        retain_until=date(2026, 12, 6),
        now=MADE_AT,
    )
    assert len(kept.title) == 200
    assert len(kept.filename) <= 150
    assert kept.filename.startswith("Vertragszusammenfassung A-B- sehr lang")
    assert kept.filename.endswith(".pdf")
