"""New bank details: the mandate is a paper at once, the account changes on its day, the IBAN is never shown (B2)."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from accounts.models import FormDraft, LoginSession, PaymentDetails, PaymentMethod
from billing.bank_accounts import IbanRefused, bank_account, fingerprint, is_same_account
from billing.models import PendingPayment
from contracts.models import Order, OrderDraft
from contracts.orders.states import OrderState
from portal.audit.models import AuditEntry
from portal.carrier.models import CarrierMessage
from portal.documents import store
from portal.outbox.models import OutgoingMail
from tests.cast import log_in
from tests.contracts.orders.failing import let_fail
from tests.contracts.orders.ordering import (
    base,
    carrier_works,
    configure,
    mail_of,
    order,
    place,
    refused,
    token_of,
    until_done,
)

OLD, NEW = "DE89370400440532013000", "NL91ABNA0417164300"
ANSWERS = {"account_holder": "Erika Mustermann", "iban": "nl91 abna 0417 1643 00", "consent": "on"}


@pytest.mark.parametrize(
    ("typed", "iban", "bic", "bank"),
    [
        ("DE89 3704 0044 0532 0130 00", OLD, "COBADEFFXXX", "Commerzbank"),
        ("  at61 1904 3002 3457 3201 ", "AT611904300234573201", "", ""),
        ("LT121000011101001000", "LT121000011101001000", "", ""),
        ("nl91abna0417164300", NEW, "ABNANL2A", "ABN AMRO BANK N.V."),
        ("CH93 0076 2011 6238 5295 7", "CH9300762011623852957", "", ""),
    ],
)
def test_ibans_of_the_sepa_area(typed, iban, bic, bank):
    account = bank_account(typed)
    assert (account.iban, account.bic, account.bank_name) == (iban, bic, bank)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("DE88 3704 0044 0532 0130 00", "Prüfziffern"),
        ("DE89 3704 0044 0532 0130 0", "zu kurz oder zu lang"),
        ("TR33 0006 1005 1978 6457 8413 26", "SEPA"),
        ("BR97 0036 0305 0000 1000 9795 493P 1", "SEPA"),
        ("12345678", "keine IBAN"),
        ("ZZ89370400440532013000", "keine IBAN"),
        ("", "keine IBAN"),
    ],
)
def test_what_cannot_be_debited_is_refused_with_a_sentence(typed, word):
    with translation.override("de"), pytest.raises(IbanRefused, match=word):
        bank_account(typed)


def test_the_fingerprint_tells_accounts_apart_and_shows_none():
    assert is_same_account("DE89 3704 0044 0532 0130 00", fingerprint(OLD))
    assert not is_same_account(NEW, fingerprint(OLD))
    assert OLD[4:] not in fingerprint(OLD)


def test_another_account(here, erika, account):
    placed = order(here, "bank-details", account, ANSWERS)
    assert (placed.one_off, placed.monthly) == (Decimal("0.00"), Decimal("0.00"))
    assert placed.activation_on == date(2026, 11, 24)  # three Werktage
    assert placed.answers["mandate_reference"] == "4999999999-P1"
    assert "24.11.2026" in mail_of(placed).text
    assert PaymentDetails.objects.get(customer=erika.customer).iban == OLD
    done = until_done(placed)  # unchanged the day before: it is still open then
    assert done.state == OrderState.COMPLETED
    payment = PaymentDetails.objects.get(customer=erika.customer)
    assert (payment.method, payment.iban, payment.bic) == (PaymentMethod.DIRECT_DEBIT, NEW, "ABNANL2A")
    assert (payment.mandate_reference, payment.mandate_signed_on) == ("4999999999-P1", date(2026, 11, 20))
    assert not PendingPayment.objects.exists()
    assert mail_of(placed, "order_completed")


def test_nothing_changes_before_the_day(here, erika, account):
    order(here, "bank-details", account, ANSWERS)
    carrier_works()
    assert PaymentDetails.objects.get(customer=erika.customer).iban == OLD
    assert PendingPayment.objects.count() == 1


def test_the_mandate_is_a_paper_at_once(here, erika, account):
    placed = order(here, "bank-details", account, ANSWERS)
    paper = store.find(placed, "mandate")
    text = PdfReader(BytesIO(store.read(paper))).pages[0].extract_text()
    for words in ("NL91 ABNA 0417 1643 00", "4999999999-P1", "DE98ZZZ09999999999", "acht Wochen"):
        assert words in text
    assert paper.customer_id == erika.customer.pk
    until_done(placed)
    assert store.find(placed, "mandate") == paper


def test_the_owner_is_warned_and_sees_the_account_masked(here, account):
    placed = order(here, "bank-details", account, ANSWERS)
    notice = OutgoingMail.objects.get(kind="bank_details_changed")
    assert "NL91 … 4300" in notice.text
    assert "24.11.2026" in notice.text
    assert placed.number in notice.text


def test_the_iban_lies_nowhere_in_the_open(here, account):
    """Only the customer's own mandate and, at the end, the payment data hold it (C14)."""
    page = configure(here, "bank-details", account, ANSWERS)
    assert NEW not in page.content.decode().replace(" ", "")
    draft = OrderDraft.objects.get()
    assert NEW not in json.dumps(draft.answers)
    placed_page = place(here, "bank-details", account, token_of(page))
    assert NEW not in placed_page.content.decode().replace(" ", "")
    placed = Order.objects.get()
    message = CarrierMessage.objects.get()
    kept = [
        json.dumps(placed.answers),
        json.dumps(placed.summary),
        json.dumps(message.payload),
        message.sealed,
        PendingPayment.objects.get().iban_sealed,
        *(json.dumps([entry.old, entry.new]) for entry in AuditEntry.objects.all()),
        *(mail.text + mail.html for mail in OutgoingMail.objects.all()),
    ]
    until_done(placed)
    kept += [json.dumps([entry.old, entry.new]) for entry in AuditEntry.objects.all()]
    for text in kept:
        assert NEW not in text.replace(" ", "").upper()
    changed = AuditEntry.objects.get(action="bank_details.changed")
    assert (changed.old["iban"], changed.new["iban"]) == ("DE89 … 3000", "NL91 … 4300")


