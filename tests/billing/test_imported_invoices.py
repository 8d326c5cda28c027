"""From a real billing run to the customer's browser: page, PDF and XML of what came in (E1, E2, E3)."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from billing.einvoice.writing import write_cii, write_ubl
from billing.models import Invoice
from tests.billing.einvoice.cast import CREDIT_NOTE, ORDINARY
from tests.billing.einvoice.test_zugferd import pdf_with
from tests.billing.papers.structure import attached, open_pdf
from tests.billing.runs.cast import Run, run_import
from tests.cast import Person, log_in

pytestmark = pytest.mark.django_db

CII = write_cii(ORDINARY)
UBL = write_ubl(replace(ORDINARY, number="R-UBL"))
CREDIT = write_cii(CREDIT_NOTE)
HYBRID_XML = write_cii(replace(ORDINARY, number="R-PDF"))
HYBRID = pdf_with(("factur-x.xml", HYBRID_XML))


def test_e2_what_a_run_brought_comes_out(client: Client, erika: Person, tmp_path: Path) -> None:
    run = Run()
    for name, content in [("1.xml", CII), ("2.xml", UBL), ("3.xml", CREDIT), ("4.pdf", HYBRID)]:
        run.add_invoice(content, name)
    assert run_import(run.write(tmp_path / "run")).invoices == 4
    log_in(client, erika.login)

    def got(name: str, number: str) -> bytes:
        slug = Invoice.objects.get(number=number).slug
        answer = client.get(reverse(f"billing:{name}", kwargs={"slug": slug}))
        assert answer.status_code == 200
        return answer.content

    assert got("xml", ORDINARY.number) == CII
    assert got("xml", "R-UBL") == UBL
    assert got("xml", "R-PDF") == HYBRID_XML
    assert got("pdf", "R-PDF") == HYBRID
    assert attached(open_pdf(got("pdf", ORDINARY.number))) == {"factur-x.xml": ("/Alternative", CII)}
    assert attached(open_pdf(got("pdf", "R-UBL"))) == {"invoice-ubl.xml": ("/Source", UBL)}
    page = got("invoice", CREDIT_NOTE.number).decode()
    assert "Gutschrift G-2026-10-000009" in page
    assert (
        reverse("billing:invoice", kwargs={"slug": Invoice.objects.get(number=ORDINARY.number).slug}) in page
    )
