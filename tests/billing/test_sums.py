"""Page, PDF and XML of an invoice state the same sums, to the cent (E2): our samples and invoices of strangers."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from billing.models import Invoice
from billing.papers import document_for, xml_of
from portal.documents import store
from portal.shell.formats import money_text
from tests.billing.archive import make_from_document
from tests.billing.einvoice.test_corpus import CORPUS, EXPECTED, needs_corpus
from tests.billing.papers.structure import text_of
from tests.cast import Person, log_in

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.xml"))
ACCEPTED = [name for name, outcome in EXPECTED.items() if outcome["result"] == "accepted"]
# Where the syntaxes keep the sums: UBL, CII
SUMS = {
    "net": ("TaxExclusiveAmount", "TaxBasisTotalAmount"),
    "gross": ("TaxInclusiveAmount", "GrandTotalAmount"),
    "payable": ("PayableAmount", "DuePayableAmount"),
}


def stated_in(xml: bytes) -> dict[str, Decimal]:
    """Sums as the XML states them, read without our reader."""
    root = etree.fromstring(xml)
    found = {}
    for term, names in SUMS.items():
        elements = list(root.iter("{*}" + names[0], "{*}" + names[1]))
        found[term] = Decimal(elements[-1].text)
    return found


def shown(text: str, value: Decimal, currency: str) -> bool:
    """Whether this amount, with its currency, stands in the text."""
    return " ".join(money_text(value, currency).split()) in text


def check(client: Client, invoice: Invoice, tmp_path: Path) -> None:
    sums = stated_in(xml_of(invoice))
    assert sums == {"net": invoice.net, "gross": invoice.gross, "payable": invoice.payable}
    page = client.get(reverse("billing:invoice", kwargs={"slug": invoice.slug})).content.decode()
    page_text = " ".join(re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ").split())
    paper = text_of(store.read(document_for(invoice, NOW)), tmp_path)
    for term, value in sums.items():
        assert shown(page_text, value, invoice.currency), term
        if invoice.syntax != "zugferd":  # the sender's own layout; the XML inside it is checked
            assert shown(paper, value, invoice.currency), term
    archive = client.get(reverse("billing:archive")).content.decode().replace("&nbsp;", " ")
    assert shown(" ".join(archive.split()), invoice.payable, invoice.currency)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_e2_sums_of_each_sample_agree(sample: Path, client: Client, firma: Person, tmp_path: Path) -> None:
    log_in(client, firma.login)
    check(client, make_from_document(firma.customer, sample.read_bytes()), tmp_path)


@needs_corpus
@pytest.mark.parametrize("name", ACCEPTED)
def test_e2_sums_of_each_strangers_invoice_agree(
    name: str, client: Client, firma: Person, tmp_path: Path
) -> None:
    log_in(client, firma.login)
    check(client, make_from_document(firma.customer, (CORPUS / name).read_bytes()), tmp_path)
