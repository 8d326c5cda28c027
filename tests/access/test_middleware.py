"""Deny by default, and how long a stay lasts (architecture, wall 1; A9, A14, A16)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Access, LoginSession, SessionEnd
from portal.access.middleware import AccessMiddleware
from portal.access.scope import Scope
from tests.cast import log_in, log_in_staff, make_customer

NOON = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
CONTACT = "/sicherheit/e-mail/"


def after(minutes: float = 0, seconds: float = 0):
    return time_machine.travel(NOON + timedelta(minutes=minutes, seconds=seconds), tick=False)


@pytest.fixture
def at_noon(erika) -> Client:
    with after(0):
        return log_in(Client(), erika.login)


def test_a_view_that_declares_nothing_is_refused(rf, client, erika):
    def undeclared(request):
        return HttpResponse("")

    request = log_in(client, erika.login).get("/").wsgi_request
    middleware = AccessMiddleware(lambda request: HttpResponse(""))
    with pytest.raises(PermissionDenied, match=r"test_middleware\.undeclared declares no access"):
        middleware.process_view(request, undeclared, [], {})


def test_a16_a_form_of_another_customer_is_refused_and_nothing_happens(client, erika):
    log_in(client, erika.login)
    other = make_customer("4777777777")
    Access.objects.create(login=erika.login, customer=other, scope=Scope.FULL)
    assert client.get("/").context["access"].customer_number == "4777777777"
    response = client.post(
        reverse("accounts:address"), {"_customer": erika.number, "email": "neu@example.org"}
    )
    assert response.status_code == 409
    assert erika.number in response.text
    assert "4777777777" in response.text
    assert erika.login.email_confirmations.count() == 0
    client.post(reverse("accounts:address"), {"_customer": "4777777777", "email": "neu@example.org"})
    assert erika.login.email_confirmations.count() == 1


def test_a14_an_old_proof_leads_to_the_password_and_back(at_noon):
    with after(minutes=5):
        assert at_noon.get(CONTACT).status_code == 200
    with after(minutes=5, seconds=1):
        response = at_noon.get(f"{CONTACT}?a=1")
        assert response["Location"] == f"/anmelden/bestaetigen/?weiter={quote(CONTACT + '?a=1', safe='')}"


def test_a14_a_posted_form_comes_back_to_its_page_and_is_not_carried_out(at_noon, erika):
    with after(minutes=6):
        response = at_noon.post(
            reverse("accounts:address_again"), headers={"Referer": f"http://testserver{CONTACT}"}
        )
    assert response["Location"] == f"/anmelden/bestaetigen/?weiter={quote(CONTACT, safe='')}&formular=1"
    assert erika.login.email_confirmations.count() == 0


def test_a_referer_from_elsewhere_leads_nowhere(at_noon):
    with after(minutes=6):
        response = at_noon.post(CONTACT, headers={"Referer": "https://evil.example/sicherheit/"})
    assert response["Location"] == f"/anmelden/bestaetigen/?weiter={quote(CONTACT, safe='')}&formular=1"


def test_a12_a_revoked_access_holds_from_the_next_request_on(client, erika):
    log_in(client, erika.login)
    assert client.get("/").status_code == 200
    Access.objects.filter(login=erika.login).update(revoked_at=timezone.now())
    assert client.get("/").status_code == 403


def test_a9_25_minutes_without_activity_end_the_stay(at_noon, erika):
    with after(minutes=24, seconds=59):
        assert at_noon.get("/").status_code == 200
    with after(minutes=49, seconds=58):
        assert at_noon.get("/").status_code == 200
    with after(minutes=74, seconds=58):
        response = at_noon.get("/sicherheit/")
    assert response["Location"] == "/anmelden/?grund=untaetig&weiter=%2Fsicherheit%2F"
    stay = LoginSession.objects.get(login=erika.login)
    assert (stay.end, stay.ended_at) == (SessionEnd.IDLE, NOON + timedelta(minutes=74, seconds=58))
    with after(minutes=75):
        assert at_noon.get("/sicherheit/")["Location"] == "/anmelden/?weiter=%2Fsicherheit%2F"


def test_a9_seconds_count_although_the_database_hears_of_activity_once_a_minute(at_noon, erika):
    with after(seconds=30):
        at_noon.get("/")
    assert LoginSession.objects.get().last_seen_at == NOON
    with after(minutes=25, seconds=29):
        assert at_noon.get("/").status_code == 200


def test_a9_without_redis_the_stay_goes_on_and_ends_at_most_a_minute_early(at_noon, settings):
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    with after(minutes=24):
        assert at_noon.get("/").status_code == 200
    with after(minutes=24, seconds=50):
        assert at_noon.get("/").status_code == 200
    with after(minutes=48, seconds=59):
        assert at_noon.get("/").status_code == 200
    with after(minutes=74):
        assert at_noon.get("/").status_code == 302


def test_a9_asking_how_long_is_no_activity(at_noon):
    state = reverse("accounts:session_state")
    for minutes, left in [(5, 1200), (15, 600), (24, 60)]:
        with after(minutes):
            assert at_noon.get(state).json() == {"seconds": left}
    with after(25):
        assert at_noon.get(state).json() == {"seconds": 0}


def test_a9_the_question_that_finds_the_end_leaves_the_reason_to_the_next_page(at_noon):
    with after(26):
        assert at_noon.get(reverse("accounts:session_state")).json() == {"seconds": 0}
        response = at_noon.get("/anmelden/?weiter=/sicherheit/")
    assert "Sie wurden nach 25 Minuten ohne Aktivität automatisch abgemeldet." in response.text


def test_a9_staying_logged_in_is_activity(at_noon):
    with after(24):
        assert at_noon.post(reverse("accounts:session_extend")).json() == {"seconds": 1500}
    with after(48):
        assert at_noon.get("/").status_code == 200


def test_a9_twelve_hours_are_the_end_whatever_happens(at_noon):
    for minutes in range(20, 12 * 60, 20):
        with after(minutes):
            assert at_noon.get("/").status_code == 200
    with after(minutes=719):
        assert at_noon.post(reverse("accounts:session_extend")).json() == {"seconds": 60}
    with after(minutes=720):
        response = at_noon.get("/")
        assert response["Location"] == "/anmelden/?grund=dauer"
        assert "dauert eine Sitzung höchstens 12 Stunden" in at_noon.get(response["Location"]).text
    assert LoginSession.objects.get().end == SessionEnd.TOO_OLD


def test_a9_whoever_was_logged_out_by_hand_gets_no_reason(at_noon):
    with after(1):
        at_noon.post(reverse("accounts:logout"))
        assert at_noon.get("/")["Location"] == "/anmelden/"


def test_a9_the_page_says_when_without_javascript(at_noon):
    with after(0):
        assert "Automatische Abmeldung um</span> 12:25" in " ".join(at_noon.get("/").text.split())


def test_k1_staff_stays_end_as_well(client, anna_service):
    with after(0):
        log_in_staff(client, anna_service)
        assert client.get("/verwaltung/").status_code == 200
    with after(26):
        assert client.get("/verwaltung/")["Location"].startswith("/verwaltung/anmelden/")
