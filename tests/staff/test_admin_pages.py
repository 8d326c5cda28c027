"""K4, A1: changes in the service centre stand in the trail; announcements reach customers."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Login, LoginSession, RecoveryDevice
from portal.audit.models import AuditEntry
from portal.audit.trail import record, system
from portal.outbox.models import MailState, OutgoingMail
from portal.shell.models import Announcement
from portal.shell.staff_groups import StaffGroup
from tests.cast import Person
from tests.staff.people import enter, make_staff

FORM = {
    "place": "login",
    "tone": "warning",
    "shown_from_0": "01.11.2026",
    "shown_from_1": "08:00",
    "shown_to_0": "",
    "shown_to_1": "",
    "title_de": "Wartung am Samstag",
    "text_de": "Das Kundencenter ruht von 2 bis 4 Uhr.",
    "title_en": "Maintenance on Saturday",
    "text_en": "",
}


def test_a1_k4_an_announcement_is_written_changed_and_deleted_with_a_trail(lead: Client):
    assert lead.post("/verwaltung/shell/announcement/add/", FORM).status_code == 302
    announcement = Announcement.objects.get()
    page = f"/verwaltung/shell/announcement/{announcement.pk}"
    lead.post(f"{page}/change/", FORM | {"title_de": "Wartung am Sonntag"})
    lead.post(f"{page}/delete/", {"post": "yes"})
    trail = AuditEntry.objects.filter(action__startswith="announcement.").order_by("id")
    assert [(entry.action, entry.actor_name) for entry in trail] == [
        ("announcement.added", "leitung"),
        ("announcement.changed", "leitung"),
        ("announcement.deleted", "leitung"),
    ]
    assert (trail[1].old, trail[1].new) == (
        {"title_de": "Wartung am Samstag"},
        {"title_de": "Wartung am Sonntag"},
    )
    assert trail[2].old["title_de"] == "Wartung am Sonntag"


def test_a1_the_preview_shows_both_languages(lead: Client):
    lead.post("/verwaltung/shell/announcement/add/", FORM)
    page = f"/verwaltung/shell/announcement/{Announcement.objects.get().pk}/vorschau/"
    text = lead.get(page).content.decode()
    assert "Wartung am Samstag" in text
    assert "Maintenance on Saturday" in text
    assert (
        text.count("Das Kundencenter ruht von 2 bis 4 Uhr.") == 2
    )  # English is empty: the German text stands in


@pytest.mark.django_db(transaction=True)
def test_k4_without_its_entry_no_change_holds(monkeypatch: pytest.MonkeyPatch):
    lead = enter(make_staff("leitung", StaffGroup.LEAD))
    lead.raise_request_exception = False

    def broken(*args: object, **values: object) -> None:
        raise RuntimeError("the trail is away")

    monkeypatch.setattr("portal.shell.admin_base.record", broken)
    assert lead.post("/verwaltung/shell/announcement/add/", FORM).status_code == 500
    assert Announcement.objects.count() == 0


def test_k4_the_trail_can_be_searched_and_read_but_not_changed(staff_client, erika: Person):
    client = staff_client(StaffGroup.AUDITOR)
    entry = record(
        "login.succeeded",
        actor=system("job"),
        now=timezone.now(),
        customer_id=erika.customer.pk,
        new={"a": "ü"},
    )
    record("mail.retried", actor=system("other"), now=timezone.now())
    for words in ("login.", "job", str(erika.customer.pk)):
        found = client.get("/verwaltung/audit/auditentry/", {"q": words}).context["cl"].result_list
        assert [row.pk for row in found] == [entry.pk]
    page = f"/verwaltung/audit/auditentry/{entry.pk}"
    assert "&quot;a&quot;: &quot;ü&quot;" in client.get(f"{page}/change/").content.decode()
    assert client.post(f"{page}/change/", {"note": "x"}).status_code == 403
    assert client.post(f"{page}/delete/", {"post": "yes"}).status_code == 403


def make_mail(**values: object) -> OutgoingMail:
    now = timezone.now()
    defaults = {
        "kind": "password_changed",
        "to": "erika@example.org",
        "language": "de",
        "subject": "Betreff",
        "text": "Geheim-oder-nicht",
        "html": "<p>x</p>",
        "message_id": f"<{OutgoingMail.objects.count()}@example.org>",
        "created_at": now,
        "due_at": now,
    }
    return OutgoingMail.objects.create(**(defaults | values))


@pytest.mark.parametrize("is_secret", [True, False])
def test_k2_a_mail_with_a_secret_shows_no_text(service: Client, is_secret: bool):
    mail = make_mail(is_secret=is_secret)
    text = service.get(f"/verwaltung/outbox/outgoingmail/{mail.pk}/change/").content.decode()
    assert ("Geheim-oder-nicht" in text) is not is_secret
    assert AuditEntry.objects.filter(action="outgoingmail.viewed", subject_id=str(mail.pk)).count() == 1


def test_k2_a_failed_mail_is_sent_again(service: Client):
    mail = make_mail(state=MailState.FAILED, tries=9)
    assert service.post(f"/verwaltung/outbox/outgoingmail/{mail.pk}/erneut/").status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (MailState.WAITING, 0)
    assert AuditEntry.objects.get(action="mail.retried").actor_name == "karin"


def test_k1_the_lead_switches_staff_off_and_the_next_click_is_outside(lead: Client):
    colleague = enter(make_staff("jan", StaffGroup.SERVICE))
    login = Login.objects.get(identifier="jan")
    page = f"/verwaltung/accounts/login/{login.pk}/change/"
    groups = [group.pk for group in login.groups.all()]
    lead.post(page, {"full_name": "Jan", "language": "de", "groups": groups})
    assert Login.objects.get(pk=login.pk).is_active is False
    assert colleague.get("/verwaltung/")["Location"].startswith("/verwaltung/anmelden/")
    assert AuditEntry.objects.get(action="login.changed").new == {"is_active": False}


def test_a13_the_lead_removes_a_lost_factor_with_a_reason(lead: Client):
    login = make_staff("jan", StaffGroup.SERVICE)
    enter(login)
    RecoveryDevice.renew_for(login)
    page = f"/verwaltung/accounts/login/{login.pk}/faktor-entfernen/"
    assert lead.post(page, {"reason": ""}).status_code == 200
    assert login.totpdevice_set.count() == 1
    lead.post(page, {"reason": "Handy verloren, Ausweis gesehen"})
    assert (login.totpdevice_set.count(), RecoveryDevice.objects.count()) == (0, 0)
    assert LoginSession.objects.filter(login=login, ended_at=None).count() == 0
    assert AuditEntry.objects.get(action="staff.factor_removed").note == "Handy verloren, Ausweis gesehen"


def test_a13_nobody_removes_the_own_factor_and_service_none_at_all(lead: Client, service: Client):
    own = Login.objects.get(identifier="leitung")
    for client in (lead, service):
        response = client.post(f"/verwaltung/accounts/login/{own.pk}/faktor-entfernen/", {"reason": "x"})
        assert response.status_code == 403
    assert own.totpdevice_set.count() == 1


def test_k1_customers_never_appear_among_the_staff(lead: Client, erika: Person):
    names = [row.identifier for row in lead.get("/verwaltung/accounts/login/").context["cl"].result_list]
    assert names == ["leitung"]
    assert lead.get(f"/verwaltung/accounts/login/{erika.login.pk}/change/").status_code == 302


def test_l2_the_entry_costs_no_more_with_more_staff(lead: Client, django_assert_num_queries):
    """The list of staff asks for factors and groups once."""
    from django.test.utils import CaptureQueriesContext

    lead.get("/verwaltung/accounts/login/")
    with CaptureQueriesContext(connection) as one:
        lead.get("/verwaltung/accounts/login/")
    make_staff("jan", StaffGroup.SERVICE)
    make_staff("ute", StaffGroup.SERVICE)
    with django_assert_num_queries(len(one)):
        lead.get("/verwaltung/accounts/login/")
