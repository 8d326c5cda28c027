"""Call lists as files (F4): the same rows as the page, harmless, streamed, closed."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.calls import csv_sql, streaming, xlsx_sql
from billing.calls.listing import DEFAULT_SORT, ordering
from billing.calls.table_file import cells, columns
from billing.models import CallRecord
from portal.audit.models import AuditEntry
from portal.lib.csv_files import GERMAN, PLAIN, csv_stream, neutralise, read_csv
from portal.lib.xlsx_cells import row_xml
from tests.billing.archive import make_call, make_invoice
from tests.billing.call_lists import ISSUED, NOW, drop_partitions, make_list, shown
from tests.cast import log_in

DIALECTS = {"german": GERMAN, "plain": PLAIN}
QUERIES = [
    {},
    {"sort": "-netto"},
    {"zone": "Fon Flat", "sort": "dauer"},
    {"suche": "05137 sek", "anzahl": "50"},
    {"ziel": "0171", "betrag": "0,1"},
]


@pytest.fixture
def invoice(transactional_db, erika):
    with time_machine.travel(NOW, tick=False):
        invoice = make_list(erika)
        for number in range(45):
            make_call(
                invoice, called_on=date(2026, 10, 1), destination=f"=1+{number}", net=Decimal(number) / 8
            )
        yield invoice
    drop_partitions()


@pytest.fixture
def client_of_erika(client, erika, invoice):
    return log_in(client, erika.login)


def fetch(client, invoice, ending: str, **query: str) -> bytes:
    response = client.get(reverse(f"billing:calls_{ending}", args=[invoice.slug]), query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def page_rows(client, invoice, **query: str) -> list[list[str]]:
    """All rows the page shows, page by page."""
    address = reverse("billing:calls", args=[invoice.slug])
    first = client.get(address, query)
    pages = first.context["pager"].pages
    return [
        row for n in range(1, pages + 1) for row in shown(client.get(address, {**query, "seite": str(n)}))
    ]


def as_text(value) -> str:
    """A typed cell as the German page shows it."""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, timedelta):
        seconds = value.days * 86_400 + value.seconds
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "" if value is None else str(value).replace(".", ",")


def csv_rows(content: bytes, dialect) -> list[list[str]]:
    found = list(read_csv(io.BytesIO(content), columns(), dialect))
    return [[cell if isinstance(cell, str) else as_text(cell) for cell in row] for row in found]


def xlsx_rows(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[xlsx_text(cell) for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_f4_rows_of_every_file_equal_the_page(client_of_erika, invoice):
    for query in QUERIES:
        expected = page_rows(client_of_erika, invoice, **query)
        assert expected
        assert csv_rows(fetch(client_of_erika, invoice, "csv", **query), GERMAN) == expected
        assert csv_rows(fetch(client_of_erika, invoice, "csv", **query, form="plain"), PLAIN) == expected
        assert xlsx_rows(fetch(client_of_erika, invoice, "xlsx", **query)) == expected


def xlsx_text(cell) -> str:
    """What a spreadsheet shows, by the type and the format of the cell."""
    if isinstance(cell.value, datetime) and "hh" not in cell.number_format:
        return as_text(cell.value.date())
    if cell.number_format == "[h]:mm:ss" and isinstance(cell.value, time):
        return f"{cell.value:%H:%M:%S}"
    if cell.number_format == "#,##0.0000":
        return f"{cell.value:.4f}".replace(".", ",")
    return cell.value if isinstance(cell.value, str) else as_text(cell.value)


def test_f4_the_german_file(client_of_erika, invoice):
    text = fetch(client_of_erika, invoice, "csv", suche="zypern").decode()
    assert text == (
        "\ufeffRufnummer;Datum/Uhrzeit;Dauer;Zielnummer;Tarifzone;Zeitband;berechnet;Einheit;Netto\r\n"
        '05137123456;13.10.2026 09:30:00;25:00:00;\'+43 1 555;"Zypern; ""Süd""";GanzTags;90060;Sek;1234,5000\r\n'
    )


def test_f4_the_plain_file(client_of_erika, invoice):
    text = fetch(client_of_erika, invoice, "csv", zone="Österreich", form="plain").decode()
    assert text.splitlines()[1] == "05137123456,2025-01-02 23:59:59,,,Österreich,,12.5,kB,-0.0001"


