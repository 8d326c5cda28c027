"""The mail about a new invoice: to whom, what, once (E5)."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from threading import Thread

import pytest
from django.db import connection

from accounts.models import Access, Customer, InvoiceDelivery, Login, LoginKind, NotificationAddress
from billing import tasks
from billing.einvoice.facts import Payment, to_json
from billing.models import BillingRun, Invoice, RunState
from billing.notification import NOTIFYING, notify_new_invoices
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.outbox.models import MailState, OutgoingMail
from tests.billing.archive import make_call, make_facts, make_invoice
from tests.billing.crowd import make_crowd
from tests.cast import LONG_AGO, log_in, make_login, make_person

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
TODAY = date(2026, 11, 15)
LINK = "https://portal.example.org/rechnungen/r-1/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.SITE_URL = "https://portal.example.org"


def new_invoice(customer: Customer, **values) -> Invoice:
    """Debited on 29 November unless `values` say otherwise."""
    issued_on = values.pop("issued_on", TODAY)
    facts = make_facts(customer, number="R-1", issued_on=issued_on, gross=D("49.65"))
    facts = replace(facts, payments=(Payment(means_code=values.pop("means", "59")),))
    values = {"number": "R-1", "due_on": date(2026, 11, 29), "facts": to_json(facts), **values}
    return make_invoice(customer, issued_on=issued_on, **values)


def sent() -> OutgoingMail:
    assert notify_new_invoices(now=NOW) == 1
    return OutgoingMail.objects.get()


def told() -> list[str]:
    notify_new_invoices(now=NOW)
    return list(OutgoingMail.objects.order_by("id").values_list("to", flat=True))


def test_e5_mail_says_what_is_there_and_when_it_is_debited(erika):
    make_call(new_invoice(erika.customer))
    mail = sent()
    assert (mail.to, mail.language, mail.kind) == ("erika@example.org", "de", "invoice_ready")
    assert (mail.customer_id, mail.login_id) == (erika.customer.pk, erika.login.pk)
    assert mail.is_bulk
    assert mail.subject == "Rechnung für November 2026 liegt für Sie bereit"
    text = mail.text.replace("\N{NO-BREAK SPACE}", " ")
    assert text.split("Mit freundlichen Grüßen")[0] == (
        "Guten Tag Erika Mustermann,\n\n"
        "im Kundencenter liegt ein neues Dokument für Sie bereit.\n\n"
        "Rechnung: R-1\nDatum: 15.11.2026\nZeitraum: 01.11.2026 – 15.11.2026\n"
        "Zu zahlen: 49,65 €\nAbbuchung am: 29.11.2026\n\n"
        "Ihr Einzelverbindungsnachweis dazu liegt auch bereit.\n\n"
        f"Öffnen Sie es hier, nachdem Sie sich wie gewohnt angemeldet haben:\n{LINK}\n\n"
        "Sie möchten in diesen E-Mails keine Beträge sehen? Hier ändern Sie das:\n"
        "https://portal.example.org/sicherheit/benachrichtigung/\n\n"
    )
    assert f'href="{LINK}"' in mail.html
    for part in ("49,65", "29.11.2026", "Einzelverbindungsnachweis"):
        assert part in mail.html


def test_e5_mail_without_amount_names_it_nowhere(erika):
    NotificationAddress.objects.update(mail_shows_amount=False)
    new_invoice(erika.customer)
    mail = sent()
    assert not any("49,65" in part or "41,72" in part for part in (mail.subject, mail.text, mail.html))
    assert "Abbuchung am: 29.11.2026" in mail.text
    assert "Sie möchten den Betrag in diesen E-Mails sehen?" in mail.text


def test_e5_mail_speaks_the_login_s_language(erika):
    Login.objects.filter(pk=erika.login.pk).update(language="en")
    new_invoice(erika.customer, currency="USD", means="58")
    mail = sent()
    assert (mail.language, mail.subject) == ("en", "Invoice for November 2026 is ready for you")
    assert "Amount to pay: USD\N{NO-BREAK SPACE}49.65\nDue on: 29 Nov 2026\n" in mail.text
    assert "call records" not in mail.text


@pytest.mark.parametrize(
    ("type_code", "payable", "title", "label"),
    [
        ("381", "5.00", "Gutschrift", "Guthaben für Sie: 5,00"),
        ("384", "-3.70", "Rechnungskorrektur", "Guthaben für Sie: −3,70"),
        ("380", "0.00", "Rechnung", "Zu zahlen: 0,00"),
    ],
)
def test_e5_credits_and_zeros_are_due_never(erika, type_code, payable, title, label):
    new_invoice(erika.customer, type_code=type_code, payable=D(payable))
    mail = sent()
    assert mail.subject.startswith(title), mail.subject
    assert label in mail.text
    assert "29.11.2026" not in mail.text


def test_e5_every_invoice_once_and_the_next_run_finds_nothing(erika, firma):
    for number in ("R-1", "R-2", "R-3"):
        new_invoice(erika.customer, number=number)
    new_invoice(firma.customer, number="R-4")
    assert notify_new_invoices(now=NOW) == 4
    assert notify_new_invoices(now=NOW + timedelta(minutes=10)) == 0
    keys = set(OutgoingMail.objects.values_list("once_key", flat=True))
    assert keys == {f"notification:{invoice.pk}" for invoice in Invoice.objects.all()}


def test_e5_failed_mails_are_not_written_again(erika):
    new_invoice(erika.customer)
    sent()
    OutgoingMail.objects.update(state=MailState.FAILED)
    assert notify_new_invoices(now=NOW) == 0


@pytest.mark.parametrize(("days", "count"), [(0, 1), (14, 1), (15, 0), (400, 0)])
def test_e5_an_archive_that_is_taken_in_stays_quiet(erika, days, count):
    new_invoice(erika.customer, issued_on=date(2026, 11, 16) - timedelta(days=days))
    assert notify_new_invoices(now=NOW) == count


def test_e5_days_are_a_setting(erika, settings):
    settings.INVOICE_MAIL_DAYS = 3
    new_invoice(erika.customer, issued_on=date(2026, 11, 12))
    assert notify_new_invoices(now=NOW) == 0


@pytest.mark.parametrize(
    ("delivery", "count"), [(InvoiceDelivery.ONLINE, 1), (InvoiceDelivery.BOTH, 1), (InvoiceDelivery.POST, 0)]
)
def test_e5_only_where_invoices_come_online(erika, delivery, count):
    Customer.objects.update(invoice_delivery=delivery)
    new_invoice(erika.customer)
    assert notify_new_invoices(now=NOW) == count


def test_e5_no_confirmed_address_no_mail(max, erika):
    new_invoice(max.customer)
    assert told() == []


def test_e5_third_parties_get_none(firma, steuerberater):
    NotificationAddress.objects.create(
        login=steuerberater.login, email="kanzlei@example.org", confirmed_at=LONG_AGO
    )
    NotificationAddress.objects.filter(login=firma.login).delete()
    new_invoice(firma.customer)
    assert told() == []


def test_e5_invited_readers_get_none(firma):
    reader = make_login(firma.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x")
    NotificationAddress.objects.create(login=reader, email="leser@example.org", confirmed_at=LONG_AGO)
    new_invoice(firma.customer)
    assert told() == ["buchhaltung@example.org"]


def test_e5_an_e_mail_account_is_told_where_the_number_has_no_address(firma):
    account = Login.objects.create(kind=LoginKind.EMAIL, identifier="chef@example.org", created_at=LONG_AGO)
    access = Access.objects.create(
        login=account, customer=firma.customer, scope=Scope.FULL, valid_from=LONG_AGO
    )
    NotificationAddress.objects.create(login=account, email="chef@example.org", confirmed_at=LONG_AGO)
    new_invoice(firma.customer)
    assert told() == ["buchhaltung@example.org"]
    NotificationAddress.objects.filter(login=firma.login).delete()
    new_invoice(firma.customer, number="R-2")
    assert told() == ["buchhaltung@example.org", "chef@example.org"]
    access.revoked_at = NOW
    access.save()
    new_invoice(firma.customer, number="R-3")
    assert len(told()) == 2


def test_e5_closed_logins_get_none(erika):
    Login.objects.update(is_active=False)
    new_invoice(erika.customer)
    assert told() == []


def test_e5_of_merged_numbers_the_kept_one_is_told(erika):
    closed = make_person("4999999990", email="alt@example.org", invoice_delivery=InvoiceDelivery.POST)
    Customer.objects.filter(pk=closed.customer.pk).update(merged_into=erika.customer)
    new_invoice(closed.customer)
    assert told() == ["erika@example.org"]


@pytest.mark.parametrize("state", [RunState.STAGING, RunState.REFUSED])
def test_e5_only_published_runs(erika, state):
    new_invoice(erika.customer)
    BillingRun.objects.update(state=state)
    assert told() == []


def test_e5_hidden_invoices_are_not_announced(erika):
    new_invoice(erika.customer, hidden_at=NOW)
    assert told() == []


def test_e5_batches_and_few_queries(django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("billing.notification.BATCH", 20)
    make_crowd(60, dispatched_on=TODAY)
    with django_assert_max_num_queries(2 + 1 + 3 * 4 + 3):
        assert notify_new_invoices(now=NOW) == 60
    assert len(set(OutgoingMail.objects.values_list("to", flat=True))) == 60


@pytest.mark.django_db(transaction=True)
def test_e5_a_second_run_leaves_the_work_to_the_first(erika):
    new_invoice(erika.customer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [NOTIFYING])
    written = []

    def elsewhere() -> None:
        written.append(notify_new_invoices(now=NOW))
        connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [NOTIFYING])
    assert written == [0]
    assert notify_new_invoices(now=NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_e5_the_job_tells_of_today_s_invoices(erika):
    from django.utils import timezone

    new_invoice(erika.customer, issued_on=timezone.localdate())
    tasks.notify_new_invoices()
    assert OutgoingMail.objects.get().to == "erika@example.org"


def test_e5_links_carry_no_token(erika):
    new_invoice(erika.customer)
    mail = sent()
    portal = "https://portal.example.org"
    expected = {f"{portal}/", LINK, f"{portal}/sicherheit/benachrichtigung/"}
    assert set(re.findall(r"https?://\S+", mail.text)) == expected
    legal = {f"{portal}/impressum/", f"{portal}/datenschutz/"}
    assert set(re.findall(r'href="([^"]+)"', mail.html)) == expected | legal
    assert not mail.is_secret


def test_e5_the_amount_is_switched_off_and_on(client, erika):
    log_in(client, erika.login)
    page = "/sicherheit/benachrichtigung/"
    assert "checked" in client.get(page).content.decode()
    for data, shown in (({}, False), ({"shows_amount": "on"}, True), ({"shows_amount": "on"}, True)):
        answer = client.post(page, {**data, "_customer": erika.number})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sicherheit/")
        assert NotificationAddress.objects.get(login=erika.login).mail_shows_amount is shown
    entries = AuditEntry.objects.filter(action="email.amount_chosen").order_by("id")
    assert [(entry.old, entry.new) for entry in entries] == [
        ({"shows_amount": True}, {"shows_amount": False}),
        ({"shows_amount": False}, {"shows_amount": True}),
    ]


def test_e5_without_an_address_there_is_nothing_to_choose(client, erika):
    NotificationAddress.objects.all().delete()
    assert log_in(client, erika.login).get("/sicherheit/benachrichtigung/").status_code == 404
