"""What customers chose not to see, and what the law hides, is never stored (F5, TDDDG § 11)."""

from datetime import date, time
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import CallRecordChoice, CallRecordDetail, Customer
from billing.models import CallRecord, CounsellingNumber, FrozenCallRecord, Invoice
from billing.runs.counselling import ListRefused, import_counselling_numbers, national_number
from billing.runs.privacy import NEUTRAL_ZONE, bare, national, shortened
from portal.audit.models import AuditEntry
from portal.lib.masking import shorten_number
from tests.billing.runs.cast import ACTOR, HEADER, NOW, Run, csv_bytes, invoice, run_import
from tests.billing.runs.state import tables
from tests.cast import make_customer

pytestmark = pytest.mark.django_db

OWN = "05137123456"
ALPHABET = "0123456789ABCXYZabcxyzÄÖÜäöüß +*#@.,:;_/()&'-"
MIXED = [  # destination, zone, net
    ("05117654321", "Festnetz Flat", "0.0000"),
    ("01711234567", "Mobilfunk", "0.2168"),
    ("08005550000", "Freephone", "0.0000"),
]


@pytest.fixture(autouse=True)
def erika_only() -> Customer:
    return make_customer("4999999999")


def choose(customer: Customer, *choices: tuple[str, bool, date, date | None]) -> None:
    customer.call_record_choices.all().delete()
    for detail, show_flat, start, end in choices:
        CallRecordChoice.objects.create(
            customer=customer, detail=detail, show_flat=show_flat, valid_from=start, valid_to=end
        )


def import_calls(
    tmp_path, *calls: tuple[str, ...], columns: str = "", number: str = "R-1", **changes
) -> Invoice:
    """Import one invoice with these (destination, zone, net, …further columns) and give it back."""
    run = Run(run_id=number)
    name = run.add_invoice(invoice(number, **changes))
    lines = [
        ";".join((OWN, "03.10.2026 18:20:11", "00:01:23", to, zone, "Tag", "120", "Sek", net, *more))
        for to, zone, net, *more in calls
    ]
    run.add_calls(csv_bytes(*lines, header=HEADER + columns), bind_to=name)
    result = run_import(run.write(tmp_path / number))
    assert result.calls_read == len(calls)
    return Invoice.objects.get(number=number)


def destinations() -> list[str]:
    return list(CallRecord.objects.order_by("line_number").values_list("destination", flat=True))


START = date(2000, 1, 1)


@pytest.mark.parametrize(
    ("detail", "show_flat", "expected"),
    [
        (CallRecordDetail.FULL, True, ["05117654321", "01711234567", "08005550000"]),
        (CallRecordDetail.FULL, False, ["01711234567", "08005550000"]),
        (CallRecordDetail.SHORTENED, True, ["05117654XXX", "01711234XXX", "08005550XXX"]),
        (CallRecordDetail.SHORTENED, False, ["01711234XXX", "08005550XXX"]),
        (CallRecordDetail.NONE, True, []),
    ],
)
def test_f5_the_choice_decides_what_is_stored(tmp_path, erika_only, detail, show_flat, expected):
    choose(erika_only, (detail, show_flat, START, None))
    stored = import_calls(tmp_path, *MIXED)
    assert destinations() == expected
    assert stored.call_count == len(expected)
    assert stored.call_net == (Decimal("0.2168") if expected else 0)


def test_f5_without_a_choice_nothing_is_stored(tmp_path, erika_only):
    choose(erika_only)
    assert import_calls(tmp_path, *MIXED).call_count == 0
    assert destinations() == []


def test_f5_the_choice_of_the_first_day_of_the_period_holds(tmp_path, erika_only):
    first = date(2026, 10, 1)
    choose(
        erika_only,
        (CallRecordDetail.SHORTENED, True, START, first),
        (CallRecordDetail.FULL, True, first, date(2026, 10, 2)),
        (CallRecordDetail.NONE, True, date(2026, 10, 2), None),
    )
    import_calls(tmp_path, MIXED[1])
    assert destinations() == ["01711234567"]


def test_f5_without_a_period_the_invoice_date_decides(tmp_path, erika_only):
    choose(
        erika_only,
        (CallRecordDetail.FULL, True, START, date(2026, 11, 3)),
        (CallRecordDetail.SHORTENED, True, date(2026, 11, 3), None),
    )
    import_calls(tmp_path, MIXED[1], period=None)
    assert destinations() == ["01711234XXX"]


