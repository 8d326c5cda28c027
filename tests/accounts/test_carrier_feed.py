"""Customers come in by files (C15, customer part)."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import argon2
import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from accounts.models import (
    Access,
    Address,
    CallRecordChoice,
    Customer,
    Login,
    OneTimePassword,
    PaymentDetails,
)
from portal.access.scope import Scope
from portal.audit.models import AuditEntry
from portal.carrier.feed import FeedRefused, LineFault, import_path
from portal.carrier.models import CarrierFile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HASH = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash("Start-Kennwort-1")

pytestmark = pytest.mark.django_db


def line(number: str = "4999999999", **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "engagedParty": {
            "@type": "Individual",
            "title": "Frau",
            "givenName": "Erika",
            "familyName": "Mustermann",
            "birthDate": "1980-08-12",
        },
        "contactMedium": [
            {"mediumType": "postalAddress", "role": "contract", "street1": "Weg 1", "city": "Hannover"},
            {"mediumType": "email", "emailAddress": "erika@example.org"},
        ],
        "invoiceDelivery": "online",
        "paymentMethod": {
            "@type": "bankAccountDebit",
            "accountHolder": "Erika Mustermann",
            "iban": "DE89 3704 0044 0532 0130 00",
        },
        "callRecords": {
            "detail": "full",
            "showFlat": True,
            "validFrom": "2024-01-01",
            "declaredAt": "2023-12-12T10:00:00+01:00",
        },
        "credential": {"initialPassword": HASH, "telephonePassword": HASH},
    } | changes


@pytest.fixture
def feed(tmp_path: Path):
    def write(
        *lines: dict[str, Any], created: str = "2026-11-01T06:00:00+01:00", name: str = "a.jsonl"
    ) -> Path:
        header = {
            "format": "kundencenter-carrier-feed",
            "version": 1,
            "kind": "customers",
            "createdAt": created,
        }
        path = tmp_path / name
        path.write_text(
            "\n".join(json.dumps(x, ensure_ascii=False) for x in (header, *lines)), encoding="utf-8"
        )
        return path

    return write


def counts() -> dict[str, int]:
    models = (
        Customer,
        Address,
        PaymentDetails,
        Login,
        Access,
        OneTimePassword,
        CallRecordChoice,
        CarrierFile,
    )
    return {model.__name__: model.objects.count() for model in models} | {"Audit": AuditEntry.objects.count()}


def faults_of(path: Path) -> list[LineFault]:
    before = counts()
    with pytest.raises(FeedRefused) as refused:
        import_path(path, now=NOW)
    assert counts() == before
    return refused.value.faults


def test_c15_a_customer_comes_in_whole(feed):
    import_path(feed(line()), now=NOW)
    customer = Customer.objects.get()
    assert (customer.number, customer.name, customer.born_on) == (
        "4999999999",
        "Erika Mustermann",
        date(1980, 8, 12),
    )
    assert customer.imported_at == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert check_password("Start-Kennwort-1", customer.telephone_password)
    assert (customer.payment.iban, customer.payment.bic) == ("DE89370400440532013000", "COBADEFFXXX")
    assert customer.addresses.get().lines == ["Weg 1", "Hannover"]
    login = Login.objects.get()
    assert not login.has_usable_password()
    assert login.accesses.get().scope == Scope.FULL
    assert check_password("Start-Kennwort-1", login.one_time_passwords.get().password)


def test_c15_the_same_file_twice_changes_nothing(feed):
    path = feed(line())
    import_path(path, now=NOW)
    before = counts()
    assert [result.already_known for result in import_path(path, now=NOW)] == [True]
    assert counts() == before


def test_c15_a_later_file_updates_and_keeps_what_it_does_not_name(feed):
    import_path(feed(line()), now=NOW)
    newer = line(language="en")
    del newer["paymentMethod"], newer["credential"], newer["callRecords"]
    newer["engagedParty"]["familyName"] = "Muster"
    import_path(feed(newer, created="2026-11-02T06:00:00+01:00"), now=NOW)
    customer = Customer.objects.get()
    assert (customer.last_name, customer.language) == ("Muster", "en")
    assert check_password("Start-Kennwort-1", customer.telephone_password)
    assert customer.payment.iban == "DE89370400440532013000"
    assert customer.call_record_choices.count() == 1
    assert OneTimePassword.objects.filter(replaced_at=None).count() == 1


def test_c15_an_older_file_is_refused(feed):
    import_path(feed(line()), now=NOW)
    faults = faults_of(feed(line("4999999998"), created="2026-10-31T06:00:00+01:00", name="b.jsonl"))
    assert faults == [LineFault(1, "The file is older than a.jsonl, which is already imported.")]


def test_c15_a_file_from_the_future_is_refused(feed):
    """Every later file would be older than this one."""
    faults = faults_of(feed(line(), created="2062-11-01T06:00:00+01:00"))
    assert faults == [LineFault(1, "The header's createdAt, 2062-11-01T06:00:00+01:00, lies in the future.")]
    import_path(feed(line(), created="2026-11-23T11:59:00+00:00"), now=NOW)


def test_c15_empty_lines_do_not_matter(feed):
    path = feed(line())
    path.write_text("\n" + path.read_text(encoding="utf-8").replace("\n", "\n\n") + "\n\n", encoding="utf-8")
    import_path(path, now=NOW)
    assert Customer.objects.get().number == "4999999999"


def test_c15_one_bad_line_refuses_the_file_and_every_reason_is_named(feed):
    bad = line("49999999AB")
    worse = line("4999999997", contactMedium=[])
    assert faults_of(feed(line(), bad, worse)) == [
        LineFault(3, "id '49999999AB' is not a customer number of this carrier."),
        LineFault(4, "There is no postal address with the role contract."),
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"language": "fr"}, "language is 'fr'; allowed are de, en."),
        ({"engagedParty": None}, "engagedParty is missing."),
        ({"engagedParty": {"@type": "Organization"}}, "tradingName is missing."),
        ({"customerSince": "1.5.2014"}, "customerSince is '1.5.2014', not a date like 2026-11-30."),
        (
            {"credential": {"initialPassword": "geheim"}},
            "initialPassword is not an Argon2id hash with m=19456, t=2, p=1.",
        ),
        (
            {"callRecords": {"detail": "full", "validFrom": "2024-01-01"}},
            "callRecords needs declaredAt: without the declaration there are none.",
        ),
        ({"invoiceDelivery": "fax"}, "invoiceDelivery is 'fax'; allowed are post, online, both."),
        ({"paymentMethod": {"@type": "bankAccountDebit", "accountHolder": "E"}}, "iban is missing."),
    ],
)
def test_c15_a_refusal_says_what_is_wrong(feed, changes, reason):
    assert faults_of(feed(line(**changes))) == [LineFault(2, reason)]


def test_c15_a_wrong_iban_is_refused(feed):
    payment = {"@type": "bankAccountDebit", "accountHolder": "E", "iban": "DE88370400440532013000"}
    (fault,) = faults_of(feed(line(paymentMethod=payment)))
    assert (fault.line, fault.reason.startswith("paymentMethod: ")) == (2, True)


def test_c15_a_number_twice_in_a_file_is_refused(feed):
    assert faults_of(feed(line(), line())) == [LineFault(3, "Customer 4999999999 stands in this file twice.")]


def test_b4_a_new_choice_ends_the_one_before_and_never_acts_on_the_past(feed):
    import_path(feed(line()), now=NOW)
    shortened = line()["callRecords"] | {"detail": "shortened", "validFrom": "2026-12-01"}
    import_path(feed(line(callRecords=shortened), created="2026-11-02T06:00:00+01:00"), now=NOW)
    rows = CallRecordChoice.objects.order_by("valid_from").values_list("detail", "valid_from", "valid_to")
    assert list(rows) == [
        ("full", date(2024, 1, 1), date(2026, 12, 1)),
        ("shortened", date(2026, 12, 1), None),
    ]
    earlier = line()["callRecords"] | {"detail": "none", "validFrom": "2026-11-01"}
    path = feed(line(callRecords=earlier), created="2026-11-03T06:00:00+01:00")
    assert faults_of(path) == [LineFault(2, "callRecords: a choice from 2026-12-01 on is already known.")]


def test_a2_a_new_initial_password_replaces_an_unused_one_only(feed):
    import_path(feed(line()), now=NOW)
    other = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash("Neues-Kennwort-2")
    import_path(
        feed(line(credential={"initialPassword": other}), created="2026-11-02T06:00:00+01:00"), now=NOW
    )
    open_one = OneTimePassword.objects.get(replaced_at=None)
    assert check_password("Neues-Kennwort-2", open_one.password)
    login = Login.objects.get()
    login.set_password("Sommer-Wiese-7")
    login.save()
    OneTimePassword.objects.update(used_at=NOW)
    import_path(feed(line(), created="2026-11-03T06:00:00+01:00"), now=NOW)
    assert not OneTimePassword.objects.filter(used_at=None, replaced_at=None).exists()


@pytest.mark.parametrize(
    ("content", "line_number", "reason"),
    [
        (b"", 1, "The file is empty."),
        (
            b'{"format": "x"}\n',
            1,
            'The header must say "format": "kundencenter-carrier-feed" and "version": 1.',
        ),
        (b"\xff\xfe{}", 1, "The line is not UTF-8."),
        (b"[1]", 1, "The line is not a JSON object."),
    ],
)
def test_c15_a_file_that_is_none_is_refused(tmp_path, content, line_number, reason):
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    assert faults_of(path) == [LineFault(line_number, reason)]


def test_c15_broken_json_names_its_line(feed):
    path = feed(line())
    path.write_text(path.read_text() + "\n{broken", encoding="utf-8")
    (fault,) = faults_of(path)
    assert fault.line == 3


def test_c15_the_command_prints_the_reasons(feed, capsys):
    with pytest.raises(CommandError, match=r"a\.jsonl was refused; nothing of it was imported\."):
        call_command("import_carrier_data", str(feed(line(language="fr"))))
    assert "a.jsonl, line 2: language is 'fr'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "header",
    [
        '{"format": "kundencenter-carrier-feed", "version": 1, "kind": ["customers"]}',
        '{"version": ' + "1" * 5000 + "}",
    ],
)
def test_c15_a_header_of_the_wrong_types_is_refused_with_its_line(tmp_path: Path, header: str):
    path = tmp_path / "a.jsonl"
    path.write_text(header, encoding="utf-8")
    with pytest.raises(FeedRefused) as refused:
        import_path(path, now=NOW)
    assert [fault.line for fault in refused.value.faults] == [1]
