"""D8: mails at 80 and 100 percent of an allowance, each once, and the choice to have none."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from contracts.models import ProductStatus
from mobile import tasks
from mobile.models import NoticeChoice, UsageCounter, UsageKind
from mobile.notices import letters
from mobile.notices.choice import choose_notices, wants_notices
from mobile.notices.letters import tell_of_usage
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.audit.trail import system
from portal.outbox.models import OutgoingMail
from portal.settings.schedule import CELERY_BEAT_SCHEDULE
from tests.cast import log_in, make_login
from tests.contracts.owned import give, give_option
from tests.mobile.cast import give_mobile

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
AS_OF = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
MB = 1_000_000


def count(product: Any, kind: str = UsageKind.DATA, used: int = 480 * MB, **values: Any) -> UsageCounter:
    defaults = {
        "period_start": date(2026, 11, 1),
        "period_end": date(2026, 12, 1),
        "allowance": 600 * MB,
        "as_of": AS_OF,
    }
    return UsageCounter.objects.create(product=product, kind=kind, used=used, **defaults | values)


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind__startswith="usage_").order_by("id"))


def test_d8_at_80_percent_once(contract, erika):
    counter = count(contract)
    assert tell_of_usage(now=NOW) == 1
    assert tell_of_usage(now=NOW + timedelta(hours=1)) == 0
    mail = mails()[0]
    assert (mail.to, mail.customer, mail.login) == ("erika@example.org", erika.customer, erika.login)
    assert mail.subject == "80 % verbraucht: Datenvolumen"
    for said in (
        "Sie haben 480 MB von 600 MB verbraucht (Mobil Smart LTE, Nummer 01511 2345678).",
        "Stand: 20.11.2026, 06:30",
        "Ist es aufgebraucht, surfen Sie bis zum 30.11.2026 mit höchstens 32 kbit/s.",
        f"/mobilfunk/{contract.pk}/hinweise/",
    ):
        assert said in mail.text
        assert said in mail.html
    counter.used = 599 * MB
    counter.save()
    assert tell_of_usage(now=NOW + timedelta(days=1)) == 0


def test_d8_at_100_percent_once(contract):
    counter = count(contract)
    tell_of_usage(now=NOW)
    counter.used = 600 * MB
    counter.save()
    assert tell_of_usage(now=NOW) == 1
    assert tell_of_usage(now=NOW) == 0
    assert mails()[1].subject == "Alles verbraucht: Datenvolumen"
    assert "Sie haben 600 MB vollständig verbraucht" in mails()[1].text
    assert "Bis zum 30.11.2026 surfen Sie mit höchstens 32 kbit/s." in mails()[1].text


def test_d8_who_passes_both_marks_at_once_is_told_of_the_higher_one(contract):
    count(contract, used=700 * MB)
    assert tell_of_usage(now=NOW) == 1
    assert tell_of_usage(now=NOW) == 0
    assert [mail.kind for mail in mails()] == ["usage_used_up"]


def test_d8_each_kind_and_each_period_by_itself(contract):
    count(contract, UsageKind.MINUTES, used=120 * 60, allowance=150 * 60)
    count(contract, UsageKind.SMS, used=150, allowance=150)
    count(contract, period_start=date(2026, 12, 1), period_end=date(2027, 1, 1))
    assert tell_of_usage(now=NOW) == 2
    near, used_up = mails()
    assert "120 Minuten von 150 Minuten" in near.text
    assert "Sind sie aufgebraucht, kostet jede weitere Minute bis zum 30.11.2026" in near.text
    assert "Jede weitere SMS bis zum 30.11.2026 kostet, was in Ihrer Preisliste steht." in used_up.text
    assert tell_of_usage(now=datetime(2026, 12, 2, 9, tzinfo=UTC)) == 1


def test_d8_in_english(contract, erika):
    erika.login.language = "en"
    erika.login.save()
    count(contract)
    tell_of_usage(now=NOW)
    assert mails()[0].subject == "80 % used: data volume"
    assert "you have used 480 MB of the 600 MB of Mobil Smart LTE" in mails()[0].text


def test_d8_the_speed_of_the_data_package_that_was_added(erika, catalogue):
    product = give_mobile(erika, "mobil-community-24")
    give_option(product, "mobil-data-300")
    count(product, used=300 * MB, allowance=300 * MB)
    tell_of_usage(now=NOW)
    assert "mit höchstens 64 kbit/s" in mails()[0].text


@pytest.mark.parametrize(
    "values",
    [
        {"allowance": None},
        {"allowance": 0},
        {"used": 480 * MB - 1},
        {"period_end": date(2026, 11, 20)},
        {"period_start": date(2026, 11, 21)},
    ],
)
def test_d8_nobody_is_told_without_need(contract, values):
    count(contract, **values)
    assert tell_of_usage(now=NOW) == 0


def test_d8_nobody_is_told_of_a_contract_that_has_ended(contract):
    count(contract)
    contract.status = ProductStatus.TERMINATED
    contract.save()
    assert tell_of_usage(now=NOW) == 0


def test_d8_without_a_confirmed_address_nobody_is_told(contract, erika):
    erika.login.notification_address.delete()
    count(contract)
    assert tell_of_usage(now=NOW) == 0


def test_d8_equal_queries_for_one_and_three(contract, erika, django_assert_max_num_queries):
    count(contract)
    with django_assert_max_num_queries(30) as one:
        tell_of_usage(now=NOW)
    for number in range(3):
        count(give_mobile(erika, mobile_number=f"+491511234560{number}"))
    with django_assert_max_num_queries(len(one)):
        assert tell_of_usage(now=NOW) == 3


def test_d8_the_task_tells_by_day(contract):
    count(contract)
    with time_machine.travel(NOW, tick=False):
        tasks.tell_of_usage()
    assert len(mails()) == 1
    entry = CELERY_BEAT_SCHEDULE["tell-of-usage"]
    assert entry["task"] == tasks.tell_of_usage.name
    assert min(entry["schedule"].hour) == 8


def test_d8_more_than_one_batch(contract, erika, monkeypatch):
    monkeypatch.setattr(letters, "BATCH", 2)
    for number in range(5):
        count(give_mobile(erika, mobile_number=f"+491511234560{number}"))
    assert tell_of_usage(now=NOW) == 5
    assert tell_of_usage(now=NOW) == 0


# The choice


def test_d8_switched_off_and_on_again(contract):
    count(contract)
    actor = system("test")
    assert choose_notices(product=contract, wanted=False, actor=actor, now=NOW)
    assert tell_of_usage(now=NOW) == 0
    contract.refresh_from_db()
    assert choose_notices(product=contract, wanted=True, actor=actor, now=NOW)
    assert tell_of_usage(now=NOW) == 1
    entries = AuditEntry.objects.filter(action="usage_notices.chosen").order_by("pk")
    assert [(entry.old, entry.new) for entry in entries] == [
        ({"usage_notices": True}, {"usage_notices": False}),
        ({"usage_notices": False}, {"usage_notices": True}),
    ]


def test_d8_choosing_what_holds_already_changes_nothing(contract):
    assert not choose_notices(product=contract, wanted=True, actor=system("test"), now=NOW)
    assert not NoticeChoice.objects.exists()
    assert not AuditEntry.objects.filter(action="usage_notices.chosen").exists()


def test_d8_on_its_page(here, contract):
    address = f"/mobilfunk/{contract.pk}/hinweise/"
    product_page = f"/vertraege/{contract.pk}/"
    assert address in here.get(product_page).content.decode()
    page = here.get(address).content.decode()
    assert "Sie gehen an erika@example.org." in page
    assert " checked" in page
    answer = here.post(address, {"_customer": contract.customer.number}, follow=True)
    assert "Ihre Auswahl ist gespeichert." in answer.content.decode()
    assert not NoticeChoice.objects.get(product=contract).usage_notices
    assert "Wir schicken Ihnen keine E-Mails über Ihren Verbrauch." in here.get(product_page).content.decode()
    here.post(address, {"_customer": contract.customer.number, "usage_notices": "on"})
    contract.refresh_from_db()
    assert wants_notices(contract)


def test_d8_without_address_the_page_leads_to_one(here, contract, erika):
    erika.login.notification_address.delete()
    page = here.get(f"/mobilfunk/{contract.pk}/hinweise/").content.decode()
    assert "Noch ist keine E-Mail-Adresse bestätigt." in page


def test_d8_readers_see_it_and_cannot_change_it(client, contract, erika):
    reader = log_in(client, make_login(erika.customer, kind="email", scope=Scope.READ, password="x"))
    page = reader.get(f"/vertraege/{contract.pk}/").content.decode()
    assert "Hinweise zu Ihrem Verbrauch" in page
    assert "/hinweise/" not in page
    assert reader.get(f"/mobilfunk/{contract.pk}/hinweise/").status_code == 403


def test_d8_other_products_have_no_such_page(here, erika, contract):
    assert here.get(f"/mobilfunk/{give(erika, 'fon-komfort').pk}/hinweise/").status_code == 404
