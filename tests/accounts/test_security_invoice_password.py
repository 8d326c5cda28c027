"""The password for third parties (A11)."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NoInvoiceLogin, PasswordRefused
from accounts.models import Access, Login, LoginKind, LoginSession, SessionEnd
from accounts.operations.invoice_login import (
    allow_call_records,
    invoice_access_of,
    revoke_invoice_password,
    set_invoice_password,
)
from accounts.operations.passwords import change_password
from accounts.rules.password import Fault
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.audit.trail import Actor
from tests.accounts.play import OWN_PASSWORD, delivered, is_inside, log_in_with, trail
from tests.cast import INITIAL_PASSWORD, INVOICE_PASSWORD, PASSWORD, log_in

PAGE = "/sicherheit/rechnungskennwort/"
ACTOR = Actor(kind="customer", name="4999999999")


def set_it(person, password: str = INVOICE_PASSWORD):
    return set_invoice_password(
        customer_id=person.customer.pk, password=password, actor=ACTOR, now=timezone.now()
    )


def post(client: Client, password: str = INVOICE_PASSWORD, repeated: str | None = None):
    return client.post(
        PAGE, {"new_password": password, "repeated": password if repeated is None else repeated}
    )


def test_a11_the_customer_sets_it_and_a_third_party_gets_in(client, erika):
    log_in(client, erika.login)
    assert post(client)["Location"] == "/sicherheit/"
    third = Client()
    assert log_in_with(third, erika.number, INVOICE_PASSWORD)["Location"] == "/"
    access = third.get("/rechnungen/").wsgi_request.access
    assert (access.kind, access.scope, access.customer_id) == (
        "invoice_only",
        Scope.INVOICES,
        erika.customer.pk,
    )
    granted = Access.objects.get(login__kind=LoginKind.INVOICE_ONLY)
    assert (granted.granted_by, granted.revoked_at) == (erika.login, None)
    assert "invoice_password.set" in trail()
    assert INVOICE_PASSWORD not in str(list(AuditEntry.objects.values_list("new", "old", "note")))


def test_a11_the_customer_hears_of_every_change(erika):
    set_it(erika)
    allow_call_records(customer_id=erika.customer.pk, allowed=True, actor=ACTOR, now=timezone.now())
    allow_call_records(customer_id=erika.customer.pk, allowed=False, actor=ACTOR, now=timezone.now())
    revoke_invoice_password(customer_id=erika.customer.pk, actor=ACTOR, now=timezone.now())
    messages = delivered()
    assert [message.subject for message in messages] == [
        "Ihr Rechnungskennwort wurde festgelegt",
        "Einzelverbindungen sind mit dem Rechnungskennwort sichtbar",
        "Einzelverbindungen sind mit dem Rechnungskennwort nicht mehr sichtbar",
        "Ihr Rechnungskennwort wurde widerrufen",
    ]
    assert {tuple(message.to) for message in messages} == {("erika@example.org",)}


def refused(person, password):
    with pytest.raises(PasswordRefused) as info:
        set_it(person, password)
    return info.value.faults


def test_a11_it_is_never_a_password_that_opens_something_else(erika):
    assert refused(erika, PASSWORD) == [Fault.SAME_AS_PORTAL]
    assert refused(erika, INITIAL_PASSWORD) == [Fault.SAME_AS_GIVEN]
    assert refused(erika, "Mustermann-77") == [Fault.OWN_DATA]
    assert not Login.objects.filter(kind=LoginKind.INVOICE_ONLY).exists()


def test_a11_the_portal_password_is_never_the_invoice_password(erika):
    set_it(erika)
    with pytest.raises(PasswordRefused) as info:
        change_password(login=erika.login, new_password=INVOICE_PASSWORD, actor=ACTOR, now=timezone.now())
    assert info.value.faults == [Fault.SAME_AS_INVOICE]


def test_a11_why_it_was_refused_stands_at_the_field(client, erika):
    log_in(client, erika.login)
    page = post(client, PASSWORD)
    assert page.context["form"].errors["new_password"] == [
        "Das ist Ihr Kennwort für das Kundencenter. Bitte wählen Sie ein anderes."
    ]
    assert post(client, INVOICE_PASSWORD, "etwas anderes").context["form"].errors.keys() == {"repeated"}
    assert invoice_access_of(erika.customer.pk) is None


@pytest.mark.django_db(transaction=True)
def test_a11_two_at_the_same_moment_do_not_end_with_one_password(erika):
    """Portal and invoice password are set to the same at once: one of them is refused."""
    set_it(erika)
    barrier, outcomes = threading.Barrier(2), []

    def run(change):
        try:
            barrier.wait(5)
            change()
            outcomes.append("saved")
        except PasswordRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    changes = [
        lambda: change_password(
            login=erika.login, new_password=OWN_PASSWORD, actor=ACTOR, now=timezone.now()
        ),
        lambda: set_it(erika, OWN_PASSWORD),
    ]
    threads = [threading.Thread(target=run, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "saved"]


def test_a11_a_new_one_replaces_the_one_before_at_once(client, erika):
    set_it(erika)
    log_in_with(client, erika.number, INVOICE_PASSWORD)
    set_it(erika, "Neue-Rechnung-5")
    assert client.get("/rechnungen/").status_code == 302
    assert LoginSession.objects.get().end == SessionEnd.PASSWORD_CHANGED
    assert log_in_with(Client(), erika.number, INVOICE_PASSWORD).status_code == 200
    assert log_in_with(Client(), erika.number, "Neue-Rechnung-5").status_code == 303


def test_a11_changing_it_leaves_the_customer_s_own_sessions_alone(client, erika):
    log_in(client, erika.login)
    set_it(erika)
    assert is_inside(client)


def test_a11_revoked_it_opens_nothing_and_who_is_inside_is_out(client, erika):
    set_it(erika)
    third = Client()
    log_in_with(third, erika.number, INVOICE_PASSWORD)
    log_in(client, erika.login)
    assert client.post(reverse("accounts:invoice_revoke"))["Location"] == "/sicherheit/"
    assert third.get("/rechnungen/").status_code == 302
    assert log_in_with(Client(), erika.number, INVOICE_PASSWORD).status_code == 200
    assert LoginSession.objects.get(login__kind=LoginKind.INVOICE_ONLY).end == SessionEnd.REVOKED
    assert "invoice_password.revoked" in trail()


def test_a11_after_a_revocation_it_can_be_set_anew_without_call_records(erika):
    set_it(erika)
    allow_call_records(customer_id=erika.customer.pk, allowed=True, actor=ACTOR, now=timezone.now())
    revoke_invoice_password(customer_id=erika.customer.pk, actor=ACTOR, now=timezone.now())
    set_it(erika)
    assert invoice_access_of(erika.customer.pk).scope == Scope.INVOICES
    assert Access.objects.filter(login__kind=LoginKind.INVOICE_ONLY).count() == 2


def test_a11_call_records_only_after_the_customer_allowed_them(client, erika):
    set_it(erika)
    third = Client()
    log_in_with(third, erika.number, INVOICE_PASSWORD)

    def scope() -> Scope:
        return third.get("/rechnungen/").wsgi_request.access.scope

    log_in(client, erika.login)
    assert scope() == Scope.INVOICES
    client.post(reverse("accounts:invoice_allow_calls"))
    assert scope() == Scope.INVOICES_AND_CALLS
    client.post(reverse("accounts:invoice_stop_calls"))
    assert scope() == Scope.INVOICES
    allowed, stopped = AuditEntry.objects.filter(action__startswith="invoice_password.call_records").order_by(
        "pk"
    )
    assert (allowed.old, allowed.new) == ({"scope": "INVOICES"}, {"scope": "INVOICES_AND_CALLS"})
    assert stopped.new == {"scope": "INVOICES"}


def test_a11_what_is_not_there_cannot_be_changed(client, erika):
    with pytest.raises(NoInvoiceLogin):
        revoke_invoice_password(customer_id=erika.customer.pk, actor=ACTOR, now=timezone.now())
    with pytest.raises(NoInvoiceLogin):
        allow_call_records(customer_id=erika.customer.pk, allowed=True, actor=ACTOR, now=timezone.now())
    log_in(client, erika.login)
    page = client.post(reverse("accounts:invoice_revoke"), follow=True)
    assert "Es gibt kein Rechnungskennwort" in page.text
    assert trail() == []


def test_a11_the_security_page_shows_who_uses_it_and_can_log_them_out(client, erika):
    set_it(erika)
    log_in(client, erika.login)
    assert client.get("/sicherheit/").context["invoice"]["last_use"] is None
    third = Client()
    log_in_with(third, erika.number, INVOICE_PASSWORD)
    shown = client.get("/sicherheit/").context["invoice"]
    assert shown["last_use"] == shown["stays"][0].last_seen_at
    client.post(reverse("accounts:end_session", kwargs={"stay_id": shown["stays"][0].pk}))
    assert third.get("/rechnungen/").status_code == 302


def test_a11_an_invited_reader_sees_nothing_of_it(client, erika):
    from tests.cast import make_login

    set_it(erika)
    reader = make_login(erika.customer, kind=LoginKind.EMAIL, scope=Scope.READ, password="x")
    log_in(client, reader)
    page = client.get("/sicherheit/")
    assert page.context["invoice"] is None
    assert "Rechnungskennwort" not in page.text
    assert page.text.count("<form") == 3  # language, log-out, staying logged in: nothing to change


def test_a11_a_third_party_cannot_change_or_end_anything(erika):
    set_it(erika)
    third = Client()
    log_in_with(third, erika.number, INVOICE_PASSWORD)
    before = trail()
    names = [
        "security", "own_password", "address", "address_again", "address_withdraw", "invoice_password",
        "invoice_revoke", "invoice_allow_calls", "invoice_stop_calls", "end_other_sessions", "login_history",
        "messages", "prove",
    ]  # fmt: skip
    for name in names:
        for method in (third.get, third.post):
            assert method(reverse(f"accounts:{name}")).status_code == 403, name
    assert trail() == before
