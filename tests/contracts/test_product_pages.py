"""The pages of products (C1, C9)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import LoginKind, LoginSession
from contracts.catalogue.items import Family
from contracts.holdings import holdings_of, monthly_total
from contracts.models import OptionRole, PhoneNumber, Product, ProductStatus, TvAccess
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from tests.billing.archive import make_invoice
from tests.cast import Person, log_in, make_login, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.stock import PIN, make_option, make_pay_tv, make_product
from tests.mobile.cast import give_mobile

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def visitor(erika: Person) -> Client:
    return log_in(Client(), erika.login)


def words(client: Client, address: str, path: str = "//main") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return text_of(html.fromstring(answer.content).xpath(path)[0])


def text_of(element: html.HtmlElement) -> str:
    """The words in reading order, terms and values apart."""
    return " ".join(" ".join(element.itertext()).split())


def test_c1_products_stand_by_kind_with_their_parts(visitor, erika):
    dsl = make_product(erika.customer, minimum_term_ends_on=date(2027, 11, 30))
    make_option(dsl)
    make_option(dsl, "abroad", title="Ausland", role=OptionRole.BARRIER, monthly_price=Decimal(0))
    make_option(dsl, "old", title="Früher", valid_to=date(2026, 11, 26))
    phone = make_product(erika.customer, "T-1", title="Fon Komfort", family=Family.TELEPHONY, monthly_price=0)
    PhoneNumber.objects.create(product=phone, number="0511 123456")
    PhoneNumber.objects.create(product=phone, number="0511 99", valid_to=date(2026, 1, 1))
    package = make_product(erika.customer, "MP-1", title="Mail-Paket", family=Family.MAIL, monthly_price=3)
    make_product(
        erika.customer,
        "MB-1",
        title="Postfach",
        label="e@x.example",
        family=Family.MAILBOX,
        parent=package,
        monthly_price=2,
    )
    page = html.fromstring(visitor.get("/vertraege/").content)
    assert [text_of(h) for h in page.xpath("//main//h2")] == [
        "Internet",
        "Telefonie",
        "E-Mail",
    ]
    internet, telephony, mail = (text_of(a) for a in page.xpath("//article"))
    assert "39,85 € im Monat" in internet
    assert "Mailänder Straße 2, 30539 Hannover" in internet
    assert "bis 30.11.2027" in internet
    assert "Nächstmögliches Ende 30.11.2027 bei Kündigung bis 31.10.2027" in internet
    assert "Mobilfunk-Flat 4,95 €" in internet
    assert "Sperren: Ausland" in internet
    assert "Früher" not in internet
    assert "0511 123456" in telephony
    assert "0511 99" not in telephony
    assert "Postfach (e@x.example) 2,00 €" in mail
    assert "44,85 €" in words(visitor, "/vertraege/", "//*[@class='monthly']")
    assert "Stand: 22.11.2026, 06:00 Uhr" in words(visitor, "/vertraege/")


def test_c1_what_has_ended_is_folded_away(visitor, erika):
    make_product(
        erika.customer,
        status=ProductStatus.TERMINATED,
        ends_on=date(2026, 1, 31),
        started_on=date(2020, 2, 1),
    )
    text = words(visitor, "/vertraege/")
    assert "1 beendeter Vertrag DSL 100 beendet 01.02.2020 – 31.01.2026" in text
    assert "Keine laufenden Verträge" in text


def test_c1_the_empty_page_says_what_will_be_here(visitor):
    assert "Noch keine Produkte" in words(visitor, "/vertraege/")


def test_c1_terminated_contracts_show_their_last_day_and_no_other(visitor, erika):
    make_product(erika.customer, status=ProductStatus.PENDING_TERMINATE, ends_on=date(2027, 1, 31))
    text = words(visitor, "/vertraege/")
    assert "Letzter Tag 31.01.2027" in text
    assert "Nächstmögliches Ende" not in text


def test_c1_the_account_is_no_product(visitor, erika):
    account = make_product(erika.customer, family=Family.ACCOUNT)
    assert "Noch keine Produkte" in words(visitor, "/vertraege/")
    assert visitor.get(f"/vertraege/{account.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/vertraege/", "/"])
def test_c1_many_products_cost_no_more_queries(visitor, erika, address):
    def add(first: int, count: int) -> None:
        for n in range(first, first + count):
            dsl = make_product(erika.customer, f"DSL-{n}")
            make_option(dsl)
            make_product(erika.customer, f"M-{n}", family=Family.MAIL, parent=dsl)

    make_invoice(erika.customer, issued_on=date(2026, 11, 15))
    add(0, 1)
    visitor.get(address)
    with CaptureQueriesContext(connection) as few:
        visitor.get(address)
    add(100, 14)
    with CaptureQueriesContext(connection) as many:
        visitor.get(address)
    assert len(many) == len(few) <= 10


def test_c1_the_page_of_a_product(visitor, erika):
    package = make_product(erika.customer, "MP-1", title="Mail-Paket", family=Family.MAIL)
    dsl = make_product(erika.customer, minimum_term_ends_on=date(2024, 11, 30), parent=package)
    make_option(dsl, valid_from=date(2025, 3, 1))
    make_option(dsl, "coming", title="Upload-Turbo", valid_from=date(2026, 12, 1))
    text = words(visitor, f"/vertraege/{dsl.pk}/")
    assert "Mobilfunk-Flat seit 01.03.2025 4,95 €" in text
    assert "Upload-Turbo ab 01.12.2026 4,95 €" in text
    assert "39,85 € im Monat, mit Optionen" in text
    assert "Grundpreis 34,90 €" in text
    assert "Mindestlaufzeit abgelaufen am 30.11.2024" in text
    assert "Nächstmögliches Ende 26.12.2026" in text
    assert "Kündigung 1 Monat Kündigungsfrist" in text
    assert "Produkte Mail-Paket DSL 100" in text
    assert "An diesem Produkt können Sie online derzeit nichts ändern." in text


def test_c1_a_product_of_a_merged_number_names_it(visitor, erika):
    other = make_person("4999999997", email="alt@example.org", merged_into=erika.customer)
    dsl = make_product(other.customer)
    assert "Kundennummer 4999999997" in words(visitor, f"/vertraege/{dsl.pk}/")


def test_c1_parts_that_name_each_other_are_shown_all_the_same(visitor, erika):
    one, two = make_product(erika.customer), make_product(erika.customer, "DSL-2")
    Product.objects.filter(pk=one.pk).update(parent=two)
    Product.objects.filter(pk=two.pk).update(parent=one)
    assert words(visitor, "/vertraege/").count("Details und Änderungen") == 1


def test_c1_what_is_in_preparation_or_over_costs_nothing(erika, rf):
    make_product(erika.customer)
    make_product(erika.customer, "DSL-2", status=ProductStatus.PENDING_ACTIVE)
    make_product(erika.customer, "DSL-3", status=ProductStatus.CANCELLED)
    assert monthly_total(holdings_of(Product.objects.all(), TODAY)) == Decimal("34.90")


def test_c9_the_pin_is_shown_after_the_password_and_leaves_a_trace(visitor, erika):
    tv = make_pay_tv(erika.customer)
    address = f"/vertraege/{tv.pk}/jugendschutz-pin/"
    assert f'href="{address}"' in visitor.get(f"/vertraege/{tv.pk}/").content.decode()
    LoginSession.objects.update(proof_at=datetime(2026, 11, 26, 8, tzinfo=UTC))
    assert visitor.get(address)["Location"].startswith("/anmelden/bestaetigen/")
    assert not AuditEntry.objects.filter(action="youth_pin.viewed").exists()
    LoginSession.objects.update(proof_at=NOON)
    answer = visitor.get(address)
    assert PIN in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(action="youth_pin.viewed")
    assert (entry.customer_id, entry.subject_id, entry.actor_name) == (
        erika.customer.pk,
        str(tv.pk),
        "4999999999",
    )
    assert PIN not in str(AuditEntry.objects.filter(pk=entry.pk).values().get())


def test_c9_without_a_pin_there_is_no_such_page(visitor, erika):
    dsl = make_product(erika.customer)
    assert visitor.get(f"/vertraege/{dsl.pk}/jugendschutz-pin/").status_code == 404
    assert "Jugendschutz" not in words(visitor, f"/vertraege/{dsl.pk}/")


def test_c9_readers_see_the_product_but_not_its_pin(erika):
    tv = make_pay_tv(erika.customer)
    reader = log_in(
        Client(), make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x")
    )
    assert "Jugendschutz" not in words(reader, f"/vertraege/{tv.pk}/")
    assert reader.get(f"/vertraege/{tv.pk}/jugendschutz-pin/").status_code == 403


def test_c9_a_broken_seal_is_told_and_not_counted_as_seen(visitor, erika):
    tv = make_pay_tv(erika.customer)
    other = make_pay_tv(erika.customer, "TV-2")
    TvAccess.objects.filter(product=tv).update(youth_pin_sealed=other.tv.youth_pin_sealed)
    answer = visitor.get(f"/vertraege/{tv.pk}/jugendschutz-pin/")
    assert answer.status_code == 503
    assert "Die PIN lässt sich gerade nicht anzeigen" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="youth_pin.viewed").exists()


def test_c1_the_start_page_tells_what_there_is(visitor, erika):
    make_product(erika.customer, minimum_term_ends_on=date(2027, 11, 30))
    for n in range(5):
        make_product(erika.customer, f"D-{n}", title=f"Domain {n}", family=Family.DOMAIN, monthly_price=1)
    text = words(visitor, "/", "//section[@aria-labelledby='meine-produkte']")
    assert text.startswith("Ihre Produkte 39,90 € im Monat DSL 100 34,90 €")
    assert "Nächstes Ende einer Mindestlaufzeit: DSL 100, 30.11.2027" in text
    assert "und 2 weitere" in text


def test_c1_contracts_of_the_same_name_show_their_numbers(visitor, erika):
    load_demo_catalogue()
    for number in ("+4915112345678", "+4915187654321"):
        give_mobile(erika, mobile_number=number)
    text = words(visitor, "/vertraege/")
    for number in ("01511 2345678", "01518 7654321"):
        assert text.count(number) == 1


def test_c1_what_is_over_or_included_shows_no_price_of_nothing(visitor, erika):
    package = make_product(erika.customer, "MP-1", title="Mail-Paket", family=Family.MAIL, monthly_price=3)
    box = make_product(
        erika.customer, "MB-1", title="Mail Basic", family=Family.MAILBOX, monthly_price=0, parent=package
    )
    over = make_product(erika.customer, "D-1", status=ProductStatus.TERMINATED, ends_on=date(2025, 10, 25))
    included, ended = words(visitor, f"/vertraege/{box.pk}/"), words(visitor, f"/vertraege/{over.pk}/")
    assert "inklusive" in included
    for page in (included, ended):
        assert "0,00" not in page
    assert "Grundpreis" not in ended
