"""Confirmation, receipt and mandate state what they were given, in both languages (C5, C11, B2)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contracts.papers import render_confirmation, render_mandate, render_receipt
from tests.billing.papers.structure import open_pdf, roles
from tests.contracts.papers.cast import FREE_ORDER, MANDATE, ORDER, TERMINATION, WITHDRAWAL
from tests.contracts.papers.reading import missing, pages_of, pdf_ua_part, text_of

Render = Callable[..., bytes]
PAPERS: list[tuple[Render, Any, str, str]] = [
    (render_confirmation, ORDER, "Auftragsbestätigung A-2026-000815", "Order confirmation A-2026-000815"),
    (
        render_receipt,
        TERMINATION,
        "Eingangsbestätigung Ihrer Kündigung K-2026-000017",
        "Receipt of your termination K-2026-000017",
    ),
    (
        render_receipt,
        WITHDRAWAL,
        "Eingangsbestätigung Ihres Widerrufs W-2026-000003",
        "Receipt of your withdrawal W-2026-000003",
    ),
    (
        render_mandate,
        MANDATE,
        "SEPA-Lastschriftmandat NW-4999999999-2",
        "SEPA direct debit mandate NW-4999999999-2",
    ),
]
ORDER_GIVEN = [
    *("A-2026-000815", "4999999999", "Erika Mustermann Mailänder Straße 2 30539 Hannover"),
    *("Wechsel auf Internet 250", "Bandbreite 250 Mbit/s", "Bisher 100 Mbit/s"),
    *("Mindestlaufzeit 24 Monate, bis 25.11.2028", "Kündigungsfrist 1 Monat"),
    *("https://portal.example/widerrufen/", *ORDER.terms),
]
MANDATE_GIVEN = [
    *("Nordwerk Telekommunikation GmbH", "Leineuferweg 12, 30159 Hannover, Deutschland"),
    *("DE98ZZZ09999999999", "NW-4999999999-2", "Erika Mustermann", "Mailänder Straße 2, 30539 Hannover"),
    *("IBAN DE89 3704 0044 0532 0130 00", "BIC COBADEFFXXX", "Commerzbank", "4999999999"),
]


@pytest.mark.parametrize(("render", "content", "german", "english"), PAPERS)
def test_the_files_are_accessible_and_say_what_they_are(
    render: Render, content: Any, german: str, english: str
) -> None:
    for language, title in (("de", german), ("en", english)):
        paper = render(content, language=language)
        pdf = open_pdf(paper)
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo.Title) == title
        assert pdf_ua_part(paper) == "1"
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= roles(pdf)


@pytest.mark.parametrize(("render", "content"), [(paper[0], paper[1]) for paper in PAPERS])
def test_nothing_tells_when_a_paper_was_rendered(render: Render, content: Any) -> None:
    assert render(content, language="de") == render(content, language="de")


def test_c5_the_confirmation_states_everything_in_german() -> None:
    expected = [
        *("Auftragsbestätigung A-2026-000815", "am 23.11.2026, 14:05 Uhr erhalten", "Aktiv ab 26.11.2026"),
        *("Monatlich Internet 250 49,95 €", "Einmalig Einrichtung 69,00 €"),
        *("binnen vierzehn Tagen", "sie endet am 07.12.2026", "Muster-Widerrufsformular"),
        *("Telefon 0800 000 0000, service@nordwerk.example", "Preisliste 2026-10, Stand 23.11.2026."),
    ]
    assert missing(render_confirmation(ORDER, language="de"), ORDER_GIVEN + expected) == []


def test_c5_the_confirmation_states_everything_in_english() -> None:
    expected = [
        *("Order confirmation A-2026-000815", "on 23 Nov 2026, 14:05", "Active from 26 Nov 2026"),
        *("Each month Internet 250 €49.95", "Once Einrichtung €69.00"),
        *("within fourteen days", "that is on 7 Dec 2026", "Model withdrawal form"),
        "Price list 2026-10, as it was on 23 Nov 2026.",
    ]
    assert missing(render_confirmation(ORDER, language="en"), ORDER_GIVEN + expected) == []


def test_c5_a_free_order_of_a_business_is_one_page_without_empty_parts() -> None:
    paper = render_confirmation(FREE_ORDER, language="de")
    text = text_of(paper)
    assert pages_of(paper) == 1
    assert "Dieser Auftrag kostet nichts." in text
    assert "Widerruf" not in text
    assert "Laufzeit" not in text


def test_c5_an_empty_answer_leaves_no_row() -> None:
    assert "Ihr Zeichen" not in text_of(render_confirmation(ORDER, language="de"))


def test_c11_the_receipt_repeats_the_declaration_word_for_word() -> None:
    given = ["Ich kündige meinen Vertrag Internet 100 zum nächsten Termin. Erika <Mustermann> & Söhne"]
    given += ["Name Erika Mustermann", "Vertrag Internet 100", "E-Mail erika@example.org", "K-2026-000017"]
    german = [
        *("Eingegangen am 23.11.2026", "Uhrzeit 14:05", "Vertragsende 28.02.2027"),
        "Unser Servicecenter prüft die Kündigung.",
    ]
    english = ["Received on 23 Nov 2026", "Received at 14:05", "The contract ends on 28 Feb 2027"]
    assert missing(render_receipt(TERMINATION, language="de"), given + german) == []
    assert missing(render_receipt(TERMINATION, language="en"), given + english) == []


def test_c11_the_receipt_of_a_withdrawal_promises_no_end() -> None:
    paper = render_receipt(WITHDRAWAL, language="de")
    assert missing(paper, ["Ihr Widerruf ist am 23.11.2026, 14:05 Uhr", "Ich widerrufe."]) == []
    assert "Vertragsende" not in text_of(paper)


def test_c11_a_very_long_declaration_is_kept_whole() -> None:
    words = "\n".join(f"Absatz {number}: " + "Wort " * 40 for number in range(60))
    paper = render_receipt(replace(TERMINATION, words=words), language="de")
    assert pages_of(paper) > 3
    assert missing(paper, [f"Absatz {number}:" for number in range(60)]) == []
    assert text_of(paper).count("Wort ") >= 60 * 40


def test_b2_the_mandate_has_the_text_of_the_rulebook() -> None:
    text = [
        "Ich ermächtige Nordwerk Telekommunikation GmbH, Zahlungen von meinem Konto mittels Lastschrift einzuziehen. "
        "Zugleich weise ich mein Kreditinstitut an, die von Nordwerk Telekommunikation GmbH auf mein Konto gezogenen "
        "Lastschriften einzulösen.",
        "Ich kann innerhalb von acht Wochen, beginnend mit dem Belastungsdatum, die Erstattung des belasteten "
        "Betrages verlangen. Es gelten dabei die mit meinem Kreditinstitut vereinbarten Bedingungen.",
        *(
            "Wiederkehrende Zahlung",
            "Hannover, 23.11.2026",
            "Erteilt im Kundencenter am 23.11.2026, 14:05 Uhr",
        ),
    ]
    paper = render_mandate(MANDATE, language="de")
    assert missing(paper, MANDATE_GIVEN + text) == []
    assert pages_of(paper) == 1


def test_b2_the_mandate_speaks_english() -> None:
    text = ["Within eight weeks", "Recurring payment", "Given in the Kundencenter on 23 Nov 2026, 14:05"]
    assert missing(render_mandate(MANDATE, language="en"), MANDATE_GIVEN + text) == []


def test_b2_a_mandate_without_bank_and_bic_has_no_empty_rows() -> None:
    text = text_of(render_mandate(replace(MANDATE, bic="", bank_name="", debtor_address=()), language="de"))
    assert "BIC" not in text
    assert text.count("Kreditinstitut") == 2  # in the authorisation only
