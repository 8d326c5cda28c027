"""Own password and notification address, changed from inside (A8, A19), and mails to read again (L5)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailConfirmation, NotificationAddress
from accounts.operations.notices import tell
from portal.outbox.mail import enqueue
from portal.outbox.models import OutgoingMail
from tests.accounts.play import OWN_PASSWORD, confirm, delivered, is_inside, link_in, log_in_with, trail
from tests.cast import PASSWORD, log_in, make_customer

ADDRESS = "/sicherheit/e-mail/"


@pytest.fixture
def inside(client, erika) -> Client:
    return log_in(client, erika.login)


def change_password(client, password=PASSWORD, new=OWN_PASSWORD):
    data = {"password": password, "new_password": new, "repeated": new}
    return client.post(reverse("accounts:own_password"), data)


def address_of(person) -> str:
    return NotificationAddress.objects.get(login=person.login).email


def test_a8_a_new_password_ends_every_session_and_is_asked_for_at_once(inside, erika):
    elsewhere = log_in(Client(), erika.login)
    response = change_password(inside)
    assert response["Location"] == "/anmelden/"
    assert "Ihr neues Kennwort ist gespeichert." in inside.get("/anmelden/").text
    assert (is_inside(inside), is_inside(elsewhere)) == (False, False)
    assert log_in_with(Client(), erika.number, PASSWORD).status_code == 200
    assert log_in_with(Client(), erika.number, OWN_PASSWORD).status_code == 303
    assert [message.subject for message in delivered()] == ["Ihr Kennwort wurde geändert"]


def test_a8_not_without_the_present_one_and_guesses_are_counted(inside, erika):
    for _ in range(5):
        page = change_password(inside, "Falsch-1234")
        assert set(page.context["form"].errors) == {"password"}
    locked = change_password(inside)
    assert "Es waren zu viele Versuche." in locked.text
    assert is_inside(inside)
    erika.login.refresh_from_db()
    assert erika.login.check_password(PASSWORD)


def test_a5_a_refused_password_is_explained_and_is_no_guess(inside, erika):
    for _ in range(6):
        page = change_password(inside, new="kurz")
        assert set(page.context["form"].errors) == {"new_password"}
    assert change_password(inside).status_code == 303


def test_a8_a_change_of_address_that_waits_ends_with_the_password(inside, erika):
    """Whoever was inside with a stolen password must not keep a way back."""
    inside.post(ADDRESS, {"email": "boese@example.org"})
    link = link_in(delivered()[0])
    change_password(inside)
    assert Client().post(f"{link}ja/").status_code == 410
    assert address_of(erika) == "erika@example.org"


def test_a19_the_new_address_counts_after_the_click_and_the_old_one_is_warned(inside, erika):
    assert inside.post(ADDRESS, {"email": "neu@example.org"})["Location"] == ADDRESS
    assert address_of(erika) == "erika@example.org"
    link_mail, warning = delivered()
    assert (link_mail.to, warning.to) == (["neu@example.org"], ["erika@example.org"])
    assert warning.subject == "Ihre E-Mail-Adresse soll geändert werden"
    assert "n***@example.org" in warning.body
    page = confirm(Client(), link_in(link_mail))
    assert "Ab jetzt schreiben wir an diese Adresse." in page.text
    assert address_of(erika) == "neu@example.org"
    notice = delivered()[-1]
    assert (notice.to, notice.subject) == (["erika@example.org"], "Ihre E-Mail-Adresse wurde geändert")
    assert trail()[-2:] == ["email.confirmation_sent", "email.confirmed"]
    tell("password_changed", login=erika.login, now=timezone.now())
    assert delivered()[-1].to == ["neu@example.org"]


def test_a19_a_mistyped_address_is_corrected_and_its_link_is_void(inside, erika):
    inside.post(ADDRESS, {"email": "nue@example.org"})
    inside.post(ADDRESS, {"email": "neu@example.org"})
    links = [message for message in delivered() if "/e-mail-bestaetigen/" in message.body]
    assert [message.to for message in links] == [["nue@example.org"], ["neu@example.org"]]
    assert Client().post(f"{link_in(links[0])}ja/").status_code == 410
    confirm(Client(), link_in(links[1]))
    assert address_of(erika) == "neu@example.org"


def test_a19_sent_again_the_old_address_is_not_warned_twice(inside, erika):
    inside.post(ADDRESS, {"email": "neu@example.org"})
    inside.post(reverse("accounts:address_again"))
    messages = delivered()
    assert [message.to[0] for message in messages] == [
        "neu@example.org",
        "erika@example.org",
        "neu@example.org",
    ]
    confirm(Client(), link_in(messages[2]))
    assert address_of(erika) == "neu@example.org"


def test_a19_withdrawn_the_link_confirms_nothing(inside, erika):
    inside.post(ADDRESS, {"email": "neu@example.org"})
    link = link_in(delivered()[0])
    assert inside.post(reverse("accounts:address_withdraw"))["Location"] == "/sicherheit/"
    assert Client().get(link).status_code == 410
    assert inside.get(ADDRESS).context["pending"] is None
    assert trail()[-1] == "email.change_withdrawn"


def test_a19_after_a_day_the_link_is_void_and_the_page_says_so(inside, erika):
    inside.post(ADDRESS, {"email": "neu@example.org"})
    link = link_in(delivered()[0])
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        assert Client().post(f"{link}ja/").status_code == 410
        assert "Der Link ist abgelaufen." in log_in(Client(), erika.login).get(ADDRESS).text
    assert address_of(erika) == "erika@example.org"


def test_a19_the_present_address_is_no_change(inside):
    page = inside.post(ADDRESS, {"email": "Erika@example.org"})
    assert page.context["form"].errors["email"] == ["Das ist schon Ihre aktuelle Adresse."]
    assert EmailConfirmation.objects.count() == 0


def test_a15_links_are_not_sent_without_end(inside):
    for number in range(5):
        assert inside.post(ADDRESS, {"email": f"neu{number}@example.org"}).status_code == 303
    assert "Es waren zu viele Versuche." in inside.post(ADDRESS, {"email": "neu@example.org"}).text
    assert "Es waren zu viele Versuche." in inside.post(reverse("accounts:address_again"), follow=True).text
    assert EmailConfirmation.objects.count() == 5


def test_l5_mails_are_read_again_and_secrets_are_dots(inside, erika):
    inside.post(ADDRESS, {"email": "neu@example.org"})
    mail = OutgoingMail.objects.get(kind="email_confirmation")
    listed = inside.get("/nachrichten/")
    assert "Bitte bestätigen Sie Ihre E-Mail-Adresse" in listed.text
    page = inside.get(f"/nachrichten/{mail.pk}/")
    assert "••••••••" in page.text
    assert "/e-mail-bestaetigen/" not in page.text


def test_l5_a_mail_is_text_whatever_is_in_it(inside, erika):
    tell("password_changed", login=erika.login, now=timezone.now())
    mail = OutgoingMail.objects.get()
    OutgoingMail.objects.update(text="Guten Tag\n\n<script>alert(1)</script>", subject="<b>Hallo</b>")
    page = inside.get(f"/nachrichten/{mail.pk}/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;Hallo&lt;/b&gt;" in page


def test_l5_nobody_reads_other_people_s_mails(inside, firma):
    tell("password_changed", login=firma.login, now=timezone.now())
    mail = OutgoingMail.objects.get()
    assert inside.get(f"/nachrichten/{mail.pk}/").status_code == 404
    assert list(inside.get("/nachrichten/").context["mails"]) == []


def test_l5_mails_of_a_merged_number_stay(inside, erika):
    old = make_customer("4333333333", merged_into=erika.customer)
    enqueue(
        "password_changed",
        to="alt@example.org",
        language="de",
        context={"at": timezone.now(), "number": old.number, "login_url": "/"},
        now=timezone.now(),
        customer_id=old.pk,
    )
    assert [mail.to for mail in inside.get("/nachrichten/").context["mails"]] == ["alt@example.org"]


def test_l5_the_list_has_pages_and_costs_the_same_for_each(inside, erika, django_assert_num_queries):
    def write(count: int) -> None:
        for _ in range(count):
            tell("password_changed", login=erika.login, now=timezone.now())

    write(1)
    with django_assert_num_queries(5):
        inside.get("/nachrichten/")
    write(24)
    with django_assert_num_queries(5):
        page = inside.get("/nachrichten/?seite=2")
    assert len(page.context["mails"]) == 5
    assert "21 bis 25 von 25" in page.text
