"""The documents page: what it lists, for whom, and what a download leaves behind (C13)."""

import logging
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import LoginKind
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.documents.files import address
from portal.documents.models import Document
from tests.cast import Person, log_in, make_login
from tests.documents.papers import ISSUED_AT, keep_paper

PAGE = "/dokumente/"


@pytest.fixture
def her(client: Client, erika: Person) -> Client:
    return log_in(client, erika.login)


def client_with(person: Person, scope: Scope) -> Client:
    kind = LoginKind.INVOICE_ONLY if scope is Scope.INVOICES else LoginKind.EMAIL
    return log_in(Client(), make_login(person.customer, kind=kind, scope=scope, password="x"))


def listed(client: Client, query: str = "") -> list[str]:
    return [paper.title for paper, _kind in client.get(PAGE + query).context["rows"]]


def take(client: Client, paper: Document) -> HttpResponse:
    return client.get(reverse("home:document", args=[paper.pk]))


def test_c13_papers_are_listed_newest_first(her: Client, erika: Person) -> None:
    keep_paper(erika.customer, title="Alt", key=1)
    keep_paper(erika.customer, title="Neu", key=2, at=ISSUED_AT + timedelta(days=1))
    assert listed(her) == ["Neu", "Alt"]
    text = her.get(PAGE).content.decode()
    assert "24.11.2026" in text
    assert "16\N{NO-BREAK SPACE}Bytes" in text
    assert "Auftragsbestätigung" in text


def test_c13_the_table_is_sorted_filtered_and_paged(her: Client, erika: Person) -> None:
    keep_paper(erika.customer, title="B", key=1, content=b"x" * 9)
    keep_paper(erika.customer, title="A", key=2, kind="receipt", content=b"x" * 99)
    assert listed(her, "?sort=titel") == ["A", "B"]
    assert listed(her, "?sort=-groesse") == ["A", "B"]
    assert listed(her, "?art=receipt") == ["A"]
    assert listed(her, "?art=nonsense") == ["A", "B"]
    for number in range(3, 23):
        keep_paper(erika.customer, title=f"C{number}", key=number)
    assert len(listed(her)) == 20
    assert len(listed(her, "?seite=2")) == 2


def test_c13_a_kind_without_papers_and_an_empty_page_say_so(her: Client, erika: Person) -> None:
    assert "Noch keine Dokumente" in her.get(PAGE).content.decode()
    keep_paper(erika.customer)
    text = her.get(PAGE, {"art": "mandate"}).content.decode()
    assert "Ein Dokument dieser Art gibt es nicht." in text


def test_c13_drafts_and_files_of_other_pages_are_no_documents(her: Client, erika: Person) -> None:
    draft = keep_paper(erika.customer, kind="contract_summary", about="contracts.OrderDraft")
    invoice = keep_paper(erika.customer, kind="pdf", about="billing.Invoice")
    summary = keep_paper(erika.customer, kind="contract_summary", title="Gilt")
    assert listed(her) == ["Gilt"]
    assert listed(her, "?art=contract_summary") == ["Gilt"]
    assert [take(her, paper).status_code for paper in (draft, invoice, summary)] == [404, 404, 200]


def test_c13_each_kind_needs_its_scope(erika: Person) -> None:
    receipt = keep_paper(erika.customer, kind="receipt", title="Beleg")
    mandate = keep_paper(erika.customer, kind="mandate", title="Mandat")
    owner, reader = log_in(Client(), erika.login), client_with(erika, Scope.READ)
    invoices_only = client_with(erika, Scope.INVOICES)
    assert sorted(listed(owner)) == ["Beleg", "Mandat"]
    assert listed(reader) == ["Beleg"]
    assert listed(reader, "?art=mandate") == ["Beleg"]
    assert [take(owner, paper).status_code for paper in (receipt, mandate)] == [200, 200]
    assert [take(reader, paper).status_code for paper in (receipt, mandate)] == [200, 403]
    assert [take(invoices_only, paper).status_code for paper in (receipt, mandate)] == [403, 403]
    assert invoices_only.get(PAGE).status_code == 403


def test_c13_papers_of_strangers_do_not_exist(her: Client, firma: Person) -> None:
    theirs = keep_paper(firma.customer)
    assert listed(her) == []
    assert take(her, theirs).status_code == 404


def test_c13_a_paper_comes_as_a_file_byte_for_byte(her: Client, erika: Person) -> None:
    paper = keep_paper(erika.customer, title="Auftrag A-1", content=b"%PDF-1.7 \x00 as issued")
    answer = take(her, paper)
    assert answer.content == b"%PDF-1.7 \x00 as issued"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Auftrag A-1.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_c13_a_download_is_in_the_trail(her: Client, erika: Person) -> None:
    paper = keep_paper(erika.customer, title="Auftrag A-1")
    take(her, paper)
    entry = AuditEntry.objects.get(action="document.downloaded")
    assert (entry.actor_id, entry.customer_id) == (erika.login.pk, erika.customer.pk)
    assert (entry.subject_type, entry.subject_id) == ("documents.Document", str(paper.pk))
    assert entry.new == {"kind": "order_confirmation", "title": "Auftrag A-1"}


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_c13_a_damaged_paper_is_not_handed_out(
    her: Client, erika: Person, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    paper = keep_paper(erika.customer, title="Auftrag A-1", content=b"as issued")
    default_storage.delete(address(paper.sha256))
    if damage == "changed":
        default_storage.save(address(paper.sha256), ContentFile(b"As issued"))
    with caplog.at_level(logging.ERROR):
        answer = take(her, paper)
    assert answer.status_code == 503
    assert "Auftrag A-1" in answer.content.decode()
    assert "0800 000 0000" in answer.content.decode()
    assert f"document {paper.pk} is damaged" in caplog.text
    assert not AuditEntry.objects.filter(action="document.downloaded").exists()


def test_c13_three_papers_cost_as_many_queries_as_one(her: Client, erika: Person) -> None:
    keep_paper(erika.customer, key=1)
    her.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        her.get(PAGE)
    for number in (2, 3):
        keep_paper(erika.customer, key=number, kind="receipt")
    with CaptureQueriesContext(connection) as three:
        assert len(her.get(PAGE).context["rows"]) == 3
    assert len(three) == len(one)
