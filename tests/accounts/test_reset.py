"""Forgotten password (A6) and the service centre's reset (A7)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.errors import NoConfirmedAddress
from accounts.models import (
    LoginSession,
    NotificationAddress,
    OneTimePassword,
    PasswordResetRequest,
    SessionEnd,
)
from accounts.operations.one_time_passwords import issue_service_password
from accounts.tasks import answer_reset, sweep_resets
from portal.audit.models import AuditEntry
from portal.audit.trail import Actor
from tests.accounts.play import (
    OWN_PASSWORD,
    answer_resets,
    ask_for_reset,
    choose_password,
    code_in,
    confirm,
    confirm_email_of,
    delivered,
    is_inside,
    link_in,
    log_in_with,
    trail,
)
from tests.cast import make_person

LOGIN = "/anmelden/"
PASSWORD_PAGE = "/erste-anmeldung/kennwort/"


def code_for(person) -> str:
    """Ask for a reset and read the mail."""
    ask_for_reset(Client(), person.number, person.customer.email)
    assert answer_resets() == 1
    return code_in(delivered()[-1])


def test_a6_number_and_address_bring_a_one_time_password_that_must_be_changed(client, erika):
    code = code_for(erika)
    assert delivered()[0].to == ["erika@example.org"]
    assert log_in_with(client, erika.number, code)["Location"] == PASSWORD_PAGE
    assert not is_inside(client)
    assert choose_password(client, OWN_PASSWORD)["Location"] == LOGIN
    log_in_with(client, erika.number, OWN_PASSWORD)
    assert is_inside(client)
    assert trail() == [
        "password.reset_mailed",
        "one_time_password.claimed",
        "password.changed",
        "login.succeeded",
    ]


def test_a6_the_old_password_works_until_the_one_time_password_is_used(client, erika):
    code = code_for(erika)
    assert log_in_with(Client(), erika.number, erika.password)["Location"] == "/"
    log_in_with(client, erika.number, code)
    assert log_in_with(Client(), erika.number, erika.password).status_code == 200


def test_a6_using_it_ends_the_open_sessions(erika):
    inside = Client()
    log_in_with(inside, erika.number, erika.password)
    log_in_with(Client(), erika.number, code_for(erika))
    assert not is_inside(inside)
    assert LoginSession.objects.get().end == SessionEnd.PASSWORD_CHANGED


def test_a6_it_works_once(client, erika):
    code = code_for(erika)
    assert log_in_with(client, erika.number, code).status_code == 303
    assert log_in_with(Client(), erika.number, code).status_code == 200


def test_a6_after_leaving_the_change_page_another_one_can_be_asked_for(client, erika):
    log_in_with(Client(), erika.number, code_for(erika))
    log_in_with(client, erika.number, code_for(erika))
    choose_password(client, OWN_PASSWORD)
    assert log_in_with(client, erika.number, OWN_PASSWORD)["Location"] == "/"


def test_a6_a_later_one_closes_the_change_page_of_the_one_before(erika):
    first, second = Client(), Client()
    log_in_with(first, erika.number, code_for(erika))
    log_in_with(second, erika.number, code_for(erika))
    assert choose_password(first, "Winter-Schnee-5")["Location"] == LOGIN
    assert choose_password(second, OWN_PASSWORD)["Location"] == LOGIN
    assert log_in_with(first, erika.number, "Winter-Schnee-5").status_code == 200
    assert log_in_with(first, erika.number, OWN_PASSWORD)["Location"] == "/"


def test_a6_it_expires_after_an_hour(erika):
    code = code_for(erika)
    issued = OneTimePassword.objects.get().created_at
    with time_machine.travel(issued + timedelta(hours=1), tick=False):
        assert log_in_with(Client(), erika.number, code).status_code == 200
        assert log_in_with(Client(), erika.number, erika.password).status_code == 303
    with time_machine.travel(issued + timedelta(minutes=59), tick=False):
        assert log_in_with(Client(), erika.number, code).status_code == 303


def test_a6_asking_again_replaces_the_one_before(erika):
    first, second = code_for(erika), code_for(erika)
    assert log_in_with(Client(), erika.number, first).status_code == 200
    assert log_in_with(Client(), erika.number, second).status_code == 303


def test_a6_small_letters_and_missing_hyphens_are_forgiven(client, erika):
    code = code_for(erika)
    assert log_in_with(client, erika.number, f" {code.lower().replace('-', '')} ").status_code == 303


@pytest.mark.parametrize("email", ["ERIKA@example.org", "Erika@Example.Org"])
def test_a6_the_address_is_compared_without_case(erika, email):
    ask_for_reset(Client(), erika.number, email)
    assert answer_resets() == 1


@pytest.mark.parametrize(
    ("number", "email", "reason"),
    [
        ("4999999999", "fremd@example.org", "other e-mail address"),
        ("4999999991", "erika@example.org", "unknown number"),
        ("kein-treffer", "erika@example.org", "unknown number"),
    ],
)
def test_a6_a_wrong_pair_brings_no_mail(client, erika, number, email, reason):
    assert ask_for_reset(client, number, email).status_code == 200
    assert answer_resets() == 0
    assert delivered() == []
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.note) == ("password.reset_refused", reason)
    assert entry.customer_id == (erika.customer.pk if number == erika.number else None)


def test_a6_only_after_the_first_login_was_finished(client, max):
    ask_for_reset(client, max.number, "max@example.org")
    assert answer_resets() == 0
    confirm_email_of(client, max)
    ask_for_reset(client, max.number, "max@example.org")
    assert answer_resets() == 0
    log_in_with(client, max.number, max.password)
    choose_password(client, OWN_PASSWORD)
    ask_for_reset(client, max.number, "max@example.org")
    assert answer_resets() == 1


def test_a6_an_inactive_login_gets_no_mail(client, erika):
    erika.login.is_active = False
    erika.login.save()
    ask_for_reset(client, erika.number, "erika@example.org")
    assert answer_resets() == 0


def test_a6_what_was_typed_is_gone_after_the_answer(client, erika):
    ask_for_reset(client, "4999999991", "fremd@example.org")
    assert PasswordResetRequest.objects.count() == 1
    answer_resets()
    assert PasswordResetRequest.objects.count() == 0


def test_a6_the_job_run_twice_sends_one_mail(client, erika):
    ask_for_reset(client, erika.number, "erika@example.org")
    asked = PasswordResetRequest.objects.get()
    answer_reset(request_id=asked.pk)
    answer_reset(request_id=asked.pk)
    assert len(delivered()) == 1


def test_a6_the_sweep_answers_what_was_left_behind(client, erika):
    ask_for_reset(client, erika.number, "erika@example.org")
    assert sweep_resets() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert sweep_resets() == 1
        assert len(delivered()) == 1


def test_a6_the_archived_mail_does_not_hold_the_one_time_password(erika):
    code = code_for(erika)
    archived = erika.login.mails.get()
    assert archived.is_secret
    assert code not in archived.subject + archived.text + archived.html


def test_a6_the_one_time_password_cannot_become_the_own_one(client, erika):
    code = code_for(erika)
    log_in_with(client, erika.number, code)
    assert list(choose_password(client, code).context["form"].errors) == ["new_password"]


def test_a15_asking_five_times_then_later(client, erika):
    statuses = [ask_for_reset(client, erika.number, "erika@example.org").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


ANNA = Actor(kind="staff", name="anna", login_id=None)


def test_a7_the_service_centre_resets(client, erika):
    inside = Client()
    log_in_with(inside, erika.number, erika.password)
    code = issue_service_password(login=erika.login, actor=ANNA, now=timezone.now())
    assert not is_inside(inside)
    assert LoginSession.objects.get().end == SessionEnd.ENDED_BY_SERVICE
    assert log_in_with(client, erika.number, erika.password).status_code == 200
    assert log_in_with(client, erika.number, code)["Location"] == PASSWORD_PAGE
    assert choose_password(client, OWN_PASSWORD)["Location"] == LOGIN
    assert log_in_with(client, erika.number, OWN_PASSWORD)["Location"] == "/"
    assert log_in_with(Client(), erika.number, code).status_code == 200


def test_a7_the_customer_hears_of_it_and_the_code_is_not_in_that_mail(erika):
    code = issue_service_password(login=erika.login, actor=ANNA, now=timezone.now())
    (notice,) = delivered()
    assert (notice.to, code in notice.body) == (["erika@example.org"], False)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name, entry.customer_id) == (
        "password.service_issued",
        "anna",
        erika.customer.pk,
    )
    assert code not in str(entry.new)


def test_a7_it_can_be_mailed(client, erika):
    code = issue_service_password(login=erika.login, actor=ANNA, now=timezone.now(), by_mail=True)
    (message,) = delivered()
    assert code_in(message) == code
    assert code not in erika.login.mails.get().text


def test_a7_without_a_confirmed_address_nothing_is_mailed_and_nothing_changes(max):
    with pytest.raises(NoConfirmedAddress):
        issue_service_password(login=max.login, actor=ANNA, now=timezone.now(), by_mail=True)
    assert OneTimePassword.objects.get().replaced_at is None


def test_a7_it_stays_open_until_the_own_password_is_saved(erika):
    code = issue_service_password(login=erika.login, actor=ANNA, now=timezone.now())
    assert log_in_with(Client(), erika.number, code).status_code == 303
    assert log_in_with(Client(), erika.number, code).status_code == 303


def test_a7_it_expires_after_fourteen_days(erika):
    now = timezone.now()
    code = issue_service_password(login=erika.login, actor=ANNA, now=now)
    with time_machine.travel(now + timedelta(days=14), tick=False):
        assert log_in_with(Client(), erika.number, code).status_code == 200


def test_a7_who_never_confirmed_an_address_does_so_first(client, max):
    code = issue_service_password(login=max.login, actor=ANNA, now=timezone.now())
    assert log_in_with(client, max.number, max.password).status_code == 200  # the initial one is replaced
    assert log_in_with(client, max.number, code)["Location"] == "/erste-anmeldung/e-mail/"
    client.post("/erste-anmeldung/e-mail/", {"email": "max@example.org"})
    confirm(Client(), link_in(delivered()[-1]))
    assert NotificationAddress.objects.get().email == "max@example.org"
    assert log_in_with(client, max.number, code)["Location"] == PASSWORD_PAGE
    assert choose_password(client, OWN_PASSWORD)["Location"] == LOGIN


def test_a7_a_reset_in_between_closes_the_change_page(erika):
    first = Client()
    log_in_with(first, erika.number, code_for(erika))
    issue_service_password(login=erika.login, actor=ANNA, now=timezone.now())
    assert choose_password(first, OWN_PASSWORD)["Location"] == LOGIN


def test_two_people_with_the_same_address_stay_apart(client, erika):
    other = make_person("4999999977", email="erika@example.org")
    ask_for_reset(client, other.number, "erika@example.org")
    answer_resets()
    code = code_in(delivered()[0])
    assert log_in_with(Client(), erika.number, code).status_code == 200
    assert log_in_with(Client(), other.number, code).status_code == 303