def test_f4_the_sheet_is_typed_with_frozen_header_and_filter(client_of_erika, invoice):
    content = fetch(client_of_erika, invoice, "xlsx", sort="netto", suche="05137")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Einzelverbindungen", "A2", "A1:I52")
    assert [cell.data_type for cell in sheet[2]] == ["s", "d", "n", "n", "s", "n", "n", "s", "n"]
    assert [cell.value for cell in sheet["D"] if str(cell.value).startswith("=")]
    assert {cell.data_type for cell in sheet["D"][1:] if cell.value is not None} == {"s"}


def test_f4_everything_whatever_the_filter(client_of_erika, invoice):
    whole = csv_rows(fetch(client_of_erika, invoice, "csv", zone="Fon Flat", alles="1"), GERMAN)
    assert whole == page_rows(client_of_erika, invoice)
    assert len(whole) == 51


def test_f4_a_wrong_filter_exports_nothing_but_leads_to_the_page(client_of_erika, invoice):
    for ending in ("csv", "xlsx"):
        address = reverse(f"billing:calls_{ending}", args=[invoice.slug])
        response = client_of_erika.get(address, {"betrag": "viel", "zone": "Fon Flat"})
        assert response.status_code == 302
        assert (
            response.headers["Location"]
            == f"{reverse('billing:calls', args=[invoice.slug])}?betrag=viel&zone=Fon+Flat"
        )


def test_f4_the_file_is_named_after_the_invoice_and_noted(client_of_erika, invoice, erika):
    invoice.number = 'R/2026\r\n"7"'
    invoice.save()
    for ending, kind in (("csv", "text/csv; charset=utf-8"), ("xlsx", None)):
        response = client_of_erika.get(reverse(f"billing:calls_{ending}", args=[invoice.slug]))
        headers = response.headers
        assert (
            headers["Content-Disposition"] == f'attachment; filename="Einzelverbindungen R-2026-7-.{ending}"'
        )
        assert headers["Cache-Control"] == "no-store"
        assert kind in (None, headers["Content-Type"])
        response.close()
    entries = AuditEntry.objects.filter(action="invoice.downloaded").order_by("pk")
    assert [(entry.new["form"], entry.customer_id) for entry in entries] == [
        ("calls.csv", erika.customer.pk),
        ("calls.xlsx", erika.customer.pk),
    ]


def test_f4_an_invoice_without_calls_gives_a_header_only(client_of_erika, erika):
    empty = make_invoice(erika.customer, issued_on=ISSUED, number="leer")
    assert fetch(client_of_erika, empty, "csv").decode().count("\r\n") == 1
    assert openpyxl.load_workbook(io.BytesIO(fetch(client_of_erika, empty, "xlsx"))).active.max_row == 1


def test_f4_no_value_reaches_the_statement_as_text(client_of_erika, invoice):
    calls = CallRecord.objects.filter(zone="x'; DROP TABLE call_records; --").order_by("pk")
    assert b"".join(streaming.csv_file(calls, PLAIN)).count(b"\n") == 1
    assert CallRecord.objects.count() == 51


# Connections