def test_the_same_account_is_refused(here, account):
    page = refused(here, "bank-details", account, ANSWERS | {"iban": OLD})
    assert "Von diesem Konto buchen wir schon ab" in page


def test_who_pays_by_transfer_may_name_the_known_account(here, erika, account):
    PaymentDetails.objects.filter(customer=erika.customer).update(method=PaymentMethod.TRANSFER)
    placed = order(here, "bank-details", account, ANSWERS | {"iban": OLD})
    until_done(placed)
    assert PaymentDetails.objects.get(customer=erika.customer).method == PaymentMethod.DIRECT_DEBIT


def test_without_the_mandate_nothing_is_ordered(here, account):
    page = refused(here, "bank-details", account, ANSWERS | {"consent": ""})
    assert "Ohne das Mandat" in page


def test_a_wrong_check_digit_is_told_next_to_the_field(here, account):
    page = refused(here, "bank-details", account, ANSWERS | {"iban": "NL92ABNA0417164300"})
    assert "Prüfziffern" in page


def test_a_failing_order_changes_nothing_and_forgets_the_account(here, erika, account):
    placed = order(here, "bank-details", account, ANSWERS)
    let_fail(placed)
    assert placed.state == OrderState.FAILED
    assert PaymentDetails.objects.get(customer=erika.customer).iban == OLD
    assert not PendingPayment.objects.exists()


def test_a_cancelled_order_forgets_the_account(here, erika, account):
    placed = order(here, "bank-details", account, ANSWERS)
    carrier_works()
    here.post(f"/auftraege/{placed.number}/stornieren/", {"_customer": erika.number})
    carrier_works()
    carrier_works()
    placed.refresh_from_db()
    assert placed.state == OrderState.CANCELLED
    assert not PendingPayment.objects.exists()
    assert PaymentDetails.objects.get(customer=erika.customer).iban == OLD


def test_the_next_mandate_has_another_reference(here, account):
    placed = order(here, "bank-details", account, ANSWERS)
    until_done(placed)
    second = order(here, "bank-details", account, ANSWERS | {"iban": "AT611904300234573201"})
    assert second.answers["mandate_reference"] == "4999999999-P2"


def test_an_order_in_between_uses_the_reference_up(here, erika, account):
    """Two logins of one customer check the same reference: the second one has to look again."""
    token = token_of(configure(here, "bank-details", account, ANSWERS))
    copy = Order.objects.create(
        number="P-1",
        customer=erika.customer,
        kind="bank-details",
        subject="payment",
        title={"de": "x", "en": "x"},
        channel="portal",
        state=OrderState.FAILED,
        state_at=timezone.now(),
        placed_at=timezone.now(),
    )
    page = place(here, "bank-details", account, token).content.decode()
    assert "Inzwischen wurde eine andere Bankverbindung beauftragt" in page
    assert list(Order.objects.all()) == [copy]


def test_asks_for_the_password_again(client, erika, account):
    log_in(client, erika.login)
    LoginSession.objects.update(proof_at=timezone.now() - timedelta(minutes=6))
    answer = client.get(base("bank-details", account))
    assert answer.headers["Location"].startswith("/anmelden/bestaetigen/")


def test_a_form_that_came_too_late_for_the_proof_is_kept_without_the_iban(client, erika, account):
    log_in(client, erika.login)
    LoginSession.objects.update(proof_at=timezone.now() - timedelta(minutes=6))
    address = base("bank-details", account)
    client.post(
        address, {"_customer": erika.number, **ANSWERS}, headers={"referer": f"http://testserver{address}"}
    )
    kept = FormDraft.objects.get().values
    assert kept["account_holder"] == ["Erika Mustermann"]
    assert "iban" not in kept


def test_the_box_of_the_mandate_is_never_ticked_for_the_customer(here, account):
    configure(here, "bank-details", account, ANSWERS)
    form = here.get(base("bank-details", account)).context["form"]
    assert form["account_holder"].value() == "Erika Mustermann"
    assert not form["consent"].value()
    assert not form["iban"].value()


def test_not_offered_without_a_creditor_identifier(here, account, settings):
    settings.BRAND = replace(settings.BRAND, creditor_id="")
    assert here.get(base("bank-details", account)).status_code == 409


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (OLD, {"bank": "Commerzbank", "bic": "COBADEFFXXX", "text": "Commerzbank · COBADEFFXXX"}),
        ("AT611904300234573201", {"bank": "", "bic": ""}),
        ("DE88370400440532013000", {"fault"}),
    ],
)
def test_the_bank_is_told_while_typing(here, erika, typed, answer):
    response = here.post("/stammdaten/iban/", {"_customer": erika.number, "iban": typed})
    told = response.json()
    if isinstance(answer, set):
        assert set(told) == answer
    else:
        assert told | answer == told
    assert "no-store" in response.headers["Cache-Control"]


def test_nobody_looks_up_an_iban_in_an_address(here):
    assert here.get("/stammdaten/iban/", {"iban": OLD}).status_code == 405
