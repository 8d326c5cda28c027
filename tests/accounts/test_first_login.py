"""The first login: initial password, double opt-in, own password (A2, A3, A5, A8)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailConfirmation, LoginSession, NotificationAddress, OneTimePassword
from accounts.operations.confirmations import _SIGNER
from portal.audit.models import AuditEntry
from tests.accounts.play import (
    OWN_PASSWORD,
    choose_password,
    confirm,
    confirm_email_of,
    delivered,
    is_inside,
    link_in,
    log_in_with,
    trail,
)
from tests.cast import INITIAL_PASSWORD, PASSWORD

EMAIL_PAGE = "/erste-anmeldung/e-mail/"
PASSWORD_PAGE = "/erste-anmeldung/kennwort/"
LOGIN = "/anmelden/"


def give_email(client, email="max@example.org"):
    return client.post(EMAIL_PAGE, {"email": email})


def test_a2_the_initial_password_opens_only_the_email_step(client, max):
    response = log_in_with(client, max.number, max.password)
    assert (response.status_code, response["Location"]) == (303, EMAIL_PAGE)
    assert client.get(EMAIL_PAGE).status_code == 200
    assert client.get(PASSWORD_PAGE)["Location"] == LOGIN
    assert not is_inside(client)
    assert LoginSession.objects.count() == 0


def test_a3_the_whole_way(client, max):
    log_in_with(client, max.number, max.password)
    assert give_email(client)["Location"] == EMAIL_PAGE
    (message,) = delivered()
    assert message.to == ["max@example.org"]
    assert confirm(Client(), link_in(message)).status_code == 200
    assert log_in_with(client, max.number, max.password)["Location"] == PASSWORD_PAGE
    assert not is_inside(client)
    assert choose_password(client, OWN_PASSWORD)["Location"] == LOGIN
    assert not is_inside(client)
    assert log_in_with(client, max.number, OWN_PASSWORD)["Location"] == "/"
    assert is_inside(client)
    assert trail() == [
        "one_time_password.claimed",
        "email.confirmation_sent",
        "email.confirmed",
        "one_time_password.claimed",
        "password.changed",
        "login.succeeded",
    ]


def test_a2_saving_the_own_password_uses_the_initial_one_up(client, max):
    confirm_email_of(client, max)
    log_in_with(client, max.number, max.password)
    choose_password(client, OWN_PASSWORD)
    assert OneTimePassword.objects.get().used_at is not None
    assert log_in_with(client, max.number, INITIAL_PASSWORD).status_code == 200
    assert trail()[-1] == "login.failed"


def test_a4_the_telephone_password_stays(client, max):
    before = max.customer.telephone_password
    confirm_email_of(client, max)
    log_in_with(client, max.number, max.password)
    choose_password(client, OWN_PASSWORD)
    max.customer.refresh_from_db()
    assert max.customer.telephone_password == before


def test_a3_without_the_click_the_initial_password_still_opens_the_email_step_only(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    assert log_in_with(client, max.number, max.password)["Location"] == EMAIL_PAGE


def test_a3_opening_the_link_confirms_nothing(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    link = link_in(delivered()[0])
    assert Client().get(link).status_code == 200
    assert Client().head(link).status_code == 200
    assert not NotificationAddress.objects.exists()
    assert confirm(Client(), link).status_code == 200
    assert NotificationAddress.objects.get().email == "max@example.org"


def test_a3_the_link_logs_nobody_in(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    stranger = Client()
    confirm(stranger, link_in(delivered()[0]))
    assert not is_inside(stranger)
    assert LoginSession.objects.count() == 0
    assert not is_inside(client)


def test_a3_a_link_works_once(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    link = link_in(delivered()[0])
    confirm(Client(), link)
    for response in (client.get(link), client.post(f"{link}ja/")):
        assert (response.status_code, response.context["fault"]) == (410, "used")


def test_a3_a_mistyped_address_is_corrected_and_its_link_is_void(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client, "mex@example.org")
    give_email(client, "max@example.org")
    first, second = (link_in(message) for message in delivered())
    response = client.post(f"{first}ja/")
    assert (response.status_code, response.context["fault"]) == (410, "replaced")
    assert not NotificationAddress.objects.exists()
    confirm(Client(), second)
    assert NotificationAddress.objects.get().email == "max@example.org"


def test_a3_the_page_tells_where_the_link_went(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client, "mex@example.org")
    assert "<strong>mex@example.org</strong>" in client.get(EMAIL_PAGE).content.decode()


def test_a3_the_mail_can_be_sent_again_and_the_new_link_replaces_the_old(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    assert client.post(f"{EMAIL_PAGE}erneut/")["Location"] == EMAIL_PAGE
    first, second = delivered()
    assert first.to == second.to
    assert client.get(link_in(first)).context["fault"] == "replaced"
    assert client.get(link_in(second)).status_code == 200


def test_a3_sending_again_before_anything_was_sent_does_nothing(client, max):
    log_in_with(client, max.number, max.password)
    assert client.post(f"{EMAIL_PAGE}erneut/")["Location"] == EMAIL_PAGE
    assert delivered() == []


def test_a3_a_link_expires_after_24_hours(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    link = link_in(delivered()[0])
    sent_at = EmailConfirmation.objects.get().created_at
    with time_machine.travel(sent_at + timedelta(hours=24) - timedelta(seconds=1), tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel(sent_at + timedelta(hours=24), tick=False):
        response = client.post(f"{link}ja/")
        assert (response.status_code, response.context["fault"]) == (410, "expired")
    assert not NotificationAddress.objects.exists()


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "1" + token, lambda token: "x"])
def test_a3_a_changed_link_is_refused(client, max, change):
    log_in_with(client, max.number, max.password)
    give_email(client)
    token = link_in(delivered()[0]).split("/")[2]
    response = client.get(reverse("accounts:confirm_email", kwargs={"token": change(token)}))
    assert (response.status_code, response.context["fault"]) == (410, "broken")


def test_a3_a_signed_token_of_no_row_is_refused(client, db):
    response = client.get(reverse("accounts:confirm_email", kwargs={"token": _SIGNER.sign("77")}))
    assert (response.status_code, response.context["fault"]) == (410, "broken")


def test_a3_the_archived_mail_does_not_hold_the_link(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    link = link_in(delivered()[0])
    archived = max.login.mails.get()
    assert link not in archived.text + archived.html + archived.subject


def test_a3_the_email_step_is_over_once_an_address_is_confirmed(client, max):
    log_in_with(client, max.number, max.password)
    give_email(client)
    confirm(Client(), link_in(delivered()[0]))
    assert client.get(EMAIL_PAGE)["Location"] == LOGIN
    assert give_email(client, "fremd@example.org")["Location"] == LOGIN
    assert NotificationAddress.objects.get().email == "max@example.org"
    assert len(delivered()) == 1


@pytest.mark.parametrize("email", ["", "max", "max@", "max@example", "max@example.org\nBcc: x@example.org"])
def test_a3_what_is_no_address_gets_no_mail(client, max, email):
    log_in_with(client, max.number, max.password)
    assert list(give_email(client, email).context["form"].errors) == ["email"]
    assert delivered() == []


def test_a15_addresses_are_given_five_times_then_later(client, max):
    log_in_with(client, max.number, max.password)
    statuses = [give_email(client, f"max{n}@example.org").status_code for n in range(6)]
    assert statuses == [303] * 5 + [429]
    assert client.post(f"{EMAIL_PAGE}erneut/").status_code == 429
    assert len(delivered()) == 5


def test_a_step_ends_after_an_hour(client, max):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        log_in_with(client, max.number, max.password)
        clock.shift(timedelta(minutes=60))
        assert client.get(EMAIL_PAGE).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client.get(EMAIL_PAGE)["Location"] == LOGIN


def test_a2_the_step_pages_are_not_kept_by_browsers(client, max):
    log_in_with(client, max.number, max.password)
    assert "no-store" in client.get(EMAIL_PAGE)["Cache-Control"]


def at_password_step(client, person):
    confirm_email_of(client, person)
    log_in_with(client, person.number, person.password)


@pytest.mark.parametrize(
    "password",
    ["Kurz-1", "sommerlaub", "4999999998-Ab", "Musterfrau-7", "Mailänder-77", "Password1", INITIAL_PASSWORD],
)
def test_a5_a_weak_password_is_refused(client, max, password):
    at_password_step(client, max)
    response = choose_password(client, password)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["new_password"])
    max.login.refresh_from_db()
    assert not max.login.has_usable_password()


def test_a5_the_breached_file_is_asked(client, max, settings, tmp_path):
    from tests.accounts.test_known_passwords import write_hashes

    settings.BREACHED_PASSWORDS_FILE = str(write_hashes(tmp_path / "breached.txt", [OWN_PASSWORD]))
    at_password_step(client, max)
    assert list(choose_password(client, OWN_PASSWORD).context["form"].errors) == ["new_password"]


def test_a5_the_repetition_must_be_the_same(client, max):
    at_password_step(client, max)
    assert list(choose_password(client, OWN_PASSWORD, "Herbst-Laub-8").context["form"].errors) == ["repeated"]


def test_a11_the_invoice_password_cannot_become_the_own_one(client, max):
    from accounts.models import LoginKind
    from portal.access.scope import Scope
    from tests.cast import make_login

    make_login(max.customer, kind=LoginKind.INVOICE_ONLY, scope=Scope.INVOICES, password=PASSWORD)
    at_password_step(client, max)
    assert list(choose_password(client, PASSWORD).context["form"].errors) == ["new_password"]


def test_a8_a_notice_goes_out(client, max):
    at_password_step(client, max)
    choose_password(client, OWN_PASSWORD)
    assert [message.to for message in delivered()] == [["max@example.org"]] * 2
    assert max.login.mails.first().kind == "password_changed"
    assert OWN_PASSWORD not in delivered()[-1].body


def test_the_form_is_over_after_saving(client, max):
    at_password_step(client, max)
    other_tab = Client()
    log_in_with(other_tab, max.number, max.password)
    choose_password(client, OWN_PASSWORD)
    assert choose_password(client, "Winter-Schnee-5")["Location"] == LOGIN
    assert choose_password(other_tab, "Winter-Schnee-5")["Location"] == LOGIN
    assert log_in_with(client, max.number, OWN_PASSWORD)["Location"] == "/"


def test_the_trail_names_the_customer_and_hides_the_password(client, max):
    at_password_step(client, max)
    choose_password(client, OWN_PASSWORD)
    entry = AuditEntry.objects.get(action="password.changed")
    assert (entry.actor_kind, entry.actor_name, entry.customer_id) == (
        "customer",
        max.number,
        max.customer.pk,
    )
    assert (entry.old, entry.new) == ({}, {})
