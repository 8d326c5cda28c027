"""C11, K2: terminations and withdrawals as cases of the service centre."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts.declarations.operations import AlreadyDecided, decide_declaration, take_declaration
from contracts.declarations.states import DeclarationState
from contracts.models import Declaration, DeclarationEvent, DeclarationKind
from portal.audit.models import AuditEntry
from portal.audit.trail import system
from portal.outbox.models import OutgoingMail
from portal.shell.staff_groups import StaffGroup
from tests.cast import Person, make_customer
from tests.contracts.declared import declare, make_order

LIST = "/verwaltung/contracts/declaration/"
ANSWER = {"answer": "Ihr Vertrag endet am 31.12.2026.", "note": "Angerufen, war zufrieden."}


def page_of(declaration: Declaration, operation: str = "change") -> str:
    return f"{LIST}{declaration.pk}/{operation}/"


def test_c11_a_case_is_taken_and_done_and_the_person_hears_of_it(service: Client):
    declaration = declare(customer_number="4999999999")
    assert service.post(page_of(declaration, "uebernehmen")).status_code == 302
    assert service.post(page_of(declaration, "erledigt"), ANSWER).status_code == 302
    declaration.refresh_from_db()
    assert (declaration.state, declaration.handled_by.identifier) == ("done", "karin")
    assert declaration.answer == ANSWER["answer"]
    assert list(declaration.events.values_list("state", "actor", "note")) == [
        ("new", "", ""),
        ("in_progress", "karin", ""),
        ("done", "karin", ANSWER["note"]),
    ]
    mail = OutgoingMail.objects.get(kind="declaration_decided")
    assert (mail.to, mail.subject) == (
        "erika@example.net",
        f"Antwort auf Ihre Kündigung {declaration.number}",
    )
    assert "haben wir bearbeitet" in mail.text
    assert ANSWER["answer"] in mail.text
    assert ANSWER["note"] not in mail.text + mail.html
    trail = AuditEntry.objects.filter(action__startswith="declaration.", actor_name="karin").order_by("id")
    assert [entry.action for entry in trail] == ["declaration.in_progress", "declaration.done"]
    assert (trail[1].old, trail[1].new, trail[1].note) == (
        {"state": "in_progress"},
        {"state": "done"},
        ANSWER["note"],
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [("de", "konnten wir nicht ausführen"), ("en", "we could not carry out your withdrawal")],
)
def test_c11_a_refusal_names_its_reason_in_the_language_of_the_person(
    service: Client, language: str, told: str
):
    declaration = declare(kind=DeclarationKind.WITHDRAWAL, language=language)
    service.post(page_of(declaration, "ablehnen"), ANSWER | {"answer": "Diesen Vertrag gibt es nicht."})
    declaration.refresh_from_db()
    mail = OutgoingMail.objects.get(kind="declaration_decided")
    assert (declaration.state, mail.language) == ("refused", language)
    assert told in mail.text
    assert "Diesen Vertrag gibt es nicht." in mail.text


def test_c11_no_decision_without_an_answer(service: Client):
    declaration = declare()
    response = service.post(page_of(declaration, "ablehnen"), {"answer": " ", "note": ""})
    assert list(response.context["form"].errors) == ["answer"]
    declaration.refresh_from_db()
    assert declaration.state == "new"
    assert not OutgoingMail.objects.filter(kind="declaration_decided").exists()


def test_c11_the_second_decision_is_told_so_and_changes_nothing(service: Client):
    declaration = declare()
    service.post(page_of(declaration, "erledigt"), ANSWER)
    response = service.post(page_of(declaration, "ablehnen"), ANSWER | {"answer": "Nein"}, follow=True)
    assert "ist schon im Status „erledigt“" in response.content.decode()
    declaration.refresh_from_db()
    assert (declaration.state, declaration.answer) == ("done", ANSWER["answer"])
    assert OutgoingMail.objects.filter(kind="declaration_decided").count() == 1


@pytest.mark.parametrize("state", ["in_progress", "done", "refused"])
def test_c11_nobody_takes_what_is_taken(db: None, state: str):
    declaration = declare()
    Declaration.objects.update(state=state)
    with pytest.raises(AlreadyDecided):
        take_declaration(declaration=declaration, actor=system("test"), now=timezone.now())
    assert DeclarationEvent.objects.count() == 1


def test_c11_without_its_mail_no_decision_holds(db: None, monkeypatch: pytest.MonkeyPatch):
    declaration = declare()

    def broken(*args: object, **values: object) -> None:
        raise RuntimeError("the outbox is away")

    monkeypatch.setattr("contracts.declarations.operations.enqueue", broken)
    with pytest.raises(RuntimeError):
        decide_declaration(
            declaration=declaration,
            outcome=DeclarationState.DONE,
            answer="x",
            note="",
            actor=system("test"),
            now=timezone.now(),
        )
    declaration.refresh_from_db()
    assert (declaration.state, declaration.handled_at, declaration.events.count()) == ("new", None, 1)


def test_c11_the_page_tells_everything_and_whose_it_may_be(service: Client, erika: Person):
    declaration = declare(
        customer_number="4999 999 999",
        name="Mustermann, Erika",
        remark="<script>alert(1)</script>",
        ends_wanted_on=erika.customer.born_on,
    )
    text = service.get(page_of(declaration)).content.decode()
    for told in (
        "Mustermann, Erika",
        "Internet 100",
        "20.11.2026, 10:30",
        "&lt;script&gt;",
        f"/verwaltung/accounts/customer/{erika.customer.pk}/change/",
        "Nummer und Name passen",
        "Der genannte Tag liegt vor dem Eingang",
        "Ohne Anmeldung gesendet",
    ):
        assert told in text
    assert "<script>alert" not in text
    assert AuditEntry.objects.filter(action="declaration.viewed").count() == 1


@pytest.mark.parametrize(
    ("number", "name", "told"),
    [
        ("4999999999", "Otto Brandt", "die Nummer passt, der Name NICHT"),
        ("", "Erika Mustermann", "der Name passt"),
        ("4111111111", "Erika Mustermann", "der Name passt"),
        ("", "Otto Brandt", "Diese Nummer und diesen Namen hat niemand."),
    ],
)
def test_c11_suggestions_say_what_fits(service: Client, erika: Person, number: str, name: str, told: str):
    declaration = declare(customer_number=number, name=name)
    assert told in service.get(page_of(declaration)).content.decode()


def test_c11_what_a_login_sent_names_customer_and_order(service: Client, erika: Person):
    order = make_order(erika.customer, "A-77")
    declaration = declare(
        erika.customer,
        customer=erika.customer,
        order=order,
        kind=DeclarationKind.WITHDRAWAL,
        channel="portal",
    )
    text = service.get(page_of(declaration)).content.decode()
    assert "Gesendet aus dem Zugang von" in text
    assert "A-77" in text


def test_c11_the_list_finds_filters_and_costs_the_same(service: Client, erika: Person):
    first = declare(customer_number="4999999999")
    service.get(LIST)
    with CaptureQueriesContext(connection) as one:
        service.get(LIST)
    declare(kind=DeclarationKind.WITHDRAWAL)
    declare(erika.customer, customer=erika.customer)
    with CaptureQueriesContext(connection) as three:
        assert len(service.get(LIST).context["cl"].result_list) == 3
    assert len(three) == len(one)
    for query in ({"q": first.number}, {"kind__exact": "withdrawal"}, {"state__exact": "done"}):
        found = service.get(LIST, query).context["cl"].result_list
        assert len(found) == {first.number: 1, "withdrawal": 1, "done": 0}[next(iter(query.values()))]


def test_k2_the_customers_page_shows_what_names_them(service: Client, erika: Person):
    make_customer("4111111111")
    own = declare(erika.customer, customer=erika.customer)
    named = declare(customer_number=erika.number, name="Irgendwer")
    other = declare(customer_number="4111111111")
    text = service.get(f"/verwaltung/accounts/customer/{erika.customer.pk}/change/").content.decode()
    assert "2 offen von 2" in text
    assert own.number in text
    assert named.number in text
    assert other.number not in text


@pytest.mark.parametrize(
    ("group", "status"),
    [
        (StaffGroup.SERVICE, 200),
        (StaffGroup.LEAD, 200),
        (StaffGroup.BILLING, 403),
        (StaffGroup.CATALOGUE, 403),
        (StaffGroup.AUDITOR, 403),
    ],
)
def test_k1_only_the_service_centre_sees_and_decides(staff_client, group: StaffGroup, status: int):
    declaration = declare()
    client = staff_client(group)
    assert client.get(LIST).status_code == status
    assert client.get(page_of(declaration)).status_code == status
    assert client.get(page_of(declaration, "erledigt")).status_code == status
    posted = client.post(page_of(declaration, "uebernehmen")).status_code
    assert posted == (302 if status == 200 else 403)


def test_c11_nobody_changes_or_deletes_what_was_declared(lead: Client):
    declaration = declare()
    assert lead.post(page_of(declaration), {"name": "Andere"}).status_code == 403
    assert lead.post(page_of(declaration, "delete"), {"post": "yes"}).status_code == 403
    assert lead.get(f"{LIST}add/").status_code == 403
    assert lead.get(page_of(declaration, "uebernehmen")).status_code == 405
    assert Declaration.objects.get().name == "Erika Mustermann"
