"""PDF, XML, ZIP, CSV and XLSX of invoices (E2, E6)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from billing import exports
from billing.einvoice.facts import to_json
from billing.einvoice.writing import write_cii
from billing.models import Invoice
from billing.papers import PaperUnavailable, document_for
from portal.audit.models import AuditEntry
from portal.documents import store
from portal.documents.models import Document
from portal.lib.csv_files import GERMAN, PLAIN, read_csv
from portal.lib.slugs import invoice_slug
from tests.billing.archive import keep_original, make_from_document, make_invoice
from tests.billing.einvoice.cast import BUSINESS, ORDINARY
from tests.cast import Person, log_in, make_person

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def invoice_of(person: Person, number: str, day: date = date(2026, 11, 15)) -> Invoice:
    made = make_invoice(person.customer, issued_on=day, number=number, slug=invoice_slug(number, "x"))
    keep_original(made)
    return made


def get(client: Client, name: str, invoice: Invoice | None = None, **query: object) -> HttpResponse:
    kwargs = {"slug": invoice.slug} if invoice else {}
    return client.get(reverse(f"billing:{name}", kwargs=kwargs), query)


def content_of(response: HttpResponse) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def her(client: Client, erika: Person) -> Client:
    return log_in(client, erika.login)


@pytest.fixture
def office(client: Client, firma: Person, steuerberater: Person) -> Client:
    """The tax adviser with the invoice-only login."""
    return log_in(client, steuerberater.login)


def test_e2_the_pdf_opens_in_the_browser_under_a_safe_name(her: Client, erika: Person) -> None:
    invoice = invoice_of(erika, "R/1 <ä>")
    answer = get(her, "pdf", invoice)
    assert answer.content == store.read(document_for(invoice, NOW))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline; filename*=utf-8''Rechnung%20R-1%20-%C3%A4-.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert get(her, "pdf", invoice).content == answer.content


def test_e2_the_xml_comes_as_a_file(office: Client, firma: Person) -> None:
    invoice = make_invoice(firma.customer, issued_on=date(2026, 11, 15), number="R-1")
    xml = keep_original(invoice)
    answer = get(office, "xml", invoice)
    assert answer.content == xml
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Rechnung R-1.xml"'


def test_e2_every_download_is_in_the_trail(office: Client, firma: Person, steuerberater: Person) -> None:
    invoice = invoice_of(firma, "R-1")
    get(office, "pdf", invoice)
    get(office, "xml", invoice)
    content_of(get(office, "zip", rechnung=invoice.slug))
    content_of(get(office, "lines_csv", invoice))
    entries = AuditEntry.objects.filter(action="invoice.downloaded").order_by("id")
    assert [entry.new["form"] for entry in entries] == ["pdf", "xml", "zip", "csv"]
    assert {entry.actor_id for entry in entries} == {steuerberater.login.pk}
    assert {entry.customer_id for entry in entries} == {firma.customer.pk}
    assert {entry.subject_id for entry in entries} == {str(invoice.pk)}


def test_e2_a_paper_that_cannot_be_made_answers_with_an_apology(
    her: Client, erika: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = invoice_of(erika, "R-1")

    def broken(*args: object, **kwargs: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("billing.papers.rendering.render_pdf", broken)
    answer = get(her, "pdf", invoice)
    assert answer.status_code == 503
    assert "Dieses Dokument können wir gerade nicht anzeigen" in answer.content.decode()
    assert not Document.objects.about(invoice).filter(kind="pdf").exists()
    assert not AuditEntry.objects.filter(action="invoice.downloaded").exists()
    with ZipFile(BytesIO(content_of(get(her, "zip", alle=1)))) as archive:
        assert archive.namelist() == ["Rechnung R-1.txt"]
        assert b"R-1" in archive.read("Rechnung R-1.txt")


def test_e6_the_zip_holds_the_chosen_papers(her: Client, erika: Person) -> None:
    chosen = [invoice_of(erika, "R/1"), invoice_of(erika, "R:1", date(2026, 10, 15))]
    invoice_of(erika, "R-2", date(2026, 9, 15))
    answer = get(her, "zip", rechnung=[invoice.slug for invoice in chosen])
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Rechnungen 4999999999.zip"'
    with ZipFile(BytesIO(content_of(answer))) as archive:
        assert archive.namelist() == ["Rechnung R-1.pdf", "Rechnung R-1 (2).pdf"]
        for name, invoice in zip(archive.namelist(), chosen, strict=True):
            assert archive.read(name) == store.read(document_for(invoice, NOW))


def test_e6_the_zip_of_a_business_holds_the_e_invoices_too(office: Client, firma: Person) -> None:
    invoice = make_invoice(firma.customer, issued_on=date(2026, 11, 15), number="R-1")
    xml = keep_original(invoice)
    with ZipFile(BytesIO(content_of(get(office, "zip", alle=1)))) as archive:
        assert archive.namelist() == ["Rechnung R-1.pdf", "Rechnung R-1.xml"]
        assert archive.read("Rechnung R-1.xml") == xml


def test_e6_a_zip_without_choice_asks_for_one(her: Client, erika: Person) -> None:
    invoice_of(erika, "R-1")
    answer = her.get(reverse("billing:zip"), follow=True)
    assert "Bitte wählen Sie mindestens eine Rechnung aus." in answer.content.decode()


def test_e6_strangers_invoices_never_get_into_a_zip(her: Client, erika: Person) -> None:
    theirs = invoice_of(make_person("4999999997", email="fremd@example.org"), "R-9")
    own = invoice_of(erika, "R-1")
    answer = get(her, "zip", rechnung=[theirs.slug, own.slug])
    with ZipFile(BytesIO(content_of(answer))) as archive:
        assert archive.namelist() == ["Rechnung R-1.pdf"]
    assert get(her, "zip", rechnung=theirs.slug).headers["Location"] == "/rechnungen/"


@pytest.mark.parametrize(("form", "dialect"), [("", GERMAN), ("plain", PLAIN)])
def test_e6_the_list_as_csv(form: str, dialect: object, her: Client, erika: Person) -> None:
    invoice_of(erika, "=1+1")
    make_invoice(
        erika.customer,
        issued_on=date(2025, 11, 15),
        number="G-1",
        type_code="381",
        currency="DKK",
        tax=None,
        corrects_number="R-0",
    )
    answer = get(her, "list_csv", **({"form": form} if form else {}))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Rechnungen 4999999999.csv"'
    content = content_of(answer)
    rows = list(read_csv(BytesIO(content), exports.list_columns(), dialect))
    expected = exports.list_rows(Invoice.objects.newest_first())
    assert rows == [tuple(None if cell == "" else cell for cell in row) for row in expected]
    assert [row[0] for row in rows] == ["=1+1", "G-1"]
    assert b"'=1+1" in content
    assert content.startswith(b"\xef\xbb\xbf") == (not form)


def test_e6_the_list_follows_the_filter(her: Client, erika: Person) -> None:
    invoice_of(erika, "R-26")
    invoice_of(erika, "R-25", date(2025, 11, 15))
    content = content_of(get(her, "list_csv", jahr="2025"))
    assert [row[0] for row in read_csv(BytesIO(content), exports.list_columns(), GERMAN)] == ["R-25"]
    assert AuditEntry.objects.get(action="invoices.exported").new == {"form": "csv", "invoices": 1}


def test_e6_the_list_as_xlsx_has_typed_cells(her: Client, erika: Person) -> None:
    invoice = invoice_of(erika, "0815")
    sheet = openpyxl.load_workbook(BytesIO(content_of(get(her, "list_xlsx")))).active
    assert [cell.value for cell in sheet[1]] == [column.title for column in exports.list_columns()]
    assert sheet["A2"].value == "0815"
    assert sheet["C2"].value == datetime(2026, 11, 15)
    assert sheet["I2"].value == float(invoice.gross)
    assert sheet["I2"].data_type == "n"
    assert sheet.freeze_panes == "A2"


def test_e6_the_lines_of_an_invoice(office: Client, firma: Person) -> None:
    facts = replace(BUSINESS, number="R-1")
    invoice = make_from_document(firma.customer, write_cii(facts))
    content = content_of(get(office, "lines_csv", invoice))
    rows = list(read_csv(BytesIO(content), exports.line_columns(), GERMAN))
    assert [row[3] for row in rows] == [line.name for line in facts.lines]
    assert [row[8] for row in rows] == [line.net_amount for line in facts.lines]
    assert [row[7] for row in rows] == [line.net_price for line in facts.lines]
    assert [row[5] for row in rows] == [line.quantity for line in facts.lines]
    sheet = openpyxl.load_workbook(BytesIO(content_of(get(office, "lines_xlsx", invoice)))).active
    assert sheet.max_row == 1 + len(facts.lines)
    assert [cell.value for cell in sheet["D"]][1:] == [line.name for line in facts.lines]


def test_papers_render_from_facts_alone(erika: Person) -> None:
    """What the customer's data say today does not matter to a paper of then."""
    invoice = make_invoice(
        erika.customer, issued_on=date(2026, 11, 15), facts=to_json(replace(ORDINARY, number="R-77"))
    )
    keep_original(invoice)
    erika.customer.last_name = "Anders"
    erika.customer.save()
    document_for(invoice, NOW)
    with pytest.raises(PaperUnavailable):
        document_for(make_invoice(erika.customer, issued_on=date(2026, 10, 15), facts={}), NOW)
