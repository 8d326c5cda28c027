"""G1, G2: the customer's page about recommendations."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import LoginKind
from portal.access.scope import Scope
from referrals.models import ReferralCode
from referrals.operations import expire_codes
from tests.cast import Person, log_in, make_customer, make_login, make_person
from tests.referrals.play import NEW, NOW, make_code, make_prospect, make_rewarded, redeem

PAGE = "/empfehlen/"
DAY = timedelta(days=1)


@pytest.fixture
def her(client: Client, erika: Person) -> Client:
    return log_in(client, erika.login)


def rows(client: Client, query: str = "") -> list[list[str]]:
    page = html.fromstring(client.get(PAGE + query).content)
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")]
        for row in page.xpath("//tbody/tr")
    ]


def test_g1_without_codes_the_page_explains_both_campaigns(her: Client):
    text = her.get(PAGE).content.decode()
    for shown in (
        "So funktioniert es",
        "Kunden werben Kunden",
        "Neukunden werben Kunden",
        "Noch keine Codes",
    ):
        assert shown in text
    assert "<table" not in text


def test_g1_each_state_says_what_happens_next(her: Client, erika: Person):
    rewarded = make_rewarded(erika.customer, make_prospect(), "V-1")
    redeemed = redeem(make_code(erika.customer), make_prospect("4700000002"), contract_reference="V-2")
    over = make_code(erika.customer, now=NOW - 91 * DAY)
    expire_codes(now=NOW)
    fresh = make_code(erika.customer, campaign=NEW)
    kwk, nwk = "Kunden werben Kunden 2026", "Neukunden werben Kunden 2026"
    assert rows(her) == [
        [
            fresh.code,
            "20.11.2026",
            nwk,
            "offen",
            "25,00 €",
            "Geben Sie ihn weiter. Der Vertrag muss bis zum 18.02.2027 geschlossen sein.",
        ],
        [
            redeemed.code,
            "20.11.2026",
            kwk,
            "eingelöst",
            "50,00 €",
            "Jemand ist damit zu uns gekommen. Wir prüfen den Vertrag und schreiben dann die Prämie gut.",
        ],
        [
            rewarded.code,
            "20.11.2026",
            kwk,
            "gutgeschrieben",
            "50,00 €",
            "Gutgeschrieben am 20.11.2026. Der Betrag steht auf einer Ihrer nächsten Rechnungen.",
        ],
        [
            over.code,
            "21.08.2026",
            kwk,
            "abgelaufen",
            "50,00 €",
            "Niemand hat ihn genutzt. Ein Vertrag, der bis zum 19.11.2026 geschlossen wurde, zählt noch.",
        ],
    ]


def test_g2_what_was_credited_is_added_up_and_nothing_else(her: Client, erika: Person):
    for number in (1, 2):
        make_rewarded(erika.customer, make_prospect(f"470000000{number}"), f"V-{number}")
    make_code(erika.customer)
    credited = her.get(PAGE).context["credited"]
    assert [(sum_.total, sum_.currency) for sum_ in credited] == [(Decimal("100.00"), "EUR")]
    assert "100,00\u00a0€" in her.get(PAGE).content.decode()


def test_g2_nothing_of_the_new_customer_is_shown(her: Client, erika: Person):
    prospect = make_prospect()
    make_rewarded(erika.customer, prospect)
    text = her.get(PAGE).content.decode()
    for hidden in ("Neumann", prospect.number, "V-1001"):
        assert hidden not in text


def test_g1_nobody_sees_the_codes_of_others(client: Client, erika: Person):
    code = make_code(erika.customer)
    log_in(client, make_person("4999999997", email="fremd@example.org").login)
    assert code.code not in client.get(PAGE).content.decode()
    assert client.get(PAGE).context["credited"] == []


def test_g1_codes_of_a_merged_number_stay_visible(her: Client, erika: Person):
    old = make_customer("4111111111")
    code = make_code(old)
    old.merged_into = erika.customer
    old.save()
    assert [row[0] for row in rows(her)] == [code.code]


def test_g1_sorted_by_any_column_and_in_english(her: Client, erika: Person):
    make_code(erika.customer)
    make_code(erika.customer, campaign=NEW)
    assert [row[4] for row in rows(her, "?sort=praemie")] == ["25,00 €", "50,00 €"]
    her.post("/sprache/", {"language": "en"})
    erika.login.refresh_from_db()
    text = her.get(PAGE).content.decode()
    assert "Bring a friend 2026" in text


def test_g1_invited_readers_look_and_invoice_logins_do_not(client: Client, erika: Person):
    reader = make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x")
    assert log_in(client, reader).get(PAGE).status_code == 200
    invoices = make_login(erika.customer, kind=LoginKind.INVOICE_ONLY, scope=Scope.INVOICES, password="x")
    assert log_in(Client(), invoices).get(PAGE).status_code == 403


def test_g1_the_navigation_leads_here(her: Client):
    assert f'href="{PAGE}"' in her.get("/").content.decode()


def test_l3_the_page_costs_the_same_with_one_code_and_with_three(
    her: Client, erika: Person, django_assert_num_queries
):
    make_rewarded(erika.customer, make_prospect())
    her.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        her.get(PAGE)
    make_code(erika.customer)
    make_code(erika.customer)
    with django_assert_num_queries(len(one)):
        her.get(PAGE)
    assert ReferralCode.objects.count() == 3
