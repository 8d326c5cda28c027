"""K2, A4, A7, A15: what the service centre sees of a customer and does for them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Login, LoginSession, OneTimePassword
from accounts.operations.doors import enter as enter_door
from accounts.operations.service_centre import TELEPHONE_DOOR
from portal.access import throttle
from portal.access.models import FailedAttempts
from portal.audit.models import AuditEntry
from portal.outbox.models import OutgoingMail
from portal.shell.staff_groups import StaffGroup
from tests.cast import INITIAL_PASSWORD, Person, log_in, make_customer

LIST = "/verwaltung/accounts/customer/"
OPERATIONS = ["telefonkennwort", "kennwort", "entsperren", "sitzungen-beenden"]


def page_of(person: Person, operation: str = "change") -> str:
    return f"{LIST}{person.customer.pk}/{operation}/"


@pytest.mark.parametrize(
    "words",
    [
        "4999999999",
        "49999",
        "Mustermann",
        "erika muster",
        "0511 123456",
        "+49 511 123456",
        "erika@example.org",
    ],
)
def test_k2_a_customer_is_found_by_what_a_caller_knows(service: Client, erika: Person, words: str):
    make_customer(
        "1000000001", first_name="Otto", last_name="Brandt", phone="030 998877", email="otto@example.com"
    )
    response = service.get(LIST, {"q": words})
    assert [customer.number for customer in response.context["cl"].result_list] == [erika.number]


def test_k2_the_confirmed_address_finds_the_customer_too(service: Client, erika: Person):
    erika.login.notification_address.email = "neu@example.net"
    erika.login.notification_address.save()
    response = service.get(LIST, {"q": "neu@example.net"})
    assert [customer.number for customer in response.context["cl"].result_list] == [erika.number]


def test_k2_one_page_tells_everything_and_no_secret(service: Client, erika: Person):
    log_in(Client(), erika.login)
    LoginSession.objects.filter(login=erika.login).update(device="Firefox, Windows")
    text = service.get(page_of(erika)).content.decode()
    for shown in ["4999999999", "Mailänder Straße 2", "DE89 … 3000", "Firefox, Windows", "erika@example.org"]:
        assert shown in text
    for hidden in [
        "DE89370400440532013000",
        erika.customer.telephone_password,
        erika.login.password,
        "argon2",
    ]:
        assert hidden not in text


def test_k4_every_look_at_a_customer_is_in_the_trail(service: Client, erika: Person):
    service.get(page_of(erika))
    entry = AuditEntry.objects.get(action="customer.viewed")
    assert (entry.actor_name, entry.actor_kind, entry.customer_id) == ("karin", "staff", erika.customer.pk)


def test_k2_nothing_imported_can_be_edited(service: Client, erika: Person):
    before = erika.customer.last_name
    service.post(page_of(erika), {"last_name": "Andere"})
    erika.customer.refresh_from_db()
    assert erika.customer.last_name == before
    assert service.get(f"{LIST}add/").status_code == 403
    assert service.post(page_of(erika, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("spoken", "answer"), [(INITIAL_PASSWORD, True), ("Start-kennwort-1", False), ("x", False)]
)
def test_a4_what_a_caller_says_is_verified_and_never_shown(
    service: Client, erika: Person, spoken: str, answer: bool
):
    response = service.post(page_of(erika, "telefonkennwort"), {"spoken": spoken})
    assert response.context["is_match"] is answer
    assert spoken not in response.content.decode() or spoken == "x"
    assert erika.customer.telephone_password not in response.content.decode()
    action = "customer.caller_verified" if answer else "customer.caller_not_verified"
    entry = AuditEntry.objects.get(action__startswith="customer.caller")
    assert (entry.action, entry.customer_id, entry.old, entry.new) == (action, erika.customer.pk, {}, {})


def test_a4_the_telephone_password_stays_whatever_the_portal_password_becomes(service: Client, erika: Person):
    erika.login.set_password("Ganz-Anders-44")
    erika.login.save()
    service.post(page_of(erika, "kennwort"), {"delivery": "print"})
    response = service.post(page_of(erika, "telefonkennwort"), {"spoken": INITIAL_PASSWORD})
    assert response.context["is_match"] is True


def test_a4_guessing_ends_after_five_tries(service: Client, erika: Person):
    for _n in range(5):
        service.post(page_of(erika, "telefonkennwort"), {"spoken": "falsch"})
    response = service.post(page_of(erika, "telefonkennwort"), {"spoken": INITIAL_PASSWORD})
    assert response.context["is_match"] is None
    assert AuditEntry.objects.filter(action="customer.caller_verified").count() == 0


def test_a4_a_customer_without_a_telephone_password_never_matches(service: Client, erika: Person):
    erika.customer.telephone_password = ""
    erika.customer.save()
    assert service.post(page_of(erika, "telefonkennwort"), {"spoken": " "}).context["is_match"] is not True


def test_a7_a_new_one_time_password_is_shown_once_and_opens_the_forced_change(service: Client, erika: Person):
    customer = log_in(Client(), erika.login)
    response = service.post(page_of(erika, "kennwort"), {"delivery": "print"})
    password = response.context["password"]
    assert f"<code>{password}</code>" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    now = timezone.now()
    entrance = enter_door(number=erika.number, password=password, address="", now=now)
    assert (entrance.login, entrance.step) == (erika.login, "password")
    assert LoginSession.objects.get(login=erika.login).end == "ended_by_service"
    assert customer.get("/stammdaten/").status_code in (302, 404)
    assert password not in service.get(page_of(erika)).content.decode()
    assert OneTimePassword.objects.get(login=erika.login).password.startswith("argon2")
    assert AuditEntry.objects.get(action="password.service_issued").actor_name == "karin"
    assert password not in str(list(AuditEntry.objects.values_list("old", "new", "note")))


def test_a7_by_mail_staff_never_see_it(service: Client, erika: Person):
    response = service.post(page_of(erika, "kennwort"), {"delivery": "mail"})
    assert response.context["password"] == ""
    mail = OutgoingMail.objects.get(kind="service_password")
    assert (mail.to, mail.is_secret) == ("erika@example.org", True)
    shown = service.get(f"/verwaltung/outbox/outgoingmail/{mail.pk}/change/").content.decode()
    assert mail.text not in shown


def test_a7_without_a_confirmed_address_mailing_is_refused(service: Client, max: Person):
    response = service.post(page_of(max, "kennwort"), {"delivery": "mail"})
    assert "delivery" in response.context["form"].errors
    assert OneTimePassword.objects.get(login=max.login).kind == "initial"


def test_a15_unlocking_lets_the_customer_try_again_at_once(service: Client, erika: Person):
    now = timezone.now()
    for _n in range(5):
        throttle.attempt("login", identifier=erika.number, address="192.0.2.7", now=now)
    assert not throttle.attempt("login", identifier=erika.number, address="192.0.2.7", now=now).allowed
    assert service.get(page_of(erika)).context["panels"][2]["values"]["locked_until"] is not None
    assert service.post(page_of(erika, "entsperren")).status_code == 302
    assert throttle.attempt("login", identifier=erika.number, address="192.0.2.7", now=now).allowed
    assert AuditEntry.objects.get(action="customer.unlocked").customer_id == erika.customer.pk


def test_a18_all_sessions_end_after_asking(service: Client, erika: Person, firma: Person):
    clients = [log_in(Client(), erika.login), log_in(Client(), erika.login)]
    other = log_in(Client(), firma.login)
    assert service.get(page_of(erika, "sitzungen-beenden")).status_code == 200
    assert LoginSession.objects.filter(login=erika.login, ended_at=None).count() == 2
    service.post(page_of(erika, "sitzungen-beenden"))
    assert LoginSession.objects.filter(login=erika.login, ended_at=None).count() == 0
    assert LoginSession.objects.filter(login=firma.login, ended_at=None).count() == 1
    assert [client.session.get("_auth_user_id") for client in clients] == [None, None]
    assert other.session["_auth_user_id"] == str(firma.login.pk)
    assert AuditEntry.objects.get(action="customer.sessions_ended").new == {"sessions": 2}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("group", [StaffGroup.BILLING, StaffGroup.CATALOGUE, StaffGroup.AUDITOR])
def test_k1_other_groups_may_not_touch_logins(staff_client, erika: Person, group: StaffGroup, operation: str):
    client = staff_client(group)
    assert client.post(page_of(erika, operation), {"spoken": "x", "delivery": "print"}).status_code == 403
    assert Login.objects.get(pk=erika.login.pk).password == erika.login.password
    assert not FailedAttempts.objects.filter(door=TELEPHONE_DOOR).exists()


@pytest.mark.parametrize("operation", ["change", *OPERATIONS])
def test_k1_customers_and_strangers_stay_outside(client: Client, erika: Person, operation: str):
    assert client.get(page_of(erika, operation))["Location"].startswith(reverse("staff_login"))
    assert log_in(client, erika.login).post(page_of(erika, operation)).status_code == 403


def test_k2_the_list_costs_the_same_with_one_row_and_with_three(
    service: Client, erika: Person, django_assert_num_queries
):

    service.get(LIST)
    with CaptureQueriesContext(connection) as one:
        service.get(LIST)
    make_customer("1000000001")
    make_customer("1000000002")
    with django_assert_num_queries(len(one)):
        service.get(LIST)
