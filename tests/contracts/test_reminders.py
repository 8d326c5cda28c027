"""L6: mails about the end of a minimum term and about the best tariff, each once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import CustomerKind
from contracts import tasks
from contracts.catalogue.items import Catalogue
from contracts.catalogue.store import catalogue_of
from contracts.models import ProductStatus
from contracts.reminders.best_tariff import tell_best_tariffs
from contracts.reminders.term_ends import remind_of_term_ends
from portal.access.scope import Scope
from portal.outbox.models import OutgoingMail
from portal.settings.schedule import CELERY_BEAT_SCHEDULE
from portal.shell.formats import day_text
from tests.cast import Person, make_customer, make_login, make_person
from tests.contracts.catalogue_data import load_demo_catalogue
from tests.contracts.declared import make_product

NOW = datetime(2027, 2, 1, 8, tzinfo=UTC)
END = date(2027, 3, 10)


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("id"))


def test_l6_a_minimum_term_that_ends_is_told_once(erika: Person):
    product = make_product(erika.customer, minimum_term_ends_on=END)
    assert remind_of_term_ends(now=NOW) == 1
    assert remind_of_term_ends(now=NOW + timedelta(days=1)) == 0
    mail = mails("term_ends")[0]
    assert (mail.to, mail.customer, mail.login) == ("erika@example.org", erika.customer, erika.login)
    assert mail.subject == "Die Mindestlaufzeit von Internet 100 endet am 10.03.2027"
    for told in (
        "Guten Tag Erika Mustermann",
        "muss Ihre Kündigung spätestens am 10.02.2027 bei uns eingehen",
        "läuft er danach auf unbestimmte Zeit weiter",
        "1 Monat Kündigungsfrist",
        "/kuendigen/",
        f"/vertraege/{product.pk}/",
    ):
        assert told in mail.text
        assert told in mail.html


def test_l6_in_english_and_too_late_for_the_end(erika: Person):
    erika.login.language = "en"
    erika.login.save()
    make_product(erika.customer, minimum_term_ends_on=date(2027, 2, 15))
    remind_of_term_ends(now=NOW)
    assert "The day to end it on 15 Feb 2027 is over." in mails("term_ends")[0].text
    assert "it ends on 1 Mar 2027" in mails("term_ends")[0].text


def test_l6_a_new_minimum_term_is_told_again(erika: Person):
    product = make_product(erika.customer, minimum_term_ends_on=END)
    remind_of_term_ends(now=NOW)
    product.minimum_term_ends_on = END + timedelta(days=1)
    product.save()
    assert remind_of_term_ends(now=NOW) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"minimum_term_ends_on": None},
        {"minimum_term_ends_on": date(2027, 1, 31)},
        {"minimum_term_ends_on": date(2027, 3, 19)},
        {"status": ProductStatus.PENDING_TERMINATE},
        {"status": ProductStatus.TERMINATED},
        {"ends_on": END},
        {"family": "tv"},
        {"family": "mail"},
    ],
)
def test_l6_nobody_is_reminded_without_need(erika: Person, values: dict):
    make_product(erika.customer, **({"minimum_term_ends_on": END} | values))
    assert remind_of_term_ends(now=NOW) == 0


def test_l6_only_consumers_with_a_confirmed_address_at_a_full_login(firma: Person, max: Person):
    make_product(firma.customer, "P-1", minimum_term_ends_on=END)
    make_product(max.customer, "P-2", minimum_term_ends_on=END)
    third = make_customer("4333333333")
    make_login(third, kind="invoice_only", scope=Scope.INVOICES, password="x")
    make_product(third, "P-3", minimum_term_ends_on=END)
    assert remind_of_term_ends(now=NOW) == 0


def test_l6_of_merged_numbers_the_kept_one_is_told(erika: Person):
    old = make_customer("4222222222", merged_into=erika.customer)
    make_product(old, minimum_term_ends_on=END)
    assert remind_of_term_ends(now=NOW) == 1
    assert mails("term_ends")[0].to == "erika@example.org"


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    return catalogue_of(load_demo_catalogue().pk)


def test_l6_the_best_tariff_is_told_once_a_year(erika: Person, catalogue: Catalogue):
    make_product(erika.customer, "P-1", offering="dsl-6", monthly_price=Decimal("29.90"))
    make_product(
        erika.customer, "P-2", offering="fon-flat", family="telephony", monthly_price=Decimal("14.95")
    )
    assert tell_best_tariffs(catalogue=catalogue, now=NOW) == 1
    assert tell_best_tariffs(catalogue=catalogue, now=NOW + timedelta(days=300)) == 0
    mail = mails("best_tariff")[0]
    text = mail.text.replace("\N{NO-BREAK SPACE}", " ")
    assert mail.subject == "Es gibt einen günstigeren Tarif für Sie"
    assert f"Der beste Tarif ist jetzt {catalogue.offerings['dsl-16-24'].name} für 24,90 € im Monat" in text
    assert "Sie würden 5,00 € im Monat sparen." in text
    assert "neue Mindestlaufzeit von 24 Monaten" in text
    assert "Das ist der beste Tarif für Sie." in text
    assert tell_best_tariffs(catalogue=catalogue, now=datetime(2028, 1, 10, 8, tzinfo=UTC)) == 1


def test_l6_the_best_tariff_names_the_contract_and_where_to_change_it(erika: Person, catalogue: Catalogue):
    bound = make_product(
        erika.customer,
        "P-1",
        offering="dsl-6",
        monthly_price=Decimal("29.90"),
        minimum_term_ends_on=date(2027, 6, 30),
    )
    make_product(erika.customer, "P-2", offering="fon-flat", family="telephony")
    tell_best_tariffs(catalogue=catalogue, now=NOW)
    mail = mails("best_tariff")[0]
    for told in (
        f"Seit {day_text(bound.started_on)}. Mindestlaufzeit bis 30.06.2027. Kündigungsfrist: 1 Monat."
        " Die Kündigung muss bis 31.05.2027 eingehen.",
        "Kündigungsfrist: 1 Monat. Eine Kündigung ist jederzeit möglich.",
        f"/vertraege/{bound.pk}/",
        "https://www.bundesnetzagentur.de/anbieterwechsel",
    ):
        assert told in mail.text
        assert told in mail.html


def test_l6_who_has_the_best_tariff_hears_so(erika: Person, catalogue: Catalogue):
    make_product(erika.customer, offering="dsl-16-24", monthly_price=Decimal("24.90"))
    tell_best_tariffs(catalogue=catalogue, now=NOW)
    mail = mails("best_tariff")[0]
    assert mail.subject == "Sie haben den besten Tarif"
    assert "Ihrer Adresse verfügbar" not in mail.text


@pytest.mark.parametrize(
    "values",
    [
        {"started_on": date(2027, 1, 1)},  # in its first year
        {"started_on": date(2025, 2, 2)},  # tomorrow
        {"started_on": None},
        {"offering": "unknown"},
        {"status": ProductStatus.PENDING_TERMINATE},
        {"family": "tv"},
    ],
)
def test_l6_not_before_the_day_and_not_what_cannot_be_compared(
    erika: Person, catalogue: Catalogue, values: dict
):
    make_product(erika.customer, **({"offering": "dsl-16-24"} | values))
    assert tell_best_tariffs(catalogue=catalogue, now=NOW) == 0


def test_l6_businesses_are_not_told(firma: Person, catalogue: Catalogue):
    assert firma.customer.kind == CustomerKind.BUSINESS
    make_product(firma.customer, offering="dsl-50-business")
    assert tell_best_tariffs(catalogue=catalogue, now=NOW) == 0


def test_l6_the_jobs_run_by_the_clock(erika: Person, caplog: pytest.LogCaptureFixture):
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_product(erika.customer, offering="dsl-16-24", minimum_term_ends_on=tomorrow)
    tasks.remind_of_minimum_terms()
    tasks.tell_of_best_tariffs()
    assert "no catalogue is in force" in caplog.text
    assert [mail.kind for mail in OutgoingMail.objects.all()] == ["term_ends"]
    load_demo_catalogue()
    tasks.tell_of_best_tariffs()
    assert len(mails("best_tariff")) == 1
    named = {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()}
    assert {tasks.remind_of_minimum_terms.name, tasks.tell_of_best_tariffs.name} <= named


@pytest.mark.parametrize("customers", [1, 3])
def test_l2_the_jobs_ask_the_same_for_more_customers(
    catalogue: Catalogue, customers: int, django_assert_max_num_queries
):
    for n in range(customers):
        person = make_person(f"411111111{n}", email=f"p{n}@example.org")
        make_product(person.customer, f"P-{n}", offering="dsl-16-24", minimum_term_ends_on=END)
    with django_assert_max_num_queries(12):
        assert remind_of_term_ends(now=NOW) == customers
    with django_assert_max_num_queries(12):
        assert tell_best_tariffs(catalogue=catalogue, now=NOW) == customers
