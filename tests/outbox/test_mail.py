"""Writing mails into the outbox (architecture, wall 4; requirements L5)."""

import re
from email import message_from_bytes
from email.policy import SMTP
from email.utils import formataddr
from threading import Thread

import pytest
from django.core.mail import BadHeaderError
from django.db import connection, transaction

from accounts.models import Customer
from portal.outbox.mail import Letter, enqueue, enqueue_many
from portal.outbox.message import OutboxMessage
from portal.outbox.models import MailState, OutgoingMail
from portal.outbox.render import MASK, MailError, MailTemplates
from tests.cast import LONG_AGO, Person
from tests.outbox.conftest import NOW

SECRET = {"password": "Wolke-73-Anker", "link": "https://portal.example.org/bestaetigen/abc123/"}


def sample(**values):
    context = {"word": "Käse & Brot", "subject_word": "Grüße", "address": "https://x.example/?a=1&b=2"}
    context |= values.pop("context", {})
    arguments = {"to": "erika@example.org", "language": "de", "context": context, "now": NOW} | values
    return enqueue("sample", **arguments)


def sent_bytes(mail) -> bytes:
    return OutboxMessage(OutgoingMail.objects.get(pk=mail.pk)).message().as_bytes(linesep="\r\n")


@pytest.mark.django_db
def test_l5_mail_is_multipart_in_its_language_with_fixed_headers(settings):
    settings.DEFAULT_FROM_EMAIL = "kundencenter@nordwerk.example"
    mail = sample(language="en")
    message = message_from_bytes(sent_bytes(mail), policy=SMTP)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Subject"] == "Kind regards: Grüße"
    assert message["From"] == "nordwerk Kundencenter <kundencenter@nordwerk.example>"
    assert message["To"] == "erika@example.org"
    assert message["Reply-To"] == "service@nordwerk.example"
    assert message["Content-Language"] == "en"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert re.fullmatch(r"<[0-9a-f]{32}@nordwerk\.example>", message["Message-ID"])
    assert message.defects == []
    assert sent_bytes(mail) == sent_bytes(mail)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nordwerk", 'Nord "Werk" GmbH', "Nörd, Werk & Söhne", "a" * 120 + " ü"])
@pytest.mark.parametrize("subject", ["kurz", "ä" * 150, "lang " * 35, "\u65e5\u672c: 100 % \U0001f600"])
def test_l5_headers_come_back_as_they_were(settings, name, subject):
    settings.DEFAULT_FROM_EMAIL = formataddr((name, "kundencenter@nordwerk.example"))
    raw = sent_bytes(sample(context={"subject_word": subject}))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    message = message_from_bytes(raw, policy=SMTP)
    assert message["From"].addresses[0].display_name == name
    assert message["From"].addresses[0].addr_spec == "kundencenter@nordwerk.example"
    assert message["Subject"].endswith(subject.strip())


@pytest.mark.django_db
def test_header_of_two_lines_is_never_sent():
    mail = sample()
    OutgoingMail.objects.filter(pk=mail.pk).update(subject="a\nBcc: b@example.org")
    with pytest.raises(BadHeaderError):
        sent_bytes(mail)


@pytest.mark.django_db
def test_l5_text_is_plain_and_html_is_escaped_with_styles_inside():
    mail = sample()
    assert "Ein Wort: Käse & Brot\n" in mail.text
    assert "Nordwerk Telekommunikation GmbH" in mail.text
    assert "\n\n\n" not in mail.text
    assert "Käse &amp; Brot" in mail.html
    assert re.search(r'<h1 style="[^"]*font-size: 23px', mail.html)
    assert "@media (prefers-color-scheme: dark)" in mail.html
    assert '<a class="button" href="https://x.example/?a=1&amp;b=2" style="' in mail.html
    assert "<img" not in mail.html
    assert "<script" not in mail.html
    assert "Amtsgericht Hannover, HRB 000000" in mail.html


@pytest.mark.django_db
def test_language_without_catalogue_falls_back_to_the_default():
    assert sample(language="fr").language == "de"


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["a\nBcc: everybody@example.org", "a\r\nX-Evil: 1", "a\rb"])
def test_subject_refuses_header_injection(word):
    with pytest.raises(MailError):
        sample(context={"subject_word": word})
    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "no address", "a@b@c", ""])
def test_impossible_address_fails_the_mail_and_not_its_cause(address):
    mail = sample(to=address)
    assert mail.state == MailState.FAILED
    assert mail.last_error != ""


@pytest.mark.django_db
def test_once_key_writes_one_row():
    assert sample(once_key="notification:1").once_key == "notification:1"
    assert sample(once_key="notification:1") is None
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_once_key_holds_against_an_uncommitted_rival():
    results = []

    def rival():
        results.append(sample(once_key="k"))
        connection.close()

    with transaction.atomic():
        assert sample(once_key="k") is not None
        thread = Thread(target=rival)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()  # waits for our commit instead of failing
    thread.join(5)
    assert results == [None]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rollback_of_the_cause_takes_the_mail_along():
    with transaction.atomic():
        sample()
        transaction.set_rollback(True)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
