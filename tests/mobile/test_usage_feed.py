"""C15, D8: usage as the carrier counts it: whole or not at all, idempotent, the newest data win."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.models import Product
from mobile.models import UsageCounter
from portal.carrier.feed import FeedRefused, import_path
from tests.contracts.owned import give
from tests.mobile.feeding import NOW, SECOND, THIRD, Line, faults_of, reason_of, take, write

OCTOBER = {"startDate": "2026-10-01", "endDate": "2026-10-31"}
COLUMNS = ("product", "period_start", "period_end", "kind", "used", "allowance", "throttled_from", "as_of")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def usage(product: Product | str, /, **changes: Any) -> Line:
    line = {
        "product": product if isinstance(product, str) else product.number,
        "kind": "data",
        "period": {"startDate": "2026-11-01", "endDate": "2026-11-30"},
        "used": 480_000_000,
        "allowance": 600_000_000,
        "asOf": "2026-11-20T05:00:00+01:00",
    } | changes
    return {key: value for key, value in line.items() if value is not ...}


def test_c15_d8_counters_come_in(contract: Product, folder: Path):
    take(
        write(
            folder,
            "usage",
            usage(contract, throttledFrom="2026-11-19T18:00:00+01:00"),
            usage(contract, kind="minutes", used=5400, allowance=9000),
            "",
            usage(contract, kind="sms", used=3, allowance=None),
            usage(
                contract,
                kind="sms",
                used=0,
                allowance=...,
                period={"startDate": "2026-10-01", "endDate": "2026-10-31"},
            ),
        )
    )
    rows = UsageCounter.objects.order_by("period_start", "kind")
    as_of = datetime(2026, 11, 20, 4, tzinfo=UTC)
    slow_since = datetime(2026, 11, 19, 17, tzinfo=UTC)
    start, end = date(2026, 11, 1), date(2026, 12, 1)
    assert list(rows.values_list(*COLUMNS)) == [
        (contract.pk, date(2026, 10, 1), start, "sms", 0, None, None, as_of),
        (contract.pk, start, end, "data", 480_000_000, 600_000_000, slow_since, as_of),
        (contract.pk, start, end, "minutes", 5400, 9000, None, as_of),
        (contract.pk, start, end, "sms", 3, None, None, as_of),
    ]  # fmt: skip


def test_c15_the_same_file_twice_changes_nothing(contract: Product, folder: Path):
    path = write(folder, "usage", usage(contract))
    assert [(r.lines, r.already_known) for r in import_path(path, now=NOW)] == [(1, False)]
    before = list(UsageCounter.objects.values())
    assert [(r.lines, r.already_known) for r in import_path(path, now=NOW)] == [(0, True)]
    take(write(folder, "usage", usage(contract), created=SECOND))  # another file with the same line
    assert list(UsageCounter.objects.values()) == before


def test_d8_the_newest_data_win_in_any_order(contract: Product, folder: Path):
    newer, older = "2026-11-21T05:00:00+01:00", "2026-11-19T05:00:00+01:00"
    take(write(folder, "usage", usage(contract, used=5)))
    take(write(folder, "usage", usage(contract, used=7, allowance=8, asOf=newer), created=SECOND))
    take(write(folder, "usage", usage(contract, used=1, asOf=older), created=THIRD))
    counter = UsageCounter.objects.get()
    assert (counter.used, counter.allowance, counter.as_of) == (7, 8, datetime.fromisoformat(newer))


def test_c15_a_refused_line_refuses_the_file(contract: Product, folder: Path):
    path = write(
        folder,
        "usage",
        usage(contract),
        usage("M-unknown"),
        usage(contract, kind="sms", used=-1),
        usage(contract, kind="minutes"),
    )
    assert [(fault.line, fault.reason) for fault in faults_of(path)] == [
        (3, "Product M-unknown is no mobile contract that we know."),
        (4, "used is '-1', not a whole number from 0 on."),
    ]
    assert not UsageCounter.objects.exists()
    take(write(folder, "usage", usage(contract)))  # and nothing of it is in the way of the next one


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"product": ...}, "product is missing."),
        ({"product": 4711}, "product must be a text."),
        ({"kind": ...}, "kind is None; allowed are minutes, sms, data."),
        ({"kind": "mms"}, "kind is 'mms'; allowed are minutes, sms, data."),
        ({"period": ...}, "period is missing."),
        ({"period": "November"}, "period must be an object."),
        ({"period": {"startDate": "2026-11-01"}}, "endDate is missing."),
        ({"period": {"startDate": "2026-11-31", "endDate": "2026-11-30"}}, "startDate is '2026-11-31', not a date"),
        ({"period": {"startDate": "2026-11-01", "endDate": "30.11.2026"}}, "endDate is '30.11.2026', not a date"),
        ({"period": {"startDate": "2026-11-01", "endDate": "2026-10-31"}}, "endDate lies before startDate."),
        ({"period": {"startDate": "1026-11-01", "endDate": "2026-11-30"}}, "period lies outside of this century."),
        ({"period": {"startDate": ["2026-11-01"], "endDate": "2026-11-30"}}, "not a date"),
        ({"used": ...}, "used is missing."),
        ({"used": 1.5}, "used is '1.5', not a whole number"),
        ({"used": "480"}, "used is '480', not a whole number"),
        ({"used": True}, "used is 'True', not a whole number"),
        ({"used": 10**18}, "not a whole number"),
        ({"allowance": -1}, "allowance is '-1', not a whole number"),
        ({"allowance": {"a": 1}}, "allowance is \"{'a': 1}\", not a whole number"),
        ({"throttledFrom": "2026-11-19"}, "throttledFrom needs a time zone"),
        ({"kind": "sms", "throttledFrom": "2026-11-19T18:00:00Z"}, "throttledFrom: only data is throttled."),
        ({"asOf": ...}, "asOf is missing."),
        ({"asOf": "2026-11-20T05:00:00"}, "asOf needs a time zone"),
        ({"asOf": "2026-11-20T25:00:00Z"}, "not a time like"),
        ({"asOf": "2026-12-20T05:00:00Z"}, "asOf, 2026-12-20T05:00:00Z, lies in the future."),
    ],
)  # fmt: skip
def test_c15_every_fault_is_named(contract: Product, folder: Path, changes: dict[str, Any], reason: str):
    assert reason in reason_of(write(folder, "usage", usage(contract, **changes)))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "The line is not JSON: Expecting"),
        ("[1]", "The line is not a JSON object."),
        ("{} {}", "The line is not JSON: there is something behind the object."),
        ("[" * 5000, "The line is not JSON: maximum recursion"),
        ("\\.", "The line is not JSON: Expecting"),
        ('{"product": "M\\u0000\\t1"}', "product holds control characters."),
        ('{"product": "' + "x" * 1_000_000 + '"}', "The line is longer than 1 MB."),
    ],
)
def test_c15_what_is_no_json_is_named(contract: Product, folder: Path, line: str, reason: str):
    assert reason in reason_of(write(folder, "usage", line))


def test_c15_what_is_not_utf_8_is_named(contract: Product, folder: Path):
    path = write(folder, "usage", usage(contract))
    path.write_bytes(path.read_bytes() + b'{"product": "M\xfc"}\n')
    assert [(fault.line, fault.reason) for fault in faults_of(path)] == [(3, "The line is not UTF-8.")]


def test_c15_a_counter_stands_in_a_file_once(contract: Product, folder: Path):
    path = write(folder, "usage", usage(contract), usage(contract, kind="sms"), usage(contract, used=1))
    (fault,) = faults_of(path)
    assert (fault.line, fault.reason) == (
        4,
        "The counter of data from 2026-11-01 on stands in this file twice.",
    )


def test_c15_only_mobile_contracts_have_usage(contract: Product, folder: Path, erika):
    line = give(erika, "dsl-50-24")
    assert reason_of(write(folder, "usage", usage(line))) == (
        f"Product {line.number} is no mobile contract that we know."
    )


def test_c15_two_hundred_reasons_are_enough(contract: Product, folder: Path):
    lines = [usage(f"M-{place}") for place in range(300)]
    path = write(folder, "usage", *lines, "{}")
    with pytest.raises(FeedRefused) as refused:
        import_path(path, now=NOW)
    assert (len(refused.value.faults), refused.value.more) == (200, 101)
    assert refused.value.faults[0].line == 2
