"""K1, A13: staff come in by password and code, or set up their factor first."""

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Login, LoginSession, RecoveryCode, RecoveryDevice
from portal.access.models import FailedAttempts
from portal.audit.models import AuditEntry
from portal.shell.staff_groups import StaffGroup
from tests.cast import STAFF_PASSWORD, Person
from tests.staff.people import make_staff, token_of

LOGIN = "/verwaltung/anmelden/"
SETUP = "/verwaltung/zweiter-faktor/"


def give_password(client: Client, name: str, password: str = STAFF_PASSWORD, query: str = ""):
    data = {
        "staff_login_view-current_step": "auth",
        "auth-username": name,
        "auth-password": password,
    }
    return client.post(LOGIN + query, data)


def give_code(client: Client, code: str, query: str = ""):
    return client.post(LOGIN + query, {"staff_login_view-current_step": "token", "token-otp_token": code})


def test_k1_password_and_code_open_the_service_centre(client: Client, anna_service: Login):
    first = give_password(client, "anna")
    assert first.status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.get("/verwaltung/").status_code == 302
    second = give_code(client, token_of(anna_service))
    assert (second.status_code, second["Location"]) == (302, "/verwaltung/")
    assert client.get("/verwaltung/").status_code == 200
    assert AuditEntry.objects.filter(action="staff.logged_in", actor_name="anna").count() == 1
    assert LoginSession.objects.filter(login=anna_service, ended_at=None).count() == 1
    assert not FailedAttempts.objects.filter(failures__gt=0).exists()


def test_k1_the_login_leads_back_to_the_page_that_was_asked_for(client: Client, anna_service: Login):
    asked = client.get("/verwaltung/shell/announcement/")
    assert asked["Location"] == "/verwaltung/anmelden/?next=%2Fverwaltung%2Fshell%2Fannouncement%2F"
    query = asked["Location"].removeprefix(LOGIN)
    give_password(client, "anna", query=query)
    assert give_code(client, token_of(anna_service), query)["Location"] == "/verwaltung/shell/announcement/"


def test_k1_the_login_never_leads_to_another_house(client: Client, anna_service: Login):
    give_password(client, "anna", query="?next=https://evil.example/")
    assert (
        give_code(client, token_of(anna_service), "?next=https://evil.example/")["Location"] == "/verwaltung/"
    )


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "999999999"])
def test_k1_a_wrong_code_opens_nothing(client: Client, anna_service: Login, code: str):
    give_password(client, "anna")
    assert give_code(client, code).status_code == 200
    assert "_auth_user_id" not in client.session


def test_k1_a_code_without_a_password_opens_nothing(client: Client, anna_service: Login):
    response = give_code(client, token_of(anna_service))
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_k1_a_code_works_once(client: Client, anna_service: Login):
    code = token_of(anna_service)
    give_password(client, "anna")
    assert give_code(client, code).status_code == 302
    other = Client()
    give_password(other, "anna")
    assert give_code(other, code).status_code == 200
    assert "_auth_user_id" not in other.session


def test_k1_customers_do_not_get_in_here(client: Client, erika: Person):
    assert give_password(client, erika.number, erika.password).status_code == 200
    assert "_auth_user_id" not in client.session


def test_k1_staff_who_were_switched_off_do_not_get_in(client: Client, anna_service: Login):
    Login.objects.filter(pk=anna_service.pk).update(is_active=False)
    assert give_password(client, "anna").status_code == 200
    assert give_code(client, token_of(anna_service)).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a15_after_five_failures_even_the_right_password_waits(client: Client, anna_service: Login):
    for _n in range(5):
        give_password(client, "anna", "falsch")
    response = give_password(client, "anna")
    assert (
        "Too many attempts" in response.content.decode() or "Zu viele Versuche" in response.content.decode()
    )
    assert give_code(client, token_of(anna_service)).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a15_right_passwords_do_not_buy_more_guesses_at_the_code(client: Client, anna_service: Login):
    for _n in range(3):
        give_password(client, "anna")
        give_code(client, "000000")
    give_password(client, "anna")
    give_code(client, token_of(anna_service))
    assert "_auth_user_id" not in client.session


