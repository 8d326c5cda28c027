"""Active sessions, login history, the customer number of a session, the proof (A14, A16, A18)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Access, LoginSession, SessionEnd
from accounts.tasks import clear_expired
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from tests.accounts.play import is_inside, log_in_with, trail
from tests.cast import PASSWORD, log_in, make_customer

NOON = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SECURITY = "/sicherheit/"
PROVE = "/anmelden/bestaetigen/"


def after(minutes: float):
    return time_machine.travel(NOON + timedelta(minutes=minutes), tick=False)


def inside(person, **headers: str) -> Client:
    client = Client(headers={"user-agent": FIREFOX})
    log_in_with(client, person.number, person.password)
    return client


def test_a18_every_device_is_listed_with_the_exact_last_activity(erika, firma):
    with after(0):
        here, there = inside(erika), inside(erika)
        inside(firma)
    with after(10.5):
        there.get("/")
    with after(11):
        stays = here.get(SECURITY).context["stays"]
    assert [(s.device, s.address, s.started_at, s.last_seen_at, s.is_current) for s in stays] == [
        ("Firefox, Linux", "127.0.0.0", NOON, NOON + timedelta(minutes=11), True),
        ("Firefox, Linux", "127.0.0.0", NOON, NOON + timedelta(minutes=10.5), False),
    ]


def test_a18_a_stay_that_ran_out_unnoticed_is_not_active(erika):
    with after(0):
        inside(erika)
    with after(30):
        assert len(inside(erika).get(SECURITY).context["stays"]) == 1


def test_a18_one_device_is_logged_out(erika):
    here, there = inside(erika), inside(erika)
    other = LoginSession.objects.latest("pk")
    response = here.post(reverse("accounts:end_session", kwargs={"stay_id": other.pk}))
    assert response["Location"] == SECURITY
    assert (is_inside(here), is_inside(there)) == (True, False)
    other.refresh_from_db()
    assert other.end == SessionEnd.ENDED_BY_OWNER
    assert trail()[-1] == "session.ended"


def test_a18_one_s_own_device_is_logged_out_like_with_the_button(erika):
    here = inside(erika)
    url = reverse("accounts:end_session", kwargs={"stay_id": LoginSession.objects.get().pk})
    assert here.post(url)["Location"] == "/anmelden/"
    assert not is_inside(here)


def test_a18_all_others_are_logged_out_at_once(erika, firma):
    here, there, away, stranger = inside(erika), inside(erika), inside(erika), inside(firma)
    here.post(reverse("accounts:end_other_sessions"))
    assert [is_inside(client) for client in (here, there, away, stranger)] == [True, False, False, True]
    entry = AuditEntry.objects.get(action="session.others_ended")
    assert (entry.customer_id, entry.new) == (erika.customer.pk, {"sessions": 2})


def test_a18_a_stranger_s_session_does_not_exist(erika, firma):
    client = inside(erika)
    inside(firma)
    url = reverse("accounts:end_session", kwargs={"stay_id": LoginSession.objects.latest("pk").pk})
    assert client.post(url).status_code == 404


def test_a18_the_history_tells_ended_stays_and_failed_attempts_of_this_number(erika, firma):
    with after(0):
        inside(erika)
        log_in_with(Client(), firma.number, "Falsch-1234")
    with after(30):
        log_in_with(Client(), erika.number, "Falsch-1234")
    with after(40):
        inside(erika).post(reverse("accounts:logout"))
    with after(60):
        clear_expired()
        page = inside(erika).get(reverse("accounts:login_history"))
    assert [(one.at, one.until, one.how) for one in page.context["logins"]] == [
        (NOON + timedelta(minutes=40), NOON + timedelta(minutes=40), SessionEnd.LOGGED_OUT),
        (NOON + timedelta(minutes=30), None, "failed"),
        (NOON, NOON + timedelta(minutes=25), SessionEnd.IDLE),
    ]
    assert "Fehlversuch" in page.text


def test_a18_the_history_has_pages_and_costs_the_same_for_each(erika, django_assert_num_queries):
    client = inside(erika)
    rows = [
        LoginSession(
            login=erika.login,
            started_at=NOON + timedelta(hours=n),
            last_seen_at=NOON,
            proof_at=NOON,
            ended_at=NOON + timedelta(hours=n, minutes=5),
            end=SessionEnd.LOGGED_OUT,
        )
        for n in range(45)
    ]
    url = reverse("accounts:login_history")
    LoginSession.objects.bulk_create(rows[:1])
    with django_assert_num_queries(5):
        client.get(url)
    LoginSession.objects.bulk_create(rows[1:])
    with django_assert_num_queries(5):
        page = client.get(f"{url}?seite=3")
    assert [one.at for one in page.context["logins"]] == [row.started_at for row in rows[:5]][::-1]


def test_a18_the_history_does_not_reach_back_for_ever(erika):
    with after(0):
        inside(erika).post(reverse("accounts:logout"))
    with time_machine.travel(NOON + timedelta(days=179)):
        clear_expired()
        assert LoginSession.objects.count() == 1
    with time_machine.travel(NOON + timedelta(days=181)):
        clear_expired()
        assert LoginSession.objects.count() == 0


@pytest.fixture
def two_numbers(erika):
    other = make_customer("4111111111", first_name="Karl")
    Access.objects.create(login=erika.login, customer=other, scope=Scope.READ)
    return log_in(Client(), erika.login), other


def test_a16_another_number_is_chosen_for_this_session_only(two_numbers, erika):
    client, _other = two_numbers
    elsewhere = log_in(Client(), erika.login)
    response = client.post(reverse("accounts:switch_customer"), {"customer": str(erika.customer.pk)})
    assert response["Location"] == "/"
    access = client.get("/").context["access"]
    assert (access.customer_number, access.scope) == (erika.number, Scope.FULL)
    access = elsewhere.get("/").context["access"]
    assert (access.customer_number, access.scope) == ("4111111111", Scope.READ)
    assert AuditEntry.objects.get().action == "session.customer_switched"


@pytest.mark.parametrize("wanted", ["", "0", "x", "stranger", "revoked"])
def test_a16_a_number_that_is_not_open_is_not_chosen(two_numbers, erika, firma, wanted):
    client, _other = two_numbers
    if wanted == "stranger":
        wanted = str(firma.customer.pk)
    elif wanted == "revoked":
        wanted = str(erika.customer.pk)
        Access.objects.filter(customer=erika.customer).update(revoked_at=timezone.now())
    client.post(reverse("accounts:switch_customer"), {"customer": wanted})
    page = client.get("/")
    assert page.context["access"].customer_number == "4111111111"
    assert "steht Ihnen nicht offen" in page.text


def test_a14_the_password_makes_the_proof_fresh_for_five_minutes(erika):
    with after(0):
        client = inside(erika)
    with after(10):
        assert client.get("/sicherheit/e-mail/").status_code == 302
        response = client.post(PROVE, {"password": PASSWORD, "weiter": "/sicherheit/e-mail/"})
        assert response["Location"] == "/sicherheit/e-mail/"
    with after(15):
        assert client.get("/sicherheit/e-mail/").status_code == 200
    with after(15.1):
        assert client.get("/sicherheit/e-mail/").status_code == 302
    assert trail()[-1] == "proof.given"


def test_a14_a_wrong_password_proves_nothing_and_is_in_the_trail(erika):
    with after(0):
        client = inside(erika)
    with after(10):
        page = client.post(PROVE, {"password": "Falsch-1234", "weiter": "/sicherheit/e-mail/"})
        assert page.context["form"].errors["password"] == [
            "Das ist nicht Ihr aktuelles Kennwort. Bitte versuchen Sie es noch einmal."
        ]
        assert client.get("/sicherheit/e-mail/").status_code == 302
    assert trail()[-1] == "proof.failed"


def test_a14_guesses_count_like_those_at_the_login_page(erika):
    client = inside(erika)
    for _ in range(3):
        client.post(PROVE, {"password": "Falsch-1234"})
    for _ in range(2):
        log_in_with(Client(), erika.number, "Falsch-1234")
    locked = client.post(PROVE, {"password": PASSWORD})
    assert locked.status_code == 429
    assert "Bitte versuchen Sie es in" in locked.text
    assert log_in_with(Client(), erika.number, PASSWORD).status_code == 429


def test_a14_the_way_on_stays_in_the_portal(erika):
    client = inside(erika)
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        assert client.post(PROVE, {"password": PASSWORD, "weiter": target})["Location"] == "/"
