"""C11, § 312k and § 356a BGB: terminate and withdraw without login, with a receipt at once."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client

from contracts.declarations import flood
from contracts.declarations.content import hints_of
from contracts.declarations.queries import contract_choices
from contracts.declarations.rules import Hint
from contracts.models import Declaration, DeclarationEvent, DeclarationKind, Order, Product
from portal.access.access import Access
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.documents.models import Document
from portal.outbox.models import MailState, OutgoingMail
from tests.cast import Person, log_in, make_login, make_person
from tests.contracts.declared import declare, make_order, make_product
from tests.contracts.papers.reading import text_of

TERMINATE = "/kuendigen/"
WITHDRAW = "/widerrufen/"
TERMINATION = {
    "termination_type": "ordinary",
    "reason": "",
    "name": "Erika Mustermann",
    "customer_number": "4999999999",
    "contract": "Internet 100, 0511 123456",
    "ends_wanted_on": "",
    "email": "erika@example.net",
    "remark": "",
}
WITHDRAWAL = {
    "name": "Erika Mustermann",
    "customer_number": "",
    "contract": "Auftrag A-100001",
    "email": "erika@example.net",
    "remark": "",
}


def send(client: Client, page: str, form: dict[str, str], **values: str):
    return client.post(page, {"token": str(uuid4())} | form | values)


def receipt_of(client: Client, response) -> str:
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    "page", ["/anmelden/", "/impressum/", "/kontakt/", TERMINATE, WITHDRAW, "/gibt-es-nicht/"]
)
def test_c11_both_links_stand_on_every_page(client: Client, db: None, page: str):
    text = client.get(page).content.decode()
    assert '<a href="/kuendigen/">Verträge hier kündigen</a>' in text
    assert '<a href="/widerrufen/">Vertrag widerrufen</a>' in text


@pytest.mark.parametrize(
    ("page", "button"), [(TERMINATE, "jetzt kündigen"), (WITHDRAW, "Widerruf bestätigen")]
)
def test_c11_one_page_one_form_with_the_button_of_the_law(client: Client, db: None, page: str, button: str):
    text = client.get(page).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*>(.*?)</button>', main)
    assert buttons == [button]
    assert main.count("<form") == 1
    assert 'type="password"' not in main


def test_c11_a_termination_is_received_word_for_word(client: Client, db: None):
    response = send(
        client,
        TERMINATE,
        TERMINATION,
        termination_type="extraordinary",
        reason="Seit drei Wochen kein Netz.\nSechsmal angerufen.",
        ends_wanted_on="2026-12-31",
        remark="Bitte <b>schnell</b>.",
    )
    declaration = Declaration.objects.get()
    assert re.fullmatch(r"/kuendigen/eingang/[\w-]{32}/", response["Location"])
    assert (declaration.kind, declaration.channel, declaration.state) == ("termination", "public", "new")
    assert (declaration.customer, declaration.product, declaration.order) == (None, None, None)
    text = receipt_of(client, response)
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind, mail.language) == ("erika@example.net", "declaration_received", "de")
    assert mail.subject == f"Eingangsbestätigung Ihrer Kündigung {declaration.number}"
    for told in (
        declaration.number,
        "außerordentliche Kündigung aus wichtigem Grund",
        "Sechsmal angerufen.",
        "Erika Mustermann",
        "4999999999",
        "Internet 100, 0511 123456",
        "31.12.2026",
        "erika@example.net",
        "Ich kündige den hier genannten Vertrag.",
    ):
        assert told in text
        assert told in mail.text
        assert told in mail.html
    assert "Bitte &lt;b&gt;schnell&lt;/b&gt;." in text
    assert "Bitte <b>schnell</b>." in mail.text
    assert "<b>" not in mail.html
    entry = AuditEntry.objects.get(action="declaration.received")
    assert (entry.actor_kind, entry.new["number"], entry.address) == (
        "anonymous",
        declaration.number,
        "127.0.0.0",
    )


@pytest.mark.parametrize(
    ("language", "moment", "words", "end"),
    [
        (
            "de",
            "20.11.2026, 10:30 Uhr",
            "Ich kündige den hier genannten Vertrag.",
            "zum nächstmöglichen Zeitpunkt",
        ),
        ("en", "20 Nov 2026, 10:30", "I terminate the contract named here.", "as soon as possible"),
    ],
)
def test_c11_the_receipt_tells_date_and_time_in_the_language_of_the_form(
    client: Client, db: None, language: str, moment: str, words: str, end: str
):
    declaration = declare(language=language)
    mail = OutgoingMail.objects.get()
    page = client.get(
        f"/kuendigen/eingang/{declaration.slug}/", HTTP_ACCEPT_LANGUAGE=language
    ).content.decode()
    for told in (moment, words, end, declaration.number):
        assert told in mail.text.replace("\N{NO-BREAK SPACE}", " ")
        assert told in page.replace("\N{NO-BREAK SPACE}", " ")


def test_c11_a_withdrawal_is_received_the_same_way(client: Client, db: None):
    response = send(client, WITHDRAW, WITHDRAWAL)
    declaration = Declaration.objects.get()
    assert response["Location"] == f"/widerrufen/eingang/{declaration.slug}/"
    assert declaration.number.startswith("W-")
    assert "Ich widerrufe den hier genannten Vertrag." in receipt_of(client, response)
    assert OutgoingMail.objects.get().subject.startswith("Eingangsbestätigung Ihres Widerrufs W-")


def test_c11_nothing_is_executed_and_nothing_told_about_the_number(client: Client, erika: Person):
    product = make_product(erika.customer)
    pages = []
    for number in (erika.number, "4111111111"):
        text = receipt_of(client, send(client, TERMINATE, TERMINATION, customer_number=number))
        declaration = Declaration.objects.latest("id")
        for own in (number, declaration.number, declaration.slug):
            text = text.replace(own, "…")
        pages.append(re.sub(r"\d\d:\d\d", "", re.sub(r'value="[^"]*"', "", text)))
    assert pages[0] == pages[1]
    product.refresh_from_db()
    assert product.status == "active"
    assert Order.objects.count() == 0
    assert not Declaration.objects.exclude(customer=None).exists()


@pytest.mark.parametrize(
    ("page", "form", "field", "value"),
    [
        (TERMINATE, TERMINATION, "name", " \n"),
        (TERMINATE, TERMINATION, "contract", ""),
        (TERMINATE, TERMINATION, "email", "kein"),
        (TERMINATE, TERMINATION, "email", "a@example.org\nBcc: b@example.org"),
        (TERMINATE, TERMINATION, "termination_type", "x"),
        (TERMINATE, TERMINATION, "ends_wanted_on", "31.02.2027"),
        (TERMINATE, TERMINATION, "remark", "x" * 3001),
        (TERMINATE, TERMINATION, "name", "x" * 201),
        (TERMINATE, TERMINATION, "contract", "x" * 100_000),
        (WITHDRAW, WITHDRAWAL, "email", ""),
        (WITHDRAW, WITHDRAWAL, "contract", ""),
    ],
)
def test_c11_what_is_missing_is_named_and_what_was_typed_stays(
    client: Client, db: None, page: str, form: dict[str, str], field: str, value: str
):
    response = send(client, page, form, **{field: value})
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    kept = "contract" if field == "name" else "name"
    assert form[kept] in response.content.decode()
    assert (Declaration.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_c11_only_an_extraordinary_termination_needs_a_reason(client: Client, db: None):
    response = send(client, TERMINATE, TERMINATION, termination_type="extraordinary")
    assert list(response.context["form"].errors) == ["reason"]
    assert send(client, TERMINATE, TERMINATION).status_code == 302


@pytest.mark.parametrize("typed", ["2020-01-01", "01.01.2020", "0001-01-01"])
def test_c11_an_end_in_the_past_is_received_with_a_hint(client: Client, db: None, typed: str):
    response = send(client, TERMINATE, TERMINATION, ends_wanted_on=typed)
    assert hints_of(Declaration.objects.get()) == (Hint.END_IN_THE_PAST,)
    assert "Ihre Kündigung zählt trotzdem" in receipt_of(client, response)


def test_c11_sent_twice_it_is_one_declaration_and_one_mail(client: Client, db: None):
    form = TERMINATION | {"token": str(uuid4())}
    first, second = client.post(TERMINATE, form), client.post(TERMINATE, form)
    assert first["Location"] == second["Location"]
    assert (Declaration.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert DeclarationEvent.objects.count() == 1


def test_c11_corrected_and_sent_again_it_is_a_second_one(client: Client, db: None):
    form = TERMINATION | {"token": str(uuid4())}
    client.post(TERMINATE, form)
    client.post(TERMINATE, form | {"contract": "Fernsehen"})
    assert Declaration.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "\0"])
def test_c11_a_broken_token_stops_nobody(client: Client, db: None, token: str):
    response = client.post(TERMINATE, TERMINATION | {"token": token})
    assert (response.status_code, Declaration.objects.count()) == ((302, 1) if token != "\0" else (200, 0))


def test_c11_line_breaks_and_unseen_signs_make_no_second_header(client: Client, db: None):
    send(client, TERMINATE, TERMINATION, name="Erika\r\nBcc: a@example.org\u202e", contract="A\nB")
    declaration = Declaration.objects.get()
    assert (declaration.name, declaration.contract) == ("Erika Bcc: a@example.org", "A B")
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.subject.count("\n")) == (MailState.WAITING, 0)


def test_c11_a_receipt_opens_with_its_own_address_only(client: Client, db: None):
    declaration = declare()
    assert client.get(f"/widerrufen/eingang/{declaration.slug}/").status_code == 404
    assert client.get(f"/kuendigen/eingang/{declaration.number}/").status_code == 404
    response = client.get(f"/kuendigen/eingang/{declaration.slug}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_c11_a_flood_is_told_what_else_to_do(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, settings
):
    monkeypatch.setattr(flood, "LIMIT", 2)
    for _n in range(2):
        assert send(client, TERMINATE, TERMINATION).status_code == 302
    response = send(client, TERMINATE, TERMINATION)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    text = response.content.decode()
    for told in ("NICHT eingegangen", settings.BRAND.hotline.number, settings.BRAND.email, "0511 123456"):
        assert told in text
    assert Declaration.objects.count() == 2
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert send(other, TERMINATE, TERMINATION).status_code == 302


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", ""),
    ],
)
def test_c11_a_flood_is_counted_by_connection(address: str, network: str):
    assert flood.network_of(address) == network


# On paper


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "de",
            [
                "Eingangsbestätigung Ihrer Kündigung",
                "20.11.2026",
                "10:30",
                "Ich kündige den hier genannten Vertrag.",
                "zum nächstmöglichen Zeitpunkt",
            ],
        ),
        (
            "en",
            ["Receipt of your termination", "20 Nov 2026", "10:30", "I terminate the contract named here."],
        ),
    ],
)
def test_c11_the_receipt_can_be_kept_as_pdf(client: Client, db: None, language: str, told: list[str]):
    declaration = declare(language=language, remark="Bitte <b>schnell</b>.")
    response = client.get(f"/kuendigen/eingang/{declaration.slug}/pdf/")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert declaration.number in response["Content-Disposition"]
    text = " ".join(text_of(response.content).split())
    for words in [*told, declaration.number, "Erika Mustermann", "Internet 100", "Bitte <b>schnell</b>."]:
        assert words in text
    again = client.get(f"/kuendigen/eingang/{declaration.slug}/pdf/", HTTP_ACCEPT_LANGUAGE="fr")
    assert again.content == response.content
    paper = Document.objects.get()
    assert (paper.subject_type, paper.kind, paper.customer) == ("contracts.Declaration", "receipt", None)


def test_c11_the_paper_of_a_withdrawal_has_its_own_address(client: Client, db: None):
    declaration = declare(kind=DeclarationKind.WITHDRAWAL)
    assert client.get(f"/kuendigen/eingang/{declaration.slug}/pdf/").status_code == 404
    response = client.get(f"/widerrufen/eingang/{declaration.slug}/pdf/")
    assert "Ich widerrufe den hier genannten Vertrag." in " ".join(text_of(response.content).split())


# Logged in


def test_c11_logged_in_the_form_is_filled_in_and_offers_the_contracts(client: Client, erika: Person):
    mine = make_product(erika.customer, "P-1")
    make_product(erika.customer, "P-2", status="terminated")
    make_product(erika.customer, "P-3", family="account", offering="")
    make_product(make_person("4111111111", email="x@example.org").customer, "P-4")
    log_in(client, erika.login)
    form = client.get(TERMINATE).context["form"]
    known = {name: form.initial[name] for name in ("name", "customer_number", "email")}
    assert known == {
        "name": "Erika Mustermann",
        "customer_number": erika.number,
        "email": "erika@example.org",
    }
    assert [value for value, _text in form.fields["choice"].choices] == ["", f"product-{mine.pk}", "other"]


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({}, "kann am 26.12.2026 enden"),
        ({"minimum_term_ends_on": date(2027, 5, 9)}, "kann am 09.05.2027 enden"),
        ({"status": "pendingTerminate", "ends_on": date(2027, 1, 31)}, "endet am 31.01.2027"),
    ],
)
def test_c11_logged_in_the_next_possible_end_stands_beside_the_contract(
    erika: Person, values: dict, label: str
):
    product = make_product(erika.customer, **values)
    now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    access = Access(1, "customer", "", "de", 1, now, customer_ids=(erika.customer.pk,), scope=Scope.FULL)
    choices = contract_choices(access, is_termination=True, now=now)
    assert [(c.value, c.text, c.label) for c in choices] == [
        (f"product-{product.pk}", "Internet 100, P-1", f"Internet 100, P-1: {label}")
    ]


def test_c11_logged_in_a_chosen_contract_is_named_and_linked(client: Client, erika: Person):
    product = make_product(erika.customer)
    log_in(client, erika.login)
    response = send(
        client, TERMINATE, TERMINATION, contract="", choice=f"product-{product.pk}", _customer=erika.number
    )
    declaration = Declaration.objects.get()
    assert (declaration.customer, declaration.product, declaration.channel) == (
        erika.customer,
        product,
        "portal",
    )
    assert declaration.contract == "Internet 100, P-1"
    assert "Internet 100, P-1" in receipt_of(client, response)
    assert OutgoingMail.objects.get().customer == erika.customer


@pytest.mark.parametrize(("choice", "field"), [("", "choice"), ("other", "contract"), ("x", "choice")])
def test_c11_neither_choice_nor_words_is_a_mistake(client: Client, erika: Person, choice: str, field: str):
    make_product(erika.customer)
    log_in(client, erika.login)
    response = send(client, TERMINATE, TERMINATION, contract="", choice=choice)
    assert list(response.context["form"].errors) == [field]


def test_c11_another_contract_is_named_in_words(client: Client, erika: Person):
    make_product(erika.customer)
    log_in(client, erika.login)
    send(client, TERMINATE, TERMINATION, choice="other", _customer=erika.number)
    declaration = Declaration.objects.get()
    assert (declaration.contract, declaration.product) == (TERMINATION["contract"], None)
    assert declaration.customer == erika.customer


def test_c11_a_strangers_contract_cannot_be_chosen(client: Client, erika: Person):
    make_product(erika.customer)
    other = make_product(make_person("4111111111", email="x@example.org").customer, "P-4")
    log_in(client, erika.login)
    response = send(client, TERMINATE, TERMINATION, choice=f"product-{other.pk}")
    assert list(response.context["form"].errors) == ["choice"]


@pytest.mark.parametrize("posted", ["", "4111111111"])
def test_c11_a_form_of_another_customer_proves_nothing(client: Client, erika: Person, posted: str):
    log_in(client, erika.login)
    send(client, TERMINATE, TERMINATION, _customer=posted)
    declaration = Declaration.objects.get()
    assert (declaration.customer, declaration.channel) == (None, "public")


def test_a11_a_third_party_finds_nothing_filled_in_and_proves_nothing(client: Client, erika: Person):
    make_product(erika.customer)
    log_in(client, make_login(erika.customer, kind="invoice_only", scope=Scope.INVOICES, password="x"))
    form = client.get(TERMINATE).context["form"]
    assert set(form.initial) == {"token"}
    assert "choice" not in form.fields
    send(client, TERMINATE, TERMINATION, _customer=erika.number)
    assert Declaration.objects.get().customer is None


ORDERED = datetime(2026, 11, 6, 12, tzinfo=UTC)  # a Friday: the 14 days end on Friday 20 November


@pytest.mark.parametrize(
    ("received_at", "is_late"),
    [
        (datetime(2026, 11, 7, 8, tzinfo=UTC), False),  # day 1
        (datetime(2026, 11, 20, 22, 59, tzinfo=UTC), False),  # day 14, 23:59 in Berlin
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), True),  # day 15, 0:00 in Berlin
    ],
)
def test_c11_a_late_withdrawal_is_received_with_a_hint(
    client: Client, erika: Person, received_at: datetime, is_late: bool
):
    order = make_order(erika.customer, placed_at=ORDERED)
    declaration = declare(kind=DeclarationKind.WITHDRAWAL, order=order, received_at=received_at)
    assert hints_of(declaration) == ((Hint.WITHDRAWAL_LATE,) if is_late else ())
    page = client.get(f"/widerrufen/eingang/{declaration.slug}/").content.decode()
    assert ("Widerrufsfrist von 14 Tagen scheint vorbei" in page) is is_late
    assert declaration.state == "new"


def test_c11_recent_orders_are_offered_for_withdrawal(client: Client, erika: Person):
    from django.utils import timezone

    order = make_order(erika.customer, "A-7", placed_at=timezone.now())
    make_order(erika.customer, "A-8", placed_at=datetime(2020, 1, 1, tzinfo=UTC))
    log_in(client, erika.login)
    form = client.get(WITHDRAW).context["form"]
    assert [value for value, _text in form.fields["choice"].choices] == ["", f"order-{order.pk}", "other"]
    send(client, WITHDRAW, WITHDRAWAL, contract="", choice=f"order-{order.pk}", _customer=erika.number)
    assert Declaration.objects.get().order == order


@pytest.mark.parametrize("rows", [1, 3])
def test_l2_the_form_costs_no_more_with_more_contracts(
    client: Client, erika: Person, rows: int, django_assert_max_num_queries
):
    for n in range(rows):
        make_product(erika.customer, f"P-{n}")
    log_in(client, erika.login)
    client.get(TERMINATE)
    with django_assert_max_num_queries(10):
        client.get(TERMINATE)


# What the database refuses


@pytest.mark.parametrize(
    "values",
    [
        {"termination_type": "extraordinary", "reason": ""},
        {"termination_type": ""},
        {"kind": DeclarationKind.WITHDRAWAL, "termination_type": "ordinary"},
    ],
)
def test_c11_the_database_refuses_half_a_declaration(db: None, values: dict):
    with pytest.raises(IntegrityError):
        declare(**values)
    assert not Product.objects.exists()


def test_c11_the_wanted_end_is_kept_as_a_day(db: None):
    assert declare(ends_wanted_on=date(2027, 3, 31)).ends_wanted_on == date(2027, 3, 31)
