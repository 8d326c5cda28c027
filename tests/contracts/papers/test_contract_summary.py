"""The contract summary states what it was given, in the EU's order, in both languages (C4)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from contracts.papers import ContractSummary, PriceKind, PriceLine, Speed, render_contract_summary
from tests.billing.papers.structure import open_pdf, roles
from tests.contracts.papers.cast import BARE, BUNDLE, MADE_AT
from tests.contracts.papers.reading import missing, pages_of, pdf_ua_part, size_in_mm, smallest_type, text_of

HEADINGS_DE = [
    "Dienste und Geräte",
    "Geschwindigkeiten des Internetdienstes und Abhilfe",
    "Preis",
    "Laufzeit, Verlängerung und Kündigung",
    "Funktionen für Endnutzer mit Behinderungen",
    "Sonstige relevante Informationen",
]
HEADINGS_EN = [
    "Services and equipment",
    "Speeds of the internet service and remedies",
    "Price",
    "Duration, renewal and termination",
    "Features for end-users with disabilities",
    "Other relevant information",
]
GIVEN = [
    *("Internet 250 mit Telefonie", *BUNDLE.services, *BUNDLE.accessibility, *BUNDLE.other),
    *(BUNDLE.notice_text, BUNDLE.renewal_text, BUNDLE.early_end_text, "2026-10", "4999999999"),
    *("Download 175 240 250", "Upload 30,5 45 50"),
]
SAID_DE = [
    *("Nordwerk Telekommunikation GmbH", "Leineuferweg 12, 30159 Hannover", "0800 000 0000"),
    *("Monatlich Internet 250 49,95 €", "Router in den ersten 12 Monaten 4,99 €"),
    "Erster Monat, ab der Aktivierung Internet 250 24.11.–30.11.2026 11,66 €",
    *("Einmalig Einrichtung 69,00 €", "Nach Verbrauch Mobilfunknetze 0,099 € je Minute"),
    "Optionen, die Sie hinzubuchen können, monatlich Sicherheitspaket 3,50 €",
    "Alle Preise enthalten die Umsatzsteuer.",
    *("Beginn 24.11.2026", "Mindestlaufzeit 24 Monate, bis 23.11.2028"),
    *("§ 57 Abs. 4 TKG", "www.breitbandmessung.de", "§ 58 TKG", "§ 68 TKG"),
    "am 23.11.2026, 14:05 Uhr aus Preisliste 2026-10.",
]
SAID_EN = [
    *("Each month Internet 250 €49.95", "Router in den ersten 12 Monaten €4.99"),
    *(
        "Once Einrichtung €69.00",
        "By use Mobilfunknetze €0.099 je Minute",
        "All prices include value added tax.",
    ),
    *("Starts on 24 Nov 2026", "Minimum term 24 months, until 23 Nov 2028"),
    *("section 57 (4)", "section 58", "section 68"),
    "Made for customer number 4999999999 on 23 Nov 2026, 14:05 from price list 2026-10.",
]


@pytest.mark.parametrize(
    ("language", "said_there"), [("de", SAID_DE), ("en", SAID_EN)], ids=["German", "English"]
)
def test_c4_every_fact_is_on_the_pages(language: str, said_there: list[str]) -> None:
    assert missing(render_contract_summary(BUNDLE, language=language), GIVEN + said_there) == []


@pytest.mark.parametrize(("language", "headings"), [("de", HEADINGS_DE), ("en", HEADINGS_EN)])
def test_c4_the_headings_follow_the_template_of_the_regulation(language: str, headings: list[str]) -> None:
    text = text_of(render_contract_summary(BUNDLE, language=language))
    places = [text.find(heading) for heading in headings]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["de", "en"])
def test_c4_the_file_is_accessible(language: str) -> None:
    paper = render_contract_summary(BUNDLE, language=language)
    pdf = open_pdf(paper)
    assert pdf_ua_part(paper) == "1"
    assert pdf.Root.MarkInfo.Marked == True  # noqa: E712  (a PDF boolean)
    assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712
    assert str(pdf.Root.Lang) == language
    title = {"de": "Vertragszusammenfassung", "en": "Contract summary"}[language]
    assert str(pdf.docinfo.Title) == f"{title} Internet 250 mit Telefonie"
    assert {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= roles(pdf)


def test_c4_a_bundle_fits_three_pages_of_a4_a_single_service_one() -> None:
    paper = render_contract_summary(BUNDLE, language="de")
    assert size_in_mm(paper) == (210, 297)
    assert smallest_type(paper) >= 10
    assert pages_of(paper) <= 3
    assert pages_of(render_contract_summary(BARE, language="de")) == 1


def test_c4_forty_options_still_fit_three_pages() -> None:
    options = tuple(PriceLine(f"Option {n}", Decimal(n), PriceKind.OPTION) for n in range(1, 41))
    paper = render_contract_summary(replace(BUNDLE, prices=options), language="de")
    assert pages_of(paper) <= 3
    assert missing(paper, [f"Option {n} {n},00 €" for n in range(1, 41)]) == []


def test_c4_what_is_empty_leaves_no_heading_without_words() -> None:
    text = text_of(render_contract_summary(BARE, language="de"))
    assert "Abhilfe" not in text
    assert "Dieses Angebot kostet nichts." in text
    assert "Mindestlaufzeit keine" in text
    assert "keine eigenen Funktionen für Menschen mit Behinderungen" in text
    assert "None" not in text


def test_c4_a_mobile_network_states_its_estimated_maximum_only() -> None:
    mobile = replace(BUNDLE, speeds=(Speed("Download", "50"), Speed("Upload", "10")))
    text = text_of(render_contract_summary(mobile, language="de"))
    assert "Geschätztes Maximum Download 50 Upload 10" in text
    assert "Normalerweise" not in text


def test_c4_long_names_stay_whole() -> None:
    name = "Glasfaser-Komplettanschluss " + "Donaudampfschifffahrtsgesellschaft" * 4
    paper = render_contract_summary(replace(BUNDLE, product_name=name), language="de")
    assert name.replace(" ", "") in text_of(paper).replace(" ", "")


def test_c4_hostile_names_stay_names() -> None:
    name = '</h1><img src="file:///etc/passwd"> & <b>'
    paper = render_contract_summary(replace(BUNDLE, product_name=name), language="de")
    assert missing(paper, [name]) == []
    pdf = open_pdf(paper)
    assert not list(pdf.pages[0].get_images())


def test_c4_the_same_content_has_the_same_hash_whenever_it_is_made() -> None:
    """The order remembers the hash; nothing in the file tells when it was rendered."""
    assert render_contract_summary(BUNDLE, language="de") == render_contract_summary(BUNDLE, language="de")
    later: ContractSummary = replace(BUNDLE, made_at=MADE_AT + timedelta(minutes=1))
    assert render_contract_summary(later, language="de") != render_contract_summary(BUNDLE, language="de")


def test_c4_prices_of_businesses_say_that_they_are_without_vat() -> None:
    text = text_of(render_contract_summary(replace(BUNDLE, with_vat=False), language="de"))
    assert "Alle Preise verstehen sich ohne Umsatzsteuer." in text


def test_c4_a_term_that_runs_already_goes_on() -> None:
    """Another bandwidth begins no minimum term: the summary must not say “none, until …”."""
    content = replace(BUNDLE, minimum_term_months=0)
    german = text_of(render_contract_summary(content, language="de"))
    assert "Mindestlaufzeit unverändert, bis 23.11.2028" in german
    assert "Minimum term unchanged, until 23 Nov 2028" in text_of(
        render_contract_summary(content, language="en")
    )
