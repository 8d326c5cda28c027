"""The page of call records: who sees it for how long, sorting, filters, totals, paging (F1–F3, F5, F6)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from billing.calls.listing import COLUMNS
from tests.billing.archive import make_call, make_invoice
from tests.billing.call_lists import ISSUED, NOW, make_list, shown
from tests.cast import log_in

pytestmark = pytest.mark.django_db
SMS = [
    "05137123456",
    "13.10.2026 22:48:26",
    "00:00:05",
    "0151001599",
    "SMS national",
    "Tarif Extra",
    "1",
    "Stck",
    "0,1429",
]
FLAT = [
    "05137123456",
    "30.10.2026",
    "00:24:24",
    "05052001533",
    "Fon Flat",
    "GanzTags",
    "1500",
    "Sek",
    "0,0000",
]
MOBILE = [
    "05137123456",
    "30.10.2026",
    "00:01:23",
    "01711234567",
    "Mobilfunk D-Netze",
    "GanzTags",
    "120",
    "Sek",
    "0,2168",
]
ODD = [
    "05137654321",
    "27.10.2026 00:00:00",
    "00:06:49",
    "0511001500",
    "Fon Flat",
    "GanzTags",
    "540",
    "Sek",
    "0,0000",
]
DATA = ["05137123456", "02.01.2025 23:59:59", "", "", "Österreich", "", "12,5", "kB", "-0,0001"]
FAR = [
    "05137123456",
    "13.10.2026 09:30:00",
    "25:00:00",
    "+43 1 555",
    'Zypern; "Süd"',
    "GanzTags",
    "90060",
    "Sek",
    "1234,5000",
]
FILE_ORDER = [SMS, FLAT, MOBILE, ODD, DATA, FAR]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invoice(erika):
    return make_list(erika)


@pytest.fixture
def client_of_erika(client, erika):
    return log_in(client, erika.login)


def address(invoice, name="billing:calls") -> str:
    return reverse(name, args=[invoice.slug])


def rows(client, invoice, **query) -> list[list[str]]:
    response = client.get(address(invoice), query)
    assert response.status_code == 200
    return shown(response)


def test_f1_every_column_as_billed_newest_first(client_of_erika, invoice):
    assert rows(client_of_erika, invoice) == [MOBILE, FLAT, ODD, SMS, FAR, DATA]


def test_f1_the_date_of_a_call_does_not_decide_to_which_invoice_it_belongs(client_of_erika, erika, invoice):
    other = make_invoice(erika.customer, issued_on=date(2026, 10, 5))
    make_call(other, called_on=date(2026, 9, 1), destination="0800123")
    assert [row[3] for row in rows(client_of_erika, other)] == ["0800123"]
    assert DATA in rows(client_of_erika, invoice)


SORTED = {
    "rufnummer": [SMS, FLAT, MOBILE, DATA, FAR, ODD],
    "datum": [DATA, FAR, SMS, ODD, FLAT, MOBILE],
    "dauer": [SMS, MOBILE, ODD, FLAT, FAR, DATA],
    "ziel": [DATA, FAR, SMS, MOBILE, FLAT, ODD],
    "zone": [FLAT, ODD, MOBILE, DATA, SMS, FAR],
    "zeitband": [DATA, FLAT, MOBILE, ODD, FAR, SMS],
    "menge": [SMS, DATA, MOBILE, ODD, FLAT, FAR],
    "einheit": [DATA, FLAT, MOBILE, ODD, FAR, SMS],
    "netto": [DATA, FLAT, ODD, SMS, MOBILE, FAR],
    "-rufnummer": [ODD, SMS, FLAT, MOBILE, DATA, FAR],
    "-datum": [MOBILE, FLAT, ODD, SMS, FAR, DATA],
    "-dauer": [FAR, FLAT, ODD, MOBILE, SMS, DATA],
    "-ziel": [ODD, FLAT, MOBILE, SMS, FAR, DATA],
    "-zone": [FAR, SMS, DATA, MOBILE, FLAT, ODD],
    "-zeitband": [SMS, FLAT, MOBILE, ODD, FAR, DATA],
    "-menge": [FAR, FLAT, ODD, MOBILE, DATA, SMS],
    "-einheit": [SMS, FLAT, MOBILE, ODD, FAR, DATA],
    "-netto": [FAR, MOBILE, SMS, FLAT, ODD, DATA],
}


def test_f2_every_column_is_sortable():
    assert {key.removeprefix("-") for key in SORTED} == {column.key for column in COLUMNS}


def test_f2_sorting_by_every_column_both_ways_keeps_ties_in_file_order(client_of_erika, invoice):
    assert {key: rows(client_of_erika, invoice, sort=key) for key in SORTED} == SORTED


@pytest.mark.parametrize("nonsense", ["netto;drop table", "id", "-customer__number", "--netto", "\x00"])
def test_f2_nonsense_sorts_as_usual(client_of_erika, invoice, nonsense):
    assert rows(client_of_erika, invoice, sort=nonsense) == SORTED["-datum"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"rufnummer": "05137654321"}, [ODD]),
        ({"ziel": "0171"}, [MOBILE]),
        ({"ziel": "0171 123-45/67"}, [MOBILE]),
        ({"ziel": "+49 171 1234567"}, [MOBILE]),
        ({"ziel": "0049171"}, [MOBILE]),
        ({"ziel": "%"}, []),
        ({"ziel": "_"}, []),
        ({"zone": "Fon Flat"}, [FLAT, ODD]),
        ({"art": "data"}, [DATA]),
        ({"von": "2026-10-27"}, [MOBILE, FLAT, ODD]),
        ({"bis": "13.10.2026"}, [SMS, FAR, DATA]),
        ({"von": "2026-10-27", "bis": "2026-10-27"}, [ODD]),
        ({"dauer": "6"}, [FLAT, ODD, FAR]),
        ({"dauer": "6:50"}, [FLAT, FAR]),
        ({"dauer": "25:00:00"}, [FAR]),
        ({"betrag": "0,15"}, [MOBILE, FAR]),
        ({"betrag": "0.1429"}, [MOBILE, SMS, FAR]),
        ({"betrag": "-1"}, [MOBILE, FLAT, ODD, SMS, FAR, DATA]),
        ({"suche": "flat"}, [FLAT, ODD]),
        ({"suche": "ÖSTERREICH"}, [DATA]),
        ({"suche": "fon 0511"}, [ODD]),
        ({"suche": "stck"}, [SMS]),
        ({"suche": "tarif extra"}, [SMS]),
        ({"suche": "5432"}, [ODD]),
        ({"suche": "'; --"}, []),
        ({"suche": "%"}, []),
        ({"zone": "Fon Flat", "dauer": "10"}, [FLAT]),
        ({"suche": "   "}, [MOBILE, FLAT, ODD, SMS, FAR, DATA]),
    ],
)
def test_f2_filters(client_of_erika, invoice, query, expected):
    ordered = [row for row in SORTED["-datum"] if row in expected]
    assert rows(client_of_erika, invoice, **query) == ordered


def test_f2_totals_of_the_filtered_set_and_of_all(client_of_erika, invoice):
    response = client_of_erika.get(address(invoice))
    totals = response.context["totals"]
    assert (totals.count, totals.duration, str(totals.net)) == (6, 91_961, "1234.8596")
    assert [entry.text.replace("\xa0", " ") for entry in totals.quantities] == [
        "92.220 Sek",
        "1 Stck",
        "12,5 kB",
    ]
    assert (invoice.call_count, invoice.call_net) == (totals.count, totals.net)
    filtered = client_of_erika.get(address(invoice), {"zone": "Fon Flat"}).context["totals"]
    assert (filtered.count, filtered.duration, str(filtered.net)) == (2, 1873, "0.0000")
    assert [str(entry.quantity) for entry in filtered.quantities] == ["2040.0000"]


def test_f2_chips_take_one_filter_away_and_keep_the_rest(client_of_erika, invoice):
    response = client_of_erika.get(
        address(invoice), {"zone": "Fon Flat", "dauer": "6", "sort": "netto", "anzahl": "50"}
    )
    chips = {str(chip.value): chip.url for chip in response.context["table"].chips}
    assert chips == {
        "Fon Flat": "?dauer=6&sort=netto&anzahl=50",
        "00:06:00": "?zone=Fon+Flat&sort=netto&anzahl=50",
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"von": "31.02.2026"}, "„31.02.2026“ ist kein Datum."),
        ({"von": "2026-10-30", "bis": "2026-10-01"}, "Das Ende des Zeitraums liegt vor seinem Anfang."),
        ({"dauer": "lange"}, "„lange“ ist keine Dauer. Geben Sie Minuten an, zum Beispiel 5 oder 1:30."),
        ({"betrag": "1,2,3"}, "„1,2,3“ ist kein Betrag. Geben Sie ihn zum Beispiel so an: 0,50."),
        ({"zone": "Mond"}, "„Mond“ kommt auf dieser Rechnung nicht vor."),
        ({"rufnummer": "<b>"}, "„&lt;b&gt;“ kommt auf dieser Rechnung nicht vor."),
    ],
)
def test_f2_wrong_values_are_named_and_the_other_filters_hold(client_of_erika, invoice, query, message):
    response = client_of_erika.get(address(invoice), {**query, "suche": "flat"})
    assert message in response.content.decode()
    found = shown(response)
    assert found
    assert {row[4] for row in found} == {"Fon Flat"}


def test_f2_text_that_is_wrong_stays_in_its_field(client_of_erika, invoice):
    page = client_of_erika.get(address(invoice), {"dauer": "lange"}).content.decode()
    assert 'name="dauer" value="lange"' in page
    assert '<details class="disclosure" open>' in page


@pytest.mark.parametrize(
    "query", [{"suche": "\x00"}, {"ziel": "a" * 5000}, {"dauer": "9" * 30}, {"betrag": "9" * 30}]
)
def test_f2_hostile_values_are_refused_politely(client_of_erika, invoice, query):
    response = client_of_erika.get(address(invoice), query)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_f2_a_filter_that_finds_nothing_says_so(client_of_erika, invoice):
    page = client_of_erika.get(address(invoice), {"ziel": "999999"}).content.decode()
    assert "Keine Verbindung passt zu diesen Filtern" in page
    assert "Auf dieser Rechnung stehen 6 Verbindungen." in page


@pytest.fixture
def long_list(erika):
    invoice = make_invoice(erika.customer, issued_on=ISSUED)
    for number in range(47):
        make_call(
            invoice,
            called_on=date(2026, 10, 1) + timedelta(days=number % 9),
            destination=f"05{number:03}",
            net=number % 5,
        )
    return invoice


@pytest.mark.parametrize("sort", ["-datum", "netto", "-netto", "-dauer", "zone"])
def test_f2_pages_neither_repeat_nor_lose_a_row(client_of_erika, long_list, sort):
    pages = [rows(client_of_erika, long_list, sort=sort, seite=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 7]
    whole = rows(client_of_erika, long_list, sort=sort, anzahl=50)
    assert pages[0] + pages[1] + pages[2] == whole
    assert len({row[3] for row in whole}) == 47
    assert rows(client_of_erika, long_list, sort=sort, seite=99) == pages[2]


def test_f2_the_pager_says_where_one_is(client_of_erika, long_list):
    assert (
        "21 bis 40 von 47 Einträgen" in client_of_erika.get(address(long_list), {"seite": 2}).content.decode()
    )


def test_f3_query_counts_do_not_grow_with_the_rows(client_of_erika, erika, django_assert_num_queries):
    small = make_invoice(erika.customer, issued_on=ISSUED)
    make_call(small)
    large = make_invoice(erika.customer, issued_on=date(2026, 10, 5))
    for _ in range(3):
        make_call(large)
    client_of_erika.get("/rechnungen/")
    for query, most in (({}, 9), ({"suche": "d-netz"}, 10)):
        counts = []
        for invoice in (small, large):
            with django_assert_num_queries(most, exact=False) as queries:
                assert rows(client_of_erika, invoice, **query)
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_the_english_page_has_english_formats(client_of_erika, erika, invoice):
    erika.login.language = "en"
    erika.login.save()
    assert rows(client_of_erika, invoice, sort="-netto")[0][1:] == [
        "13 Oct 2026 09:30:00",
        "25:00:00",
        "+43 1 555",
        'Zypern; "Süd"',
        "GanzTags",
        "90060",
        "Sek",
        "1234.5000",
    ]
