"""J2, A15: the contact form reaches the service centre, also from locked customers."""

import pytest
from django.conf import settings
from django.test import Client

from portal.audit.models import AuditEntry
from portal.outbox.models import OutgoingMail
from support.models import ContactMessage
from tests.cast import Person, log_in

PAGE = "/kontakt/"
SENT = "/kontakt/gesendet/"
FORM = {
    "topic": "locked",
    "name": "Max Musterfrau",
    "email": "max@example.org",
    "customer_number": "4999999998",
    "phone": "",
    "message": "Ich komme nicht mehr hinein.\nBitte helfen Sie mir.",
    "website": "",
}


def test_j2_a_message_is_kept_and_mailed_to_the_service_centre_only(client: Client, db: None):
    assert client.post(PAGE, FORM)["Location"] == SENT
    assert client.get(SENT).status_code == 200
    message = ContactMessage.objects.get()
    assert (message.topic, message.state, message.login_customer) == ("locked", "new", None)
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind, mail.language) == (settings.BRAND.email, "contact_message", "de")
    for written in ("Max Musterfrau", "max@example.org", "4999999998", "Bitte helfen Sie mir."):
        assert written in mail.text
        assert written in mail.html


def test_j2_what_machines_fill_in_goes_nowhere_and_they_do_not_notice(client: Client, db: None):
    assert client.post(PAGE, FORM | {"website": "https://spam.example"})["Location"] == SENT
    assert ContactMessage.objects.count() == 0
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"), [("email", "kein"), ("message", ""), ("topic", "x"), ("name", "")]
)
def test_j2_what_is_missing_is_named_and_what_was_typed_stays(
    client: Client, db: None, field: str, value: str
):
    response = client.post(PAGE, FORM | {field: value})
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert "4999999998" in response.content.decode()
    assert ContactMessage.objects.count() == 0


def test_a15_the_sixth_message_within_a_quarter_of_an_hour_waits(client: Client, db: None):
    for _n in range(6):
        response = client.post(PAGE, FORM)
    assert response.status_code == 200
    assert ContactMessage.objects.count() == 5


def test_j2_a_subject_with_line_breaks_makes_no_second_header(client: Client, db: None):
    client.post(PAGE, FORM | {"name": "Max\r\nBcc: a@example.org"})
    assert OutgoingMail.objects.get().subject.endswith("Max Bcc: a@example.org")


def test_j2_logged_in_customers_find_their_data_filled_in(client: Client, erika: Person):
    log_in(client, erika.login)
    initial = client.get(PAGE).context["form"].initial
    assert initial == {
        "name": "Erika Mustermann",
        "email": "erika@example.org",
        "customer_number": "4999999999",
        "phone": "0511 123456",
    }
    client.post(PAGE, FORM)
    assert ContactMessage.objects.get().login_customer == erika.customer


def test_a11_an_invoice_only_login_learns_nothing_of_its_customer(client: Client, steuerberater: Person):
    log_in(client, steuerberater.login)
    assert client.get(PAGE).context["form"].initial == {}


def test_a15_the_login_page_leads_here_with_the_topic_chosen(client: Client, db: None):
    assert client.get(PAGE + "?thema=locked").context["form"].initial == {"topic": "locked"}
    assert client.get(PAGE + "?thema=<script>").context["form"].initial == {}


def test_j2_staff_read_a_message_and_mark_it_as_done(client: Client, service: Client):
    client.post(PAGE, FORM)
    message = ContactMessage.objects.get()
    page = f"/verwaltung/support/contactmessage/{message.pk}"
    assert "Bitte helfen Sie mir." in service.get(f"{page}/change/").content.decode()
    assert service.post(f"{page}/erledigt/").status_code == 302
    service.post(f"{page}/erledigt/")
    message.refresh_from_db()
    assert (message.state, message.done_by) == ("done", "karin")
    assert AuditEntry.objects.filter(action="contact_message.done").count() == 1
