"""An empty portal fed only from a stranger's files shows everything (C15, E1–E4, E6, F1–F6).

The expected words and amounts are written by hand from docs/formats and from what the stranger wrote.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from django.test import Client
from lxml import html

from billing.models import BillingRun, CallRecord, Invoice
from mobile.models import MobileNumber, ServiceSettings, SimCard, UsageCounter
from mobile.rules.usage import amount_text, percent
from mobile.secrets import open_puk
from portal.lib.periods import berlin_day
from tests.accounts.play import choose_password, confirm, delivered, is_inside, link_in, log_in_with
from tests.billing.call_lists import drop_partitions, shown
from tests.billing.papers.structure import attached, open_pdf, text_of
from tests.formats.feeding import Fed, feed_the_empty_portal, import_all
from tests.formats.stranger import BUSINESS, BY_POST, NO_CALLS, PASSWORDS, PRIVATE

pytestmark = pytest.mark.django_db(transaction=True)
OWN_PASSWORD = "Wattwurm-Sand-3"
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@pytest.fixture
def fed(tmp_path: Path) -> Iterator[Fed]:
    yield feed_the_empty_portal(tmp_path, berlin_day(datetime.now(UTC)))
    drop_partitions()


def enter(number: str) -> Client:
    """The whole first login of a customer: password from the letter, e-mail, link, own password."""
    client = Client()
    email = f"kunde{number}@example.org"
    assert log_in_with(client, number, PASSWORDS[number])["Location"] == "/erste-anmeldung/e-mail/"
    client.post("/erste-anmeldung/e-mail/", {"email": email})
    assert not is_inside(client)
    mails = [mail for mail in delivered() if mail.to == [email]]
    assert confirm(Client(), link_in(mails[-1])).status_code == 200
    log_in_with(client, number, PASSWORDS[number])
    choose_password(client, OWN_PASSWORD)
    log_in_with(client, number, OWN_PASSWORD)
    assert is_inside(client)
    return client


def texts(client: Client, address: str, path: str = "//main") -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer)
    return [" ".join(found.text_content().split()) for found in html.fromstring(answer.content).xpath(path)]


def archive(client: Client) -> list[list[str]]:
    page = html.fromstring(client.get("/rechnungen/").content)
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")][1:]
        for row in page.xpath("//tbody/tr")
    ]


def address_of(client: Client, number: str) -> str:
    """Where the archive's link with this invoice number leads."""
    page = html.fromstring(client.get("/rechnungen/").content)
    return page.xpath(f'//tbody//td[@data-label="Rechnung"]/span/a[text()="{number}"]/@href')[0]


