"""The analysis of an invoice's calls (F7): the pictures say what the records say."""

from datetime import date, time
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from billing.calls.analysis import by_calls, by_cost
from billing.calls.summary import Group
from tests.billing.archive import make_call, make_invoice
from tests.billing.call_lists import ISSUED, NOW, make_list
from tests.cast import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invoice(erika):
    return make_list(erika)


@pytest.fixture
def pictures(client, erika, invoice):
    log_in(client, erika.login)
    return client.get(reverse("billing:call_analysis", args=[invoice.slug])).context


def bars(chart) -> dict[str, str]:
    return {bar.source.name: bar.source.text for bar in chart.bars if bar.source.value}


def table(shares) -> list[tuple[str, int, int, str]]:
    return [(row.name, row.group.count, row.group.duration, str(row.group.net)) for row in shares.rows]


def test_f7_calls_by_day_of_the_week_and_hour(pictures):
    """13.10.2026 is a Tuesday, 27. too, 30. a Friday, 2.1.2025 a Thursday."""
    assert bars(pictures["weekdays"]) == {"Dienstag": "3", "Donnerstag": "1", "Freitag": "2"}
    assert bars(pictures["hours"]) == {
        "0 bis 1 Uhr": "1",
        "9 bis 10 Uhr": "1",
        "22 bis 23 Uhr": "1",
        "23 bis 24 Uhr": "1",
    }
    assert (len(pictures["weekdays"].bars), len(pictures["hours"].bars)) == (7, 24)
    assert pictures["unknown"] == 2


def test_f7_cost_by_zone_number_and_destination(pictures):
    assert table(pictures["zones"]) == [
        ('Zypern; "Süd"', 1, 90_000, "1234.5000"),
        ("Mobilfunk D-Netze", 1, 83, "0.2168"),
        ("SMS national", 1, 5, "0.1429"),
        ("Fon Flat", 2, 1873, "0.0000"),
        ("Österreich", 1, 0, "-0.0001"),
    ]
    assert table(pictures["numbers"]) == [
        ("05137123456", 5, 91_552, "1234.8596"),
        ("05137654321", 1, 409, "0.0000"),
    ]
    assert [row[0] for row in table(pictures["destinations"])] == [
        "+43 1 555",
        "01711234567",
        "0151001599",
        "05052001533",
        "0511001500",
    ]


def test_f7_every_name_leads_to_its_calls(client, erika, invoice):
    log_in(client, erika.login)
    page = client.get(reverse("billing:call_analysis", args=[invoice.slug])).content.decode()
    target = reverse("billing:calls", args=[invoice.slug])
    assert f'href="{target}?zone=Zypern%3B%20%22S%C3%BCd%22"' in page
    assert f'href="{target}?ziel=%2B43%201%20555"' in page
    found = client.get(f"{target}?ziel=%2B43%201%20555")
    assert found.context["totals"].count == 1


def test_f7_the_ten_most_expensive_and_the_rest():
    groups = [Group(f"Z{n:02}", n, 60 * n, Decimal(n)) for n in range(1, 14)]
    shares = by_cost(groups)
    assert [row.name for row in shares.rows] == [f"Z{n:02}" for n in range(13, 3, -1)]
    assert [row.width for row in shares.rows][:2] == ["100.0", "92.3"]
    assert (shares.others, shares.rest) == (3, Group("", 6, 360, Decimal(6)))


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_f7_no_bar_where_nothing_was_charged(amount):
    assert [row.width for row in by_cost([Group("a", 1, 1, Decimal(amount))]).rows] == ["0.0"]


def test_f7_most_called_first_bars_by_number_of_calls():
    shares = by_calls([Group("a", 4, 1, Decimal(0)), Group("b", 1, 1, Decimal(0))])
    assert [(row.name, row.width) for row in shares.rows] == [("a", "100.0"), ("b", "25.0")]


def test_f7_calls_without_zone_or_destination(client, erika):
    bare = make_invoice(erika.customer, issued_on=ISSUED, number="R-9")
    make_call(bare, zone="", destination="", called_at=None)
    log_in(client, erika.login)
    context = client.get(reverse("billing:call_analysis", args=[bare.slug])).context
    assert [row.name for row in context["zones"].rows] == ["ohne Zone"]
    assert context["destinations"].rows == ()


def test_f7_query_counts_do_not_grow(client, erika, django_assert_max_num_queries):
    small = make_invoice(erika.customer, issued_on=ISSUED, number="R-1")
    make_call(small)
    large = make_invoice(erika.customer, issued_on=date(2026, 10, 5), number="R-2")
    for number in range(3):
        make_call(large, destination=str(number), zone=str(number), called_at=time(number))
    log_in(client, erika.login)
    client.get("/rechnungen/")
    counts = []
    for invoice in (small, large):
        with django_assert_max_num_queries(10) as queries:
            client.get(reverse("billing:call_analysis", args=[invoice.slug]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
