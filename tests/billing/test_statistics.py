"""The statistics of invoices: the sums (pure) and the page (E4)."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Customer, InvoiceDelivery
from billing.models import InvoiceLine
from billing.statistics import (
    MOST_DRIVERS,
    MOST_GROUPS,
    REST,
    Billed,
    Item,
    by_currency,
    cost_drivers,
    newest_bills,
    percent_of,
)
from tests.billing.archive import make_invoice
from tests.cast import log_in

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
NUMBER = iter(range(10**6))


def billed(day: str, gross: str, *, type_code="380", currency="EUR", net: str = "", **groups: str) -> Billed:
    return Billed.of(
        key=next(NUMBER),
        type_code=type_code,
        day=date.fromisoformat(day),
        currency=currency,
        gross=D(gross),
        net=D(net or gross),
        groups={name: D(amount) for name, amount in (groups or {"Internet": net or gross}).items()},
    )


@pytest.mark.parametrize(
    ("type_code", "gross", "counts"),
    [
        ("380", "49.65", "49.65"),
        ("381", "10.00", "-10.00"),  # a credit note's positive amount is the customer's
        ("381", "-3.00", "3.00"),  # a credit note taken back
        ("396", "10.00", "-10.00"),  # factored credit note
        ("384", "-3.70", "-3.70"),  # a correction states the difference
        ("384", "3.70", "3.70"),
        ("389", "5.00", "5.00"),
        ("380", "-8.00", "-8.00"),
    ],
)
def test_e4_documents_count_as_they_mean_it(type_code, gross, counts):
    document = billed("2026-10-31", gross, type_code=type_code)
    assert (document.gross, document.net, document.groups) == (D(counts), D(counts), {"Internet": D(counts)})


def test_e4_months_are_sums_without_gaps_oldest_first():
    (figures,) = by_currency(
        [
            billed("2026-11-30", "50"),
            billed("2026-10-31", "10", type_code="381"),
            billed("2026-10-31", "49.65"),
            billed("2026-08-31", "30"),
        ]
    )
    found = [(total.month.month, total.gross, total.count) for total in figures.months]
    assert found == [(8, D("30"), 1), (9, D(0), 0), (10, D("39.65"), 2), (11, D("50"), 1)]


def test_e4_a_long_span_lists_only_months_with_invoices():
    (figures,) = by_currency([billed("2026-10-31", "50"), billed("2024-10-31", "40")])
    assert [total.month for total in figures.months] == [date(2024, 10, 1), OCTOBER]


@pytest.mark.parametrize(
    ("newest", "before", "difference", "percent"),
    [
        ("49.65", "44.90", "4.75", "10.6"),
        ("40.00", "50.00", "-10.00", "20.0"),
        ("50.00", "50.00", "0.00", "0.0"),
        ("50.00", "0.00", "50.00", None),
        ("50.00", "-10.00", "60.00", None),
        ("50.00", None, None, None),
    ],
)
def test_e4_newest_month_against_the_year_before(newest, before, difference, percent):
    documents = [billed("2026-10-31", newest), billed("2026-09-30", "7")]
    if before is not None:
        documents.append(billed("2025-10-31", before))
    compared = by_currency(documents)[0].comparison
    assert (compared.newest.month, compared.earlier_month) == (OCTOBER, date(2025, 10, 1))
    assert compared.difference == (difference and D(difference))
    assert compared.percent == (percent and D(percent))


def test_e4_a_gap_a_year_before_is_no_amount_to_compare_with():
    compared = by_currency([billed("2026-10-31", "5"), billed("2025-11-30", "5")])[0].comparison
    assert compared.before is None


def test_e4_currencies_are_never_added():
    found = by_currency([billed("2026-11-30", "9", currency="USD"), billed("2026-10-31", "5")])
    assert [(figures.currency, figures.gross) for figures in found] == [("USD", D(9)), ("EUR", D(5))]


def test_e4_groups_largest_first_and_what_belongs_to_no_line_last():
    (figures,) = by_currency(
        [
            billed("2026-11-30", "119", net="100", Internet="60", Mobilfunk="50"),
            billed("2026-10-31", "11.90", type_code="381", net="10", Mobilfunk="10"),
        ]
    )
    found = [(part.name, part.net, part.share) for part in figures.groups]
    assert found == [
        ("Internet", D(60), D("66.7")),
        ("Mobilfunk", D(40), D("44.4")),
        (None, D(-10), D("-11.1")),
    ]
    assert figures.net == D(90)


def test_e4_the_table_puts_small_groups_together():
    groups = {f"G{n}": str(100 - n) for n in range(MOST_GROUPS + 2)}
    net = str(sum(int(amount) for amount in groups.values()))
    (figures,) = by_currency([billed("2026-11-30", net, **groups)])
    assert figures.columns == (*[f"G{n}" for n in range(MOST_GROUPS)], REST)
    assert figures.table[0].amounts[-1] == D(94 + 93)
    assert len(figures.groups) == MOST_GROUPS + 2


def test_e4_cost_drivers_are_the_dearest_items_and_the_rest():
    items = [Item(f"Posten {n}", "Internet", D(n)) for n in range(1, 8)] + [Item("Rabatt", "", D(-3))]
    drivers = cost_drivers(items, D(25))
    assert [part.name for part in drivers] == [f"Posten {n}" for n in (7, 6, 5, 4, 3)] + [None]
    assert (drivers[0].share, drivers[-1].net) == (D("28.0"), D(0))
    assert cost_drivers([Item("Einziger", "", D(5))], D(5))[-1].name == "Einziger"
    assert cost_drivers([], D(0)) == []


def test_e4_cost_drivers_come_from_the_newest_bill_not_from_a_credit_note():
    credit, bill, older = (
        billed("2026-11-30", "5", type_code="381"),
        billed("2026-10-31", "49"),
        billed("2026-09-30", "48"),
    )
    assert newest_bills([credit, bill, older]) == {"EUR": bill}
    assert newest_bills([credit]) == {}


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("1", "3", "33.3"), ("2", "3", "66.7"), ("0.0005", "1", "0.1"), ("5", "0", None), ("5", "-1", None)],
)
def test_e4_shares_round_half_up(part, whole, percent):
    assert percent_of(D(part), D(whole)) == (percent and D(percent))


amounts = st.integers(-(10**11), 10**11).map(lambda cents: D(cents).scaleb(-2))
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
documents = st.builds(
    Billed.of,
    key=st.integers(),
    type_code=st.sampled_from(["380", "381", "384", "389"]),
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 12, 31)),
    currency=st.sampled_from(["EUR", "USD"]),
    gross=amounts,
    net=amounts,
    groups=st.dictionaries(st.sampled_from([*"ABCDEFGHIJ", ""]), amounts),
)


@patient
@given(st.lists(documents, max_size=13))
def test_e4_parts_always_add_up_to_the_whole(found):
    for figures in by_currency(found):
        own = [document for document in found if document.currency == figures.currency]
        gross, net = sum(d.gross for d in own), sum(d.net for d in own)
        assert figures.gross == gross == sum(total.gross for total in figures.months)
        assert figures.net == net == sum(part.net for part in figures.groups)
        assert net == sum(row.net for row in figures.table)
        assert all(sum(row.amounts) == row.net for row in figures.table)
        assert all(len(row.amounts) == len(figures.columns) <= MOST_GROUPS + 3 for row in figures.table)
        assert sum(total.count for total in figures.months) == len(own)
        assert len(figures.months) <= 13
    assert sum(len([d for d in found if d.currency == f.currency]) for f in by_currency(found)) == len(found)


@patient
@given(st.lists(amounts, max_size=12), amounts)
def test_e4_drivers_always_add_up_to_the_invoice(nets, whole):
    drivers = cost_drivers([Item(f"P{n}", "", net) for n, net in enumerate(nets)], whole)
    assert sum(part.net for part in drivers) == whole
    assert len(drivers) <= MOST_DRIVERS + 1


@pytest.mark.django_db
def test_e4_the_page_has_the_figures_of_the_archive_and_no_stranger_s(client, erika, firma):
    newest = make_invoice(erika.customer, issued_on=date(2026, 10, 31), gross="59.50")
    InvoiceLine.objects.filter(invoice=newest).update(net_amount=D("40.00"))
    InvoiceLine.objects.create(
        invoice=newest, position=2, number="2", name="Einrichtung", net_amount=D("10.00"), vat_rate=19
    )
    make_invoice(erika.customer, issued_on=date(2025, 10, 31), gross="50.00")
    make_invoice(firma.customer, issued_on=date(2026, 10, 31), gross="777.77")
    text = " ".join(log_in(client, erika.login).get("/rechnungen/statistik/").content.decode().split())
    for figure in ("59,50 €", "50,00 €", "+9,50 €", "19,0 % mehr als im Jahr davor", "109,50 €"):
        assert figure in text  # the join made no-break spaces plain
    assert "Weitere Leistungen" in text
    assert "Einrichtung" in text
    assert "777,77" not in text


@pytest.mark.django_db
def test_e4_hidden_invoices_do_not_count(client, erika):
    make_invoice(erika.customer, issued_on=date(2026, 10, 31), gross="59.50")
    hidden = make_invoice(erika.customer, issued_on=date(2025, 10, 31), gross="88.00")
    type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=hidden.created_at)
    page = log_in(client, erika.login).get("/rechnungen/statistik/").content.decode()
    assert "Für diesen Monat liegt hier keine Rechnung zum Vergleich vor." in page
    assert "88,00" not in page


@pytest.mark.django_db
def test_e4_only_credit_notes_make_no_cost_drivers(client, erika):
    make_invoice(erika.customer, issued_on=date(2026, 10, 31), gross="5.00", type_code="381")
    page = log_in(client, erika.login).get("/rechnungen/statistik/").content.decode()
    assert "−5,00" in page
    assert "Woraus die neueste Rechnung besteht" not in page


@pytest.mark.django_db
def test_e4_empty_archive_says_what_will_be_here(client, erika):
    page = log_in(client, erika.login).get("/rechnungen/statistik/").content.decode()
    assert "Noch keine Zahlen" in page


@pytest.mark.django_db
def test_e4_invoices_by_post_lead_to_the_offer(client, erika):
    Customer.objects.filter(pk=erika.customer.pk).update(invoice_delivery=InvoiceDelivery.POST)
    answer = log_in(client, erika.login).get("/rechnungen/statistik/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/rechnungen/")


@pytest.mark.django_db
def test_e4_three_invoices_ask_as_often_as_one(client, erika):
    log_in(client, erika.login)
    counts = []
    for month in (10, 9, 8):
        make_invoice(erika.customer, issued_on=date(2026, month, 28), currency="USD" if month == 8 else "EUR")
        client.get("/rechnungen/statistik/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/rechnungen/statistik/")
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 10
