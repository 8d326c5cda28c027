"""The login door and the way out (A1, A10, A11, A15)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import SESSION_KEY
from accounts.models import Access, LoginSession, SessionEnd
from portal.access import throttle
from portal.access.middleware import STEP_KEY
from portal.audit.models import AuditEntry
from portal.shell.models import Announcement
from tests.accounts.play import everything_of, is_inside, log_in_with, trail
from tests.cast import INVOICE_PASSWORD, log_in

LOGIN = "/anmelden/"


def test_a1_number_and_own_password_open_the_portal(client, erika):
    response = log_in_with(client, erika.number, erika.password)
    assert (response.status_code, response["Location"]) == (303, "/")
    assert is_inside(client)
    assert client.get("/").context["access"].login_id == erika.login.pk
    assert trail() == ["login.succeeded"]


@pytest.mark.parametrize("typed", [" 4999999999", "4999 999 999 ", "49 99 99 99 99"])
def test_a1_blanks_in_the_number_are_forgiven(client, erika, typed):
    assert log_in_with(client, typed, erika.password).status_code == 303


@pytest.mark.parametrize(
    ("number", "password"),
    [
        ("4999999999", "Sommer-Wiese-8"),
        ("4999999999", "sommer-wiese-7"),
        ("4999999999", " Sommer-Wiese-7"),
        ("4999999991", "Sommer-Wiese-7"),
        ("4999999999x", "Sommer-Wiese-7"),
        ("' OR 1=1 --", "Sommer-Wiese-7"),
        ("4999999999", "x" * 5000),
    ],
)
def test_a1_anything_else_opens_nothing(client, erika, number, password):
    response = log_in_with(client, number, password)
    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert SESSION_KEY not in client.session
    assert trail() == ["login.failed"]
    assert LoginSession.objects.count() == 0


def test_a1_what_is_typed_wrong_into_the_number_field_is_not_written_down(client, erika):
    log_in_with(client, "Sommer-Wiese-7", "4999999999")
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.customer_id, entry.old, entry.new, entry.note) == ("", None, {}, {}, "")


def test_a_failed_login_is_kept_with_the_customer_and_without_the_password(client, erika):
    log_in_with(client, erika.number, "Sommer-Wiese-8")
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_name, entry.customer_id) == (
        "anonymous",
        erika.number,
        erika.customer.pk,
    )
    assert (entry.old, entry.new, entry.note, entry.address) == ({}, {}, "", "127.0.0.0")


def test_missing_entries_are_named(client, db):
    form = client.post(LOGIN, {"number": "", "password": ""}).context["form"]
    assert set(form.errors) == {"number", "password"}
    assert trail() == []


def test_composed_and_decomposed_umlauts_open_the_same_door(client, erika):
    from accounts.hashing import hashed

    erika.login.password = hashed("M\u00fcde-Wiese-7")
    erika.login.save()
    assert log_in_with(client, erika.number, "Mu\u0308de-Wiese-7").status_code == 303


def test_an_inactive_login_fails_as_any_other(client, erika):
    erika.login.is_active = False
    erika.login.save()
    assert log_in_with(client, erika.number, erika.password).status_code == 200


def test_a_login_without_access_fails_as_any_other(client, erika):
    Access.objects.update(revoked_at=timezone.now() - timedelta(seconds=1))
    assert log_in_with(client, erika.number, erika.password).status_code == 200


def test_a11_the_invoice_password_opens_the_invoice_only_login(client, firma, steuerberater):
    log_in_with(client, firma.number, INVOICE_PASSWORD)
    stay = LoginSession.objects.get(ended_at=None)
    assert stay.login == steuerberater.login


def test_a11_the_own_password_opens_the_customer_login(client, firma, steuerberater):
    log_in_with(client, firma.number, firma.password)
    assert LoginSession.objects.get(ended_at=None).login == firma.login


def test_a_new_session_key_after_login(client, erika):
    client.post(reverse("shell:language"), {"language": "en", "next": "/anmelden/"})
    before = client.session.session_key
    log_in_with(client, erika.number, erika.password)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/vertraege/?seite=2", "/vertraege/?seite=2"),
        ("https://boese.example/", "/"),
        ("//boese.example/", "/"),
        ("/\\boese.example/", "/"),
        ("/\t/boese.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("vertraege", "/"),
        ("", "/"),
    ],
)
def test_after_login_only_pages_of_this_portal_follow(client, erika, wanted, location):
    response = log_in_with(client, erika.number, erika.password, weiter=wanted)
    assert response["Location"] == location


def test_the_wanted_page_is_kept_in_the_form(client, db):
    assert client.get(LOGIN, {"weiter": "/rechnungen/"}).context["target"] == "/rechnungen/"


def test_who_is_inside_does_not_see_the_login_page(client, erika):
    log_in(client, erika.login)
    assert client.get(LOGIN)["Location"] == "/"


def test_logging_in_over_another_login_ends_its_stay(client, erika, firma):
    log_in_with(client, erika.number, erika.password)
    log_in_with(client, firma.number, firma.password)
    assert list(LoginSession.objects.order_by("pk").values_list("login", "end")) == [
        (erika.login.pk, SessionEnd.LOGGED_OUT),
        (firma.login.pk, ""),
    ]


def test_a1_announcements_of_the_login_page_are_shown(client, db):
    now = timezone.now()
    for place, title in (("login", "Wartung am Sonntag"), ("start", "Nur innen"), ("everywhere", "Überall")):
        Announcement.objects.create(place=place, title_de=title, text_de="Text", shown_from=now)
    Announcement.objects.create(title_de="Erst morgen", shown_from=now + timedelta(days=1))
    Announcement.objects.create(title_de="Vorbei", shown_from=now - timedelta(days=2), shown_to=now)
    assert [notice.title_de for notice in client.get(LOGIN).context["notices"]] == [
        "Überall",
        "Wartung am Sonntag",
    ]
    page = client.get(LOGIN, headers={"Accept-Language": "de"}).content.decode()
    assert "Wartung am Sonntag" in page
    assert "Nur innen" not in page


def test_a10_logging_out_ends_the_stay(client, erika):
    log_in_with(client, erika.number, erika.password)
    response = client.post("/abmelden/")
    assert (response.status_code, response["Location"]) == (303, LOGIN)
    stay = LoginSession.objects.get()
    assert (stay.end, stay.ended_at is not None) == (SessionEnd.LOGGED_OUT, True)
    assert not is_inside(client)
    assert trail() == ["login.succeeded", "login.ended"]


def test_a10_only_a_post_with_its_token_logs_out(erika):
    client = Client(enforce_csrf_checks=True)
    log_in(client, erika.login)
    assert client.get("/abmelden/").status_code == 405
    assert client.post("/abmelden/").status_code == 403
    assert is_inside(client)


def test_a10_logging_out_twice_does_no_harm(client, db):
    assert client.post("/abmelden/").status_code == 303
    assert trail() == []


def fail(client, number, times, address="203.0.113.9"):
    return [
        client.post(LOGIN, {"number": number, "password": "falsch"}, REMOTE_ADDR=address).status_code
        for _ in range(times)
    ]


def test_a15_five_failures_lock_number_and_address_even_for_the_right_password(client, erika):
    assert fail(client, erika.number, 6) == [200] * 5 + [429]
    right = {"number": erika.number, "password": erika.password}
    response = client.post(LOGIN, right, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 429
    assert 890 <= int(response["Retry-After"]) <= 900
    assert client.post(LOGIN, right, REMOTE_ADDR="203.0.113.10").status_code == 303


def test_a15_the_lock_ends_after_fifteen_minutes(client, erika):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(client, erika.number, 6)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert log_in_with(client, erika.number, erika.password, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_a15_the_right_password_takes_the_failures_back(client, erika):
    assert fail(client, erika.number, 4, "127.0.0.1") == [200] * 4
    assert log_in_with(client, erika.number, erika.password).status_code == 303
    assert fail(client, erika.number, 5, "127.0.0.1") == [200] * 5


def test_a15_a_locked_number_looks_the_same_whether_it_exists_or_not(client, erika):
    pages = []
    for number in (erika.number, "4999999990"):
        with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
            fail(client, number, 5)
            response = client.post(LOGIN, {"number": number, "password": "x"}, REMOTE_ADDR="203.0.113.9")
            pages.append(everything_of(response, number))
    assert pages[0] == pages[1]


def test_a15_staff_can_unlock(client, erika):
    fail(client, erika.number, 6, "127.0.0.1")
    throttle.unlock(erika.number)
    assert log_in_with(client, erika.number, erika.password).status_code == 303


def test_a15_the_password_kinds_share_the_count(client, firma, steuerberater):
    fail(client, firma.number, 5, "127.0.0.1")
    assert log_in_with(client, firma.number, INVOICE_PASSWORD).status_code == 429


def test_a_step_needs_its_password_first(client, db):
    for name in ("first_email", "first_password"):
        assert client.get(reverse(f"accounts:{name}"))["Location"] == LOGIN
    assert STEP_KEY not in client.session


def test_an_old_hash_is_renewed_at_login(client, erika, monkeypatch):
    from portal.lib.hashing import PortalArgon2PasswordHasher

    before = erika.login.password
    monkeypatch.setattr(PortalArgon2PasswordHasher, "memory_cost", 16)
    assert log_in_with(client, erika.number, erika.password).status_code == 303
    erika.login.refresh_from_db()
    assert "m=16" in erika.login.password
    assert erika.login.password != before