def test_secret_is_masked_in_the_archive_and_clear_in_the_mail():
    mail = enqueue("secret_sample", to="a@example.org", language="de", context={"secret": SECRET}, now=NOW)
    row = OutgoingMail.objects.get(pk=mail.pk)
    stored = "".join(str(value) for value in OutgoingMail.objects.values_list().get(pk=mail.pk))
    for secret in SECRET.values():
        assert secret not in stored
    assert row.is_secret
    assert f"Einmalkennwort: {MASK}" in row.text
    message = OutboxMessage(row)
    assert "Einmalkennwort: Wolke-73-Anker" in message.body
    assert SECRET["link"] in message.html


@pytest.mark.django_db
def test_secret_outside_its_place_is_refused():
    context = {"secret": SECRET, "name": f"Erika, {SECRET['password']}"}
    with pytest.raises(MailError):
        enqueue("secret_sample", to="a@example.org", language="de", context=context, now=NOW)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
def test_mass_mailing_writes_what_is_new(django_assert_num_queries):
    context = {"word": "x", "subject_word": "y", "address": "https://x.example/"}
    letters = [Letter(f"k{n}@example.org", "de", context, once_key=f"n:{n}") for n in range(7)]
    assert enqueue_many("sample", letters[:3], now=NOW) == 3
    with django_assert_num_queries(6):  # two batches: known keys, insert, count
        assert enqueue_many("sample", letters, now=NOW, batch=4) == 4
    assert OutgoingMail.objects.filter(is_bulk=True).count() == 7
    assert set(OutgoingMail.objects.values_list("once_key", flat=True)) == {f"n:{n}" for n in range(7)}


@pytest.mark.django_db
def test_mass_mailing_with_the_same_key_twice_in_a_batch_writes_it_once():
    context = {"word": "x", "subject_word": "y", "address": "https://x.example/"}
    letters = [Letter("k@example.org", "de", context, once_key="n:1")] * 2
    assert enqueue_many("sample", letters, now=NOW) == 1


class _Access:
    def __init__(self, person: Person, *more: Customer) -> None:
        self.login_id = person.login.pk
        self.customer_ids = (person.customer.pk, *(customer.pk for customer in more))


@pytest.mark.django_db
def test_l5_mails_are_visible_to_their_customer_and_secrets_to_their_login(erika, firma, steuerberater):
    merged = Customer.objects.create(number="4999999990", kind="private", imported_at=LONG_AGO)
    ours = {"customer_id": firma.customer.pk}
    plain = sample(**ours)
    own_secret = sample(**ours, login_id=firma.login.pk, is_secret=True)
    other_secret = sample(**ours, login_id=steuerberater.login.pk, is_secret=True)
    without_customer = sample(login_id=firma.login.pk)
    of_merged = sample(customer_id=merged.pk)
    sample(customer_id=erika.customer.pk)
    sample()
    seen = OutgoingMail.objects.visible_to(_Access(firma, merged))
    assert set(seen) == {plain, own_secret, without_customer, of_merged}
    assert set(seen.without_secrets()) == {plain, without_customer, of_merged}
    assert set(OutgoingMail.objects.visible_to(_Access(steuerberater))) == {plain, other_secret}


@pytest.mark.django_db
def test_l5_fields_are_filled_into_one_rendering_as_if_each_was_rendered(monkeypatch):
    words = ["Käse & Brot", "<b>", "\\1 \\g<0>", "\ue000word\ue001"]
    context = {"address": "https://x.example/?a=1&b=2"}
    letters = [
        Letter("erika@example.org", "de", context, fields={"word": word, "subject_word": word})
        for word in words
    ]
    rendered = []
    render = MailTemplates.render
    monkeypatch.setattr(
        MailTemplates, "render", lambda self, *values: rendered.append(1) or render(self, *values)
    )
    assert enqueue_many("sample", letters, now=NOW) == len(words)
    assert len(rendered) == 1
    for word, mail in zip(words, OutgoingMail.objects.order_by("id"), strict=True):
        alone = sample(context={**context, "word": word, "subject_word": word})
        assert (mail.subject, mail.text, mail.html) == (alone.subject, alone.text, alone.html)


@pytest.mark.django_db
def test_l5_letters_with_other_fields_or_languages_are_rendered_apart():
    context = {"word": "Brot", "address": "https://x.example/"}
    letters = [
        Letter("a@example.org", "de", context, fields={"subject_word": "Eins"}),
        Letter("b@example.org", "en", context, fields={"subject_word": "Two"}),
        Letter("c@example.org", "de", {**context, "word": "Salz"}, fields={"subject_word": "Drei"}),
    ]
    assert enqueue_many("sample", letters, now=NOW) == 3
    first, second, third = OutgoingMail.objects.order_by("id")
    assert [mail.subject.rpartition(" ")[2] for mail in (first, second, third)] == ["Eins", "Two", "Drei"]
    assert first.subject.split()[0] != second.subject.split()[0]
    assert "Brot" in first.text
    assert "Salz" in third.text


@pytest.mark.django_db
def test_l5_a_field_cannot_inject_a_header():
    letter = Letter(
        "a@example.org", "de", {"word": "x", "address": "y"}, fields={"subject_word": "a\nBcc: b@c"}
    )
    with pytest.raises(MailError):
        enqueue_many("sample", [letter], now=NOW)
    assert OutgoingMail.objects.count() == 0