def test_f5_a_merged_number_without_a_choice_follows_the_number_it_went_into(tmp_path, erika_only):
    merged = make_customer("4700000001", merged_into=erika_only)
    choose(merged)
    choose(erika_only, (CallRecordDetail.SHORTENED, True, START, None))
    import_calls(tmp_path, MIXED[1], buyer=invoice("x", "4700000001").buyer)
    assert destinations() == ["01711234XXX"]


@pytest.mark.parametrize(
    ("flat", "zone", "net", "stored"),
    [
        ("", "htp Fon Flat", "0.0000", False),
        ("", "FLATRATE", "0", False),
        ("", "htp Fon Flat", "0.0001", True),  # it costs something, so it is shown
        ("", "Freephone", "0.0000", True),
        ("ja", "Ortsnetz", "0.0000", False),
        ("nein", "htp Fon Flat", "0.0000", True),
    ],
)
def test_f5_what_a_flat_call_is(tmp_path, erika_only, flat, zone, net, stored):
    choose(erika_only, (CallRecordDetail.FULL, False, START, None))
    import_calls(tmp_path, ("0511", zone, net, flat), columns=";Pauschal")
    assert destinations() == (["0511"] if stored else [])


def test_f5_callers_that_the_customer_pays_for_are_always_shortened(tmp_path):
    import_calls(
        tmp_path,
        ("0511765432", "R-Gespräch", "0.9", "kommend"),
        ("0511765432", "", "0.1", "gehend"),
        columns=";Richtung",
    )
    assert destinations() == ["0511765XXX", "0511765432"]


@pytest.mark.parametrize(
    ("destination", "zone", "unit", "kind"),
    [
        ("", "Internet", "kB", "data"),
        ("01711234567", "Anny Way Festnetz SMS", "Stck", "sms"),
        ("0151001599", "MMS", "SMS", "sms"),
        ("01805123", "", "Sek", "service"),
        ("11833", "Auskunft", "Sek", "service"),
        ("004311234", "", "Sek", "international"),
        ("+4366412345", "", "Sek", "international"),
        ("+49511123", "", "Sek", "voice"),
        ("0511123", "Roaming EU", "Sek", "international"),
        ("01721234567", "", "Sek", "mobile"),
        ("+491721234567", "", "Sek", "mobile"),
        ("0511", "htp Fon Mobil D-Netze", "Sek", "mobile"),
        ("05137001510", "htp Fon Flat", "Sek", "voice"),
        ("", "Klingelton", "Stck", "other"),
    ],
)
def test_f1_kinds_are_derived_as_documented(tmp_path, destination, zone, unit, kind):
    run = Run()
    name = run.add_invoice(invoice("R-1"))
    run.add_calls(csv_bytes(f"{OWN};03.10.2026;;{destination};{zone};;1;{unit};0"), bind_to=name)
    run_import(run.write(tmp_path / "run"))
    assert CallRecord.objects.get().kind == kind


def sql_value(expression: str, value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression} FROM (VALUES (%s)) AS given (value)", [value])
        return cursor.fetchone()[0]


in_one_transaction = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(st.text(ALPHABET, max_size=80))
@example("")
@example("110")
@example("1")
@example("+49 511 1")
@example("05137123XXX")
@example("anonym")
@example("erika@example.org")
@example("@example.org")
@example("a@b@c12")
@in_one_transaction
def test_f5_sql_shortens_as_the_portal_does(number):
    assert sql_value(shortened("value"), number) == shorten_number(number)


@given(st.text("0123456789+ /-().", min_size=3, max_size=20))
@example("+49 (0)800 1110111")
@example("0049 800 1110111")
@in_one_transaction
def test_f5_sql_reads_numbers_as_the_list_does(number):
    read = national_number(number)
    if read is not None:
        assert sql_value(national(bare("value")), number) == read


def load(*lines: str):
    return import_counselling_numbers(lines=lines, listed_on=date(2026, 10, 1), actor=ACTOR, now=NOW)


def everything_stored() -> str:
    """All rows of all tables as text, but for the list itself."""
    texts = []
    with connection.cursor() as cursor:
        for table in tables():
            if table != "billing_counsellingnumber":
                cursor.execute(f'SELECT t::text FROM "{table}" AS t')
                texts += [text for (text,) in cursor.fetchall()]
    return "\n".join(texts)