def content(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def sheet(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def span(start: date, issued: date) -> str:
    return f"{start:%d.%m.%Y} – {date.fromordinal(issued.toordinal() - 1):%d.%m.%Y}"


def test_c15_e3_the_commands_take_everything_in(fed: Fed):
    assert (Invoice.objects.count(), BillingRun.objects.count()) == (8, 2)
    # P-1001: 3 of 4 (one is covered by a flat rate), B-1001: 4, O-1001: 1, N-1001: none chosen.
    assert CallRecord.objects.count() == 8
    for client in (enter(number) for number in PASSWORDS):
        assert client.get("/rechnungen/").status_code == 200


def test_c15_c1_products_are_shown(fed: Fed):
    client = enter(PRIVATE)
    cards = texts(client, "/vertraege/", "//article")
    assert [card.split(" aktiv ")[0] for card in cards] == ["DSL 100", "Telefon", "Pay-TV", "Mailpaket"]
    today = berlin_day(datetime.now(UTC))
    assert f"{today.replace(day=15, year=today.year + 1):%d.%m.%Y}" in cards[0]
    assert f"bei Kündigung bis {today.replace(day=1, year=today.year + 1):%d.%m.%Y}" in cards[0]
    assert "12,50 € im Monat" in cards[1]
    assert "04921 555004921 5551" in cards[1]
    assert "Flat in Mobilfunknetze 7,50 €" in cards[1]
    assert "Postfach (anna@fjordmail.example) 1,00 €" in cards[3]
    television = html.fromstring(client.get("/vertraege/").content).xpath(
        "//article//a[text()='Pay-TV']/@href"
    )[0]
    assert "0815" in texts(client, f"{television}jugendschutz-pin/")[0]


def test_c15_cards_number_and_usage_are_there(fed: Fed):
    """Pages show them elsewhere; here they are read as the pages do."""
    old, new = SimCard.objects.filter(product__number="FJ-7").order_by("iccid")
    assert (old.state, old.replaced_by, new.state) == ("replaced", new, "inactive")
    assert open_puk(new.puk_sealed, iccid=new.iccid) == "24681357"
    assert MobileNumber.objects.get().number == "+491705550123"
    assert ServiceSettings.of(new.product_id).caller_id_suppressed
    data, minutes = UsageCounter.objects.order_by("kind")
    assert (percent(data.used, data.allowance), amount_text(minutes.kind, minutes.used)) == (50, "90 Minuten")
    assert "Mobil klein aktiv" in texts(enter(NO_CALLS), "/vertraege/", "//article")[0]


def test_c15_the_first_order_and_its_state_are_shown(fed: Fed):
    client = enter(BUSINESS)
    assert "Glasfaser 500 in Vorbereitung" in texts(client, "/vertraege/", "//article")[0]
    assert "SHOP-77" in texts(client, "/auftraege/")[0]
    order = texts(client, "/auftraege/SHOP-77/")[0]
    assert "Neuanschluss Glasfaser 500" in order
    assert "Bitte nennen Sie uns einen Ansprechpartner vor Ort." in order
    assert texts(enter(NO_CALLS), "/auftraege/")[0].count("SHOP-77") == 0


def test_c15_e3_the_same_files_again_change_nothing(fed: Fed):
    before = list(Invoice.objects.order_by("pk").values())
    import_all(fed.feed, fed.first_run, fed.second_run)
    assert list(Invoice.objects.order_by("pk").values()) == before
    assert CallRecord.objects.count() == 8
    assert is_inside(enter(PRIVATE))


def test_a2_the_first_login_of_the_letter_stays_open(fed: Fed):
    client = Client()
    assert log_in_with(client, NO_CALLS, PASSWORDS[NO_CALLS])["Location"] == "/erste-anmeldung/e-mail/"
    assert client.get("/rechnungen/").status_code == 302
    assert log_in_with(Client(), NO_CALLS, "Am-Telefon-1").status_code == 200  # refused: not for the portal


def test_e1_e2_the_private_customer_finds_invoices_and_the_credit_note(fed: Fed):
    client, months = enter(PRIVATE), fed.months
    first, second, third = months.first, months.second, months.third
    row_of = {row[2].split()[0]: row for row in archive(client)}
    assert list(row_of) == ["P-1003", "P-1002", "P-1001"]
    assert row_of["P-1003"][:3] == [
        f"{month(second)} neu Gutschrift",
        f"{third:%d.%m.%Y}",
        "P-1003 betrifft P-1001",
    ]
    assert row_of["P-1002"][:3] == [month(second), f"{third:%d.%m.%Y}", "P-1002"]
    assert row_of["P-1001"][:3] == [month(first), f"{second:%d.%m.%Y}", "P-1001 siehe auch P-1003"]
    assert [row[3:] for row in row_of.values()] == [
        [span(second, third), "11,90 €", "PDF P-1003"],
        [span(second, third), "52,22 €", "PDF P-1002"],
        [span(first, second), "47,06 €", "PDF P-1001 EVN P-1001"],
    ]
    page = texts(client, address_of(client, "P-1001"))[0]
    for words in (
        "Summe der Leistungen 45,55 €",
        "Nachlass: Treuerabatt−5,00 €",
        "Gesamtbetrag ohne USt. 40,55 €",
        "USt. 19 % auf 30,56 €5,81 €",
        "USt. 7 % auf 9,99 €0,70 €",
        "USt. gesamt6,51 €",
        "Gesamtbetrag mit USt. 47,06 €",
    ):
        assert words in page
    credit = texts(client, address_of(client, "P-1003"))[0]
    assert "Gutschrift P-1003" in credit
    assert "Betrifft Rechnung P-1001" in credit
    assert "Guthaben für Sie 11,90 €" in credit


def test_e2_papers_open_and_hold_the_strangers_bytes(fed: Fed, tmp_path: Path):
    client = enter(PRIVATE)
    written = (fed.first_run / "invoices/P-1001.xml").read_bytes()
    address = address_of(client, "P-1001")
    assert content(client, f"{address}xml/") == written
    with open_pdf(content(client, f"{address}pdf/")) as pdf:
        assert [data for _relation, data in attached(pdf).values()] == [written]
    with ZipFile(fed.second_run) as run:
        for number in ("P-1002", "P-1003"):
            assert content(client, f"{address_of(client, number)}xml/") == run.read(f"{number}.xml")
    paper = content(client, f"{address_of(client, 'P-1003')}pdf/")
    assert open_pdf(paper).pages
    assert "Gutschrift P-1003" in text_of(paper, tmp_path)


def test_e2_the_business_gets_its_number_its_currency_and_its_correction(fed: Fed):
    client = enter(BUSINESS)
    amounts = [[row[2], row[4], row[5]] for row in archive(client)]
    assert amounts == [
        ["B 2/1003", "1.773,10 DKK", "PDF B 2/1003 XML B 2/1003"],
        ["B-1002 betrifft B-1001", "−53,55 €", "PDF B-1002 XML B-1002"],
        ["B-1001 siehe auch B-1002", "222,77 €", "PDF B-1001 XML B-1001 EVN B-1001"],
    ]
    assert archive(client)[1][0] == f"{month(fed.months.second)} Rechnungskorrektur"
    assert f"Kundennummer{BUSINESS}" in texts(client, address_of(client, "B-1001"))[0]
    crowns = texts(client, address_of(client, "B 2/1003"))[0]
    assert "37,96 €" in crowns
    with (
        ZipFile(io.BytesIO(content(client, "/rechnungen/zip/?alle=1"))) as taken,
        ZipFile(fed.second_run) as run,
    ):
        assert taken.read("Rechnungskorrektur B-1002.xml") == run.read("B-1002.xml")
        assert taken.read("Rechnung B 2-1003.xml") == run.read("B-1003.xml")
        written = (fed.first_run / "invoices/B-1001.xml").read_bytes()
        assert taken.read("Rechnung B-1001.xml") == written
        assert sum(name.endswith(".pdf") for name in taken.namelist()) == 3


def test_f1_f5_shortened_numbers_four_decimals_and_no_flat_calls(fed: Fed):
    client = enter(PRIVATE)
    day = f"{fed.months.first.replace(day=3):%d.%m.%Y}"
    own = "04921 5550"
    expected = [
        [own, day, "", "01525550XXX", "SMS national", "", "1", "Stck", "0,0756"],
        [
            own,
            f"{day} 18:20:11",
            "00:01:23",
            "01711234XXX",
            "Mobilfunk national",
            "Haupttarif",
            "120",
            "Sek",
            "0,2168",
        ],
        [
            own,
            f"{day} 21:05:59",
            "00:01:30",
            "004312345XXX",
            "Österreich",
            "Nebentarif",
            "90",
            "Sek",
            "0,3667",
        ],
    ]
    assert_calls(client, "P-1001", expected)
    assert "Netto zusammen 0,6591 €" in texts(client, f"{address_of(client, 'P-1001')}einzelverbindungen/")[0]


def test_f1_f5_full_numbers_but_never_the_whole_caller(fed: Fed):
    client = enter(BUSINESS)
    day = f"{fed.months.first.replace(day=15):%d.%m.%Y}"
    line = "0492160000"
    expected = [
        [line, day, "", "", "Gutschrift", "", "1", "Stck", "-0,5000"],
        [line, f"{day} 08:00:00", "00:24:24", "05052001533", "Inland", "GanzTags", "1500", "Sek", "0,0000"],
        [
            "08001234567",
            f"{day} 08:30:00",
            "00:01:00",
            "0301234XXX",
            "Anruf; kostenlos",
            "",
            "60",
            "Sek",
            "0,0490",
        ],
        [line, f"{day} 09:00:00", "25:00:00", "internet.example", "Daten", "", "10240,5", "kB", "1,2345"],
    ]
    assert_calls(client, "B-1001", expected)


def assert_calls(client: Client, number: str, expected: list[list[str]]) -> None:
    """Page and CSV show these rows; the workbook has as many, and the same amounts."""
    address = f"{address_of(client, number)}einzelverbindungen/"
    assert sorted(shown(client.get(address))) == sorted(expected)
    assert sorted(sheet(content(client, f"{address}export.csv"))[1:]) == sorted(expected)
    book = openpyxl.load_workbook(io.BytesIO(content(client, f"{address}export.xlsx"))).active
    rows = list(book.iter_rows(min_row=2, values_only=True))
    assert sorted(f"{row[8]:.4f}".replace(".", ",") for row in rows) == sorted(row[8] for row in expected)


def test_e1_by_post_there_is_only_the_offer_to_switch(fed: Fed):
    client = enter(BY_POST)
    assert "Ihre Rechnungen kommen per Post" in texts(client, "/rechnungen/")[0]
    assert archive(client) == []
    invoice = Invoice.objects.get(number="O-1001")
    assert client.get(f"/rechnungen/{invoice.slug}/pdf/")["Location"] == "/rechnungen/"


def test_f5_without_a_choice_there_are_no_call_records(fed: Fed):
    client = enter(NO_CALLS)
    assert [row[5] for row in archive(client)] == ["PDF N-1001"]
    calls = texts(client, f"{address_of(client, 'N-1001')}einzelverbindungen/")[0]
    assert "Keine Verbindungen auf dieser Rechnung" in calls


def test_e4_e6_statistics_and_the_list_of_invoices(fed: Fed):
    client, months = enter(PRIVATE), fed.months
    page = "//table[caption[starts-with(normalize-space(), '%s')]]/tbody/tr/*"
    assert texts(client, "/rechnungen/statistik/", page % "Rechnungsbeträge nach Monaten") == [
        month(months.first), "47,06 €", month(months.second), "40,32 €",
    ]  # fmt: skip
    groups = texts(client, "/rechnungen/statistik/", page % "Alle Monate nach Produktgruppen")
    assert [cell for cell in groups if cell.endswith("€")] == ["59,80 €", "19,98 €", "0,66 €", "−5,00 €"]
    rows = sheet(content(client, "/rechnungen/export.csv"))[1:]
    assert [[row[0], row[1], row[9], row[10], row[11]] for row in rows] == [
        ["P-1003", "Gutschrift", "11,90", "EUR", "P-1001"],
        ["P-1002", "Rechnung", "52,22", "EUR", ""],
        ["P-1001", "Rechnung", "47,06", "EUR", ""],
    ]
    lines = sheet(content(client, f"{address_of(client, 'P-1001')}positionen.csv"))[1:]
    assert [row[3] for row in lines] == ["DSL 100", "Tageszeitung digital", "Gespräche in Mobilfunknetze"]