def others() -> list[tuple[str, str]]:
    """Connections to this database besides the test's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, query FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchall()


def everything():
    return CallRecord.objects.order_by(*ordering(DEFAULT_SORT))


STREAMS = {
    "csv": lambda: streaming.csv_file(everything(), GERMAN),
    "xlsx": lambda: streaming.xlsx_file(everything(), title="x"),
}


@pytest.mark.parametrize("ending", STREAMS)
def test_f4_a_finished_export_leaves_no_connection(invoice, ending):
    assert b"".join(STREAMS[ending]())
    wait_for_end_of_backends()
    assert others() == []


@pytest.mark.parametrize("ending", STREAMS)
def test_f4_a_stopped_export_leaves_no_connection(invoice, ending, monkeypatch):
    """The customer closes the browser in the middle of the file."""
    monkeypatch.setattr(streaming, "CHUNK_BYTES", 100)
    monkeypatch.setattr("portal.lib.xlsx_files.CHUNK_BYTES", 1)
    monkeypatch.setattr("portal.lib.xlsx_files.BATCH_ROWS", 2)
    stream = STREAMS[ending]()
    next(stream)
    assert len(others()) == 1
    stream.close()
    wait_for_end_of_backends()
    assert others() == []


@pytest.mark.parametrize("ending", STREAMS)
def test_f4_a_failing_export_leaves_no_connection(invoice, ending, monkeypatch):
    monkeypatch.setattr(csv_sql, "line", lambda dialect: "(1 / (id - id))::text")
    monkeypatch.setattr(xlsx_sql, "row", lambda: "(1 / (id - id))::text")
    with pytest.raises(Exception, match="division by zero"):
        list(STREAMS[ending]())
    wait_for_end_of_backends()
    assert others() == []


def test_f4_an_export_cannot_write(invoice, monkeypatch):
    monkeypatch.setattr(csv_sql, "line", lambda dialect: "nextval('call_records_id_seq')::text")
    with pytest.raises(Exception, match="read-only transaction"):
        list(STREAMS["csv"]())


def wait_for_end_of_backends() -> None:
    """A backend whose client went away needs a moment to notice."""
    with connection.cursor() as cursor:
        for _ in range(100):
            if not others():
                return
            cursor.execute("SELECT pg_sleep(0.02)")


# The database writes what the tool box writes

ODD_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x01\x02"), max_size=30)
LIKELY = st.from_regex(r"\A'{0,2}[-+=@\t\r\n＝＠＋－]?[;,\"'a&<>_x0A ü\x85\u2028]{0,12}\Z")
TEXTS = (
    ODD_TEXT
    | LIKELY
    | st.sampled_from(["", "05137123456", "Orts; Netz", "_x000D_", "a\\b\\.", "\\.", "\ufffe"])
)
STORED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(TEXTS)
@STORED
def test_f4_neutralising_in_the_database_is_that_of_the_tool_box(db, text):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {csv_sql.neutralised('value')} FROM (SELECT %s::text AS value) AS given", [text]
        )
        assert cursor.fetchone() == (neutralise(text),)


CALLS = st.builds(
    dict,
    own_number=TEXTS,
    destination=TEXTS,
    zone=TEXTS,
    time_band=TEXTS,
    unit=TEXTS.map(lambda text: text[:20]),
    called_on=st.dates(date(1890, 1, 1), date(2200, 1, 1)),
    called_at=st.none() | st.times().map(lambda moment: moment.replace(microsecond=0)),
    duration=st.none() | st.integers(0, 2**31 - 1),
    quantity=st.decimals(-(10**12) + 1, 10**12 - 1, places=4),
    net=st.decimals(-(10**10) + 1, 10**10 - 1, places=4),
)


@given(CALLS)
@STORED
def test_f4_rows_written_by_the_database_are_those_of_the_tool_box(erika, values):
    """Line by line and cell by cell, for every text and number that fits the table."""
    invoice = make_invoice_once(erika)
    CallRecord.objects.all().delete()
    call = make_call(invoice, **values)
    call.refresh_from_db()
    for dialect in DIALECTS.values():
        expected = b"".join(csv_stream(columns(), [cells(call)], dialect))
        assert database_csv(dialect) == expected.removeprefix("\ufeff".encode()).split(b"\n", 1)[1]
    assert database_text(xlsx_sql.row()) == row_xml(columns(), cells(call))


def make_invoice_once(person):
    return person.customer.invoices.first() or make_invoice(person.customer, issued_on=ISSUED)


def database_csv(dialect) -> bytes:
    """One line through COPY, inside the test's own transaction."""
    quote, delimiter = csv_sql.COPY_QUOTE, csv_sql.COPY_DELIMITER
    statement = (
        f"COPY (SELECT {csv_sql.line(dialect)} FROM call_records) TO STDOUT"
        f" WITH (FORMAT csv, QUOTE '{quote}', ESCAPE '{quote}', DELIMITER '{delimiter}')"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        return b"".join(bytes(row) for row in rows).replace(quote.encode(), b"")


def database_text(expression: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression} FROM call_records")
        return cursor.fetchone()[0]