def test_a13_the_first_login_sets_up_the_factor_before_anything_opens(client: Client, db: None):
    login = make_staff("neu", StaffGroup.SERVICE, factor=False)
    assert give_password(client, "neu")["Location"] == SETUP
    assert client.get("/verwaltung/")["Location"] == SETUP
    assert client.get("/verwaltung/accounts/customer/")["Location"] == SETUP
    assert client.get(SETUP).status_code == 200
    image = client.get("/verwaltung/zweiter-faktor/bild.svg")
    assert image["Content-Type"] == "image/svg+xml"
    assert b"style=" not in image.content
    key = client.session["staff_factor_key"]
    code = token_of_key(key)
    page = client.post(SETUP, {"token": code}).content.decode()
    assert TOTPDevice.objects.get(user=login).key == key
    assert client.get("/verwaltung/").status_code == 200
    shown = [line.split("</code>")[0] for line in page.split('<code class="number">')[1:]]
    assert len(shown) == 10
    assert RecoveryCode.objects.filter(sheet__user=login, digest__in=shown).count() == 0
    assert RecoveryDevice.objects.get(user=login).left == 10
    assert "staff_factor_key" not in client.session


def token_of_key(key: str) -> str:
    from django_otp.oath import totp

    return f"{totp(bytes.fromhex(key)):06d}"


def test_a13_a_wrong_first_code_sets_up_nothing(client: Client, db: None):
    login = make_staff("neu", StaffGroup.SERVICE, factor=False)
    give_password(client, "neu")
    client.get(SETUP)
    assert client.post(SETUP, {"token": "000000"}).status_code == 200
    assert not TOTPDevice.objects.filter(user=login).exists()
    assert client.get("/verwaltung/")["Location"] == SETUP


def test_a13_a_second_window_cannot_add_a_second_factor(client: Client, db: None):
    login = make_staff("neu", StaffGroup.SERVICE, factor=False)
    other = Client()
    for window in (client, other):
        give_password(window, "neu")
        window.get(SETUP)
    client.post(SETUP, {"token": token_of_key(client.session["staff_factor_key"])})
    key = other.session["staff_factor_key"]
    assert other.post(SETUP, {"token": token_of_key(key)})["Location"] == LOGIN
    assert TOTPDevice.objects.filter(user=login).count() == 1
    assert "_auth_user_id" not in other.session
    assert other.get("/verwaltung/zweiter-faktor/bild.svg").status_code == 302


def test_a13_a_recovery_code_opens_once_and_forgives_small_letters(client: Client, anna_service: Login):
    _sheet, codes = RecoveryDevice.renew_for(anna_service)
    give_password(client, "anna")
    assert give_code(client, codes[3].lower().replace("-", " ")).status_code == 302
    assert client.get("/verwaltung/").status_code == 200
    other = Client()
    give_password(other, "anna")
    assert give_code(other, codes[3]).status_code == 200
    assert "_auth_user_id" not in other.session


def test_a13_a_new_sheet_replaces_the_old_one(client: Client, anna_service: Login):
    _sheet, old = RecoveryDevice.renew_for(anna_service)
    RecoveryDevice.renew_for(anna_service)
    give_password(client, "anna")
    assert give_code(client, old[0]).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a10_logging_out_is_a_post_and_ends_the_stay(service: Client):
    assert service.get("/verwaltung/logout/").status_code == 405
    assert service.post("/verwaltung/logout/")["Location"] == LOGIN
    assert service.get("/verwaltung/")["Location"].startswith(LOGIN)
    assert LoginSession.objects.get().end == "logged_out"


def test_k1_the_doors_of_the_libraries_are_closed(service: Client):
    assert service.get("/account/login/").status_code == 404
    assert service.get("/verwaltung/login/")["Location"] == LOGIN
    assert service.get("/verwaltung/password_change/")["Location"] == "/verwaltung/kennwort/"


def test_a5_a8_staff_change_their_password_under_the_same_rule(service: Client, db: None):
    page = "/verwaltung/kennwort/"
    weak = {"present": STAFF_PASSWORD, "new": "kurz", "again": "kurz"}
    assert service.post(page, weak).status_code == 200
    wrong = {"present": "falsch", "new": "Neues-Kennwort-99", "again": "Neues-Kennwort-99"}
    assert service.post(page, wrong).status_code == 200
    right = wrong | {"present": STAFF_PASSWORD}
    assert service.post(page, right)["Location"] == LOGIN
    login = Login.objects.get(identifier="karin")
    assert login.check_password("Neues-Kennwort-99")
    assert LoginSession.objects.get(login=login).end == "password_changed"
    assert service.get("/verwaltung/")["Location"].startswith(LOGIN)
    assert TOTPDevice.objects.filter(user=login).count() == 1
