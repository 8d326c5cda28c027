"""Papers are issued once and stay what they are (E2)."""

import logging
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string

from billing.einvoice.facts import Party
from billing.models import Invoice
from billing.papers import PaperUnavailable, document_for, rendering, xml_of
from billing.papers.content import Content
from portal.documents import store
from portal.documents.models import Document
from tests.billing.archive import keep_original, make_from_document, make_invoice
from tests.billing.einvoice.cast import ORDINARY
from tests.billing.einvoice.test_zugferd import CII, pdf_with
from tests.billing.papers.structure import open_pdf, said
from tests.cast import Person

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def invoice(erika: Person) -> Invoice:
    made = make_invoice(erika.customer, issued_on=date(2026, 11, 15), number="R-2026/11 0815")
    keep_original(made)
    return made


def papers(invoice: Invoice) -> list[Document]:
    return list(Document.objects.about(invoice).filter(kind="pdf"))


def test_e2_the_first_request_issues_the_paper_and_keeps_it_for_eight_years(invoice: Invoice) -> None:
    document = document_for(invoice, NOW)
    assert papers(invoice) == [document]
    assert document.retain_until == date(2034, 12, 31)
    assert document.created_at == NOW
    assert document.customer_id == invoice.customer_id
    assert (document.title, document.filename) == (
        "Rechnung R-2026/11 0815",
        "Rechnung R-2026-11 0815.pdf",
    )
    assert store.read(document).startswith(b"%PDF-1.7")


def test_e2_a_new_template_never_changes_an_issued_paper(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = store.read(document_for(invoice, NOW))
    monkeypatch.setattr(rendering, "render_pdf", None)
    monkeypatch.setattr(rendering, "TEMPLATE", "billing/papers/foot.html")
    again = document_for(invoice, NOW + timedelta(days=900))
    assert store.read(again) == issued
    assert len(papers(invoice)) == 1


def test_e2_the_paper_speaks_the_customers_language(invoice: Invoice) -> None:
    invoice.customer.language = "en"
    document = document_for(invoice, NOW)
    assert document.title == "Invoice R-2026/11 0815"
    pdf = open_pdf(store.read(document))
    assert str(pdf.Root.Lang) == "en"
    assert said(pdf, "dc:title//rdf:li") == ["Invoice R-2026/11 0815"]


@pytest.mark.django_db(transaction=True)
def test_e2_two_first_requests_at_once_issue_one_paper(invoice: Invoice) -> None:
    both = threading.Barrier(2)
    found: list[Document] = []

    def ask() -> None:
        mine = Invoice.objects.select_related("customer").get(pk=invoice.pk)
        both.wait(10)
        try:
            found.append(document_for(mine, NOW))
        finally:
            connection.close()

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(60)
    assert found == papers(invoice) * 2


def test_e2_a_paper_that_cannot_be_made_leaves_nothing_behind(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **kwargs: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("billing.papers.rendering.render_pdf", broken)
    with caplog.at_level(logging.ERROR), pytest.raises(PaperUnavailable):
        document_for(invoice, NOW)
    assert papers(invoice) == []
    assert "the paper cannot be made" in caplog.text


def test_e2_without_its_original_an_invoice_has_no_paper(erika: Person) -> None:
    invoice = make_invoice(erika.customer, issued_on=date(2026, 11, 15))
    with pytest.raises(PaperUnavailable):
        document_for(invoice, NOW)
    with pytest.raises(PaperUnavailable):
        xml_of(invoice)


def test_e2_a_zugferd_pdf_is_itself_the_paper(erika: Person) -> None:
    came_in = pdf_with(("factur-x.xml", CII))
    invoice = make_from_document(erika.customer, came_in)
    assert store.read(document_for(invoice, NOW)) == came_in
    assert len(papers(invoice)) == 1


def test_e2_the_xml_comes_out_byte_for_byte(invoice: Invoice) -> None:
    original = store.find(invoice, "original")
    assert original is not None
    assert xml_of(invoice) == store.read(original)


def test_e2_a_long_invoice_runs_over_many_pages(erika: Person) -> None:
    lines = tuple(replace(ORDINARY.lines[0], number=str(n), name=f"Leistung {n}") for n in range(1, 301))
    pages = rendering.render_pdf(replace(ORDINARY, lines=lines), language="de", issued_at=NOW)
    assert 8 <= len(open_pdf(pages).pages) <= 20


def test_e2_empty_address_lines_leave_no_gap() -> None:
    bare = replace(ORDINARY, buyer=Party(name="Jonas Öztürk", country="DE"))
    assert Content(bare).buyer_lines == ["Jonas Öztürk"]
    abroad = replace(bare, buyer=Party(name="Ann Ó Néill", street="Quay 1", town="Galway", country="IE"))
    assert Content(abroad).buyer_lines == ["Ann Ó Néill", "Quay 1", "Galway", "IE"]
    assert rendering.render_pdf(bare, language="de", issued_at=NOW)


def test_the_xmp_template_is_no_html() -> None:
    """Autoescaping must hold in it whatever its name ends with."""
    text = render_to_string("billing/papers/xmp.xml", {"title": "<&>", "schemas": []})
    assert "&lt;&amp;&gt;" in text