def test_f5_counselling_lines_are_not_recognisable_after_import(tmp_path):
    load("0800 1110111  # Telefonseelsorge", "+49 (0)5137 700700", "116111")
    stored = import_calls(
        tmp_path,
        ("08001110111", "Freephone", "0.0000"),
        ("05137700700", "Ortsnetz", "0.0500"),
        ("700700", "Ortsnetz", "0.0700"),  # dialled without the area code that is the caller's own
        ("116111", "Sonderruf", "0.0000"),
        ("0511700700", "Ortsnetz", "0.1000"),
    )
    rows = CallRecord.objects.order_by("line_number").values_list(
        "line_number", "called_on", "called_at", "duration", "destination", "zone", "time_band", "kind", "net"
    )
    hidden = (date(2026, 10, 3), None, None, "", NEUTRAL_ZONE, "", "other")
    assert list(rows) == [
        (1, *hidden, Decimal("0.0500")),
        (2, *hidden, Decimal("0.0700")),
        (
            3,
            date(2026, 10, 3),
            time(18, 20, 11),
            83,
            "0511700700",
            "Ortsnetz",
            "Tag",
            "voice",
            Decimal("0.1"),
        ),
    ]
    assert (stored.call_count, stored.call_net) == (3, Decimal("0.2200"))
    for word in ("1110111", "5137700700", "116111", "Sonderruf"):
        assert word not in everything_stored()


def test_f5_a_new_list_is_applied_to_stored_records(tmp_path, erika_only):
    choose(
        erika_only,
        (CallRecordDetail.SHORTENED, True, date(2026, 10, 2), None),
        (CallRecordDetail.FULL, True, START, date(2026, 10, 2)),
    )
    full = import_calls(
        tmp_path,
        ("08001110111", "Freephone", "0.0000"),
        ("05137700700", "Ortsnetz", "0.0500"),
        ("05117654321", "Ortsnetz", "0.1000"),
    )
    import_calls(tmp_path, ("08001110111", "Freephone", "0.0000"), number="R-2", period=None)
    assert "08001110XXX" in destinations()
    frozen = CallRecord.objects.get(destination="05137700700")
    values = {
        field.attname: getattr(frozen, field.attname)
        for field in CallRecord._meta.fields
        if field.name != "id"
    }
    FrozenCallRecord.objects.create(**values)

    result = load("08001110111", "05137 700-700")

    assert (result.numbers, result.added, result.removed) == (2, 2, 0)
    assert (result.records_deleted, result.records_neutralised) == (2, 2)
    assert destinations() == ["", "05117654321"]
    assert list(CallRecord.objects.order_by("line_number").values_list("line_number", flat=True)) == [1, 2]
    assert FrozenCallRecord.objects.get().destination == ""
    full.refresh_from_db()
    assert (full.call_count, full.call_net) == (2, Decimal("0.1500"))
    assert Invoice.objects.get(number="R-2").call_count == 0
    for word in ("1110111", "1110XXX", "5137700700"):
        assert word not in everything_stored()


def test_f5_a_list_replaces_the_one_before():
    load("08001110111", "116111")
    result = load("116 111", "08001110222")
    assert (result.numbers, result.added, result.removed) == (2, 1, 1)
    assert set(CounsellingNumber.objects.values_list("number", flat=True)) == {"116111", "08001110222"}
    assert AuditEntry.objects.filter(action="counselling_numbers.imported").count() == 2


@pytest.mark.parametrize("lines", [("08001110111", "Telefonseelsorge"), ("12",), ("",), ("+33123456789",)])
def test_f5_a_wrong_list_changes_nothing(lines):
    load("116111")
    with pytest.raises(ListRefused):
        load(*lines)
    assert CounsellingNumber.objects.get().number == "116111"


def test_f5_the_command_loads_the_list(tmp_path):
    file = tmp_path / "list.txt"
    file.write_text("08001110111\n116111\n")
    out = StringIO()
    call_command("import_counselling_numbers", file, "--listed-on", "2026-10-01", stdout=out)
    assert set(CounsellingNumber.objects.values_list("number", "listed_on")) == {
        ("08001110111", date(2026, 10, 1)),
        ("116111", date(2026, 10, 1)),
    }
    file.write_text("\n")
    with pytest.raises(CommandError):
        call_command("import_counselling_numbers", file, stdout=out)


def test_f6_no_staging_table_is_left(tmp_path):
    import_calls(tmp_path, *MIXED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'staged%'")
        assert cursor.fetchone()[0] == 0
