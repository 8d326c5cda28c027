"""D7: a number can be taken along until 90 days after its contract ended; days are Berlin's."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from mobile.rules.numbers import NotAMobileNumber, normalised
from mobile.rules.porting import last_day_to_port, number_is_gone, port_in_fault, port_out_fault
from portal.lib.periods import berlin_day
from portal.lib.phone_numbers import national


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("ended", "last"),
    [
        (date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 8, 31), date(2026, 11, 29)),
        (date(2026, 10, 1), date(2026, 12, 30)),  # over the end of summer time
        (date(2026, 3, 1), date(2026, 5, 30)),  # over its beginning
        (date(2027, 12, 31), date(2028, 3, 30)),  # over a leap day
        (date(2026, 12, 31), date(2027, 3, 31)),  # a year without one
        (date(2028, 2, 29), date(2028, 5, 29)),
    ],
)
def test_d7_day_90_is_the_last_one(ended: date, last: date):
    assert last_day_to_port(ended) == last
    after = date.fromordinal(last.toordinal() + 1)
    assert port_in_fault(old_contract_ends_on=ended, today=last) == ""
    assert port_in_fault(old_contract_ends_on=ended, today=after) != ""
    assert port_out_fault(contract_ends_on=ended, today=last) == ""
    assert port_out_fault(contract_ends_on=ended, today=after) != ""


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2026, 11, 29, 22, 59, tzinfo=UTC), True),  # 23:59 in Berlin, winter time
        (datetime(2026, 11, 29, 23, 0, tzinfo=UTC), False),  # midnight in Berlin
    ],
)
def test_d7_the_deadline_ends_at_midnight_in_berlin(moment: datetime, allowed: bool):
    today = berlin_day(moment)
    assert (port_in_fault(old_contract_ends_on=date(2026, 8, 31), today=today) == "") is allowed


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        (datetime(2026, 5, 30, 21, 59, tzinfo=UTC), True),  # 23:59 in Berlin, summer time
        (datetime(2026, 5, 30, 22, 0, tzinfo=UTC), False),
    ],
)
def test_d7_the_same_in_summer(moment: datetime, allowed: bool):
    assert (port_out_fault(contract_ends_on=date(2026, 3, 1), today=berlin_day(moment)) == "") is allowed


def test_d7_a_number_can_move_before_its_contract_ends():
    today = date(2026, 11, 20)
    assert port_in_fault(old_contract_ends_on=None, today=today) == ""
    assert port_in_fault(old_contract_ends_on=date(2027, 6, 30), today=today) == ""
    assert (
        port_in_fault(old_contract_ends_on=date(2027, 6, 30), today=today, wished_on=date(2026, 12, 1)) == ""
    )
    assert port_out_fault(contract_ends_on=None, today=today) == ""
    assert port_out_fault(contract_ends_on=date(2027, 6, 30), today=today) == ""


def test_d7_never_before_our_contract_was_ordered():
    ordered = date(2026, 11, 20)
    known = {"old_contract_ends_on": None, "ordered_on": ordered}
    assert port_in_fault(today=ordered, **known) == ""
    assert port_in_fault(today=ordered, wished_on=ordered, **known) == ""
    expected = "Your number can come on 20 Nov 2026 at the earliest: your contract with us was ordered then."
    assert port_in_fault(today=date(2026, 11, 19), **known) == expected
    assert port_in_fault(today=ordered, wished_on=date(2026, 11, 19), **known) == expected


def test_d7_the_wish_lies_ahead_and_within_the_deadline():
    ended, today = date(2026, 9, 1), date(2026, 11, 20)
    assert port_in_fault(old_contract_ends_on=ended, today=today, wished_on=date(2026, 11, 30)) == ""
    late = port_in_fault(old_contract_ends_on=ended, today=today, wished_on=date(2026, 12, 1))
    assert late == (
        "Your old contract ended on 1 Sep 2026. "
        "A number can be taken along until 90 days later, that was 30 Nov 2026."
    )
    past = port_in_fault(old_contract_ends_on=None, today=today, wished_on=date(2026, 11, 19))
    assert past == "The day lies in the past. Please choose a later one."


def test_d7_the_old_number_is_gone_and_none_can_be_wished_for():
    assert "you cannot use it any more" in number_is_gone()
    assert "cannot wish" in number_is_gone()


@pytest.mark.parametrize(
    "written",
    ["0151 12345678", "+49 151 12345678", "0049 (151) 123 456-78", "0151/12345678", "+49 (0)151 12345678"],
)
def test_d7_numbers_are_read_as_people_write_them(written: str):
    assert normalised(written) == "+4915112345678"
    assert national(normalised(written)).replace(" ", "") == "015112345678"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "not a telephone number"),
        ("Erika", "not a telephone number"),
        ("0511 123456", "not a German mobile number"),
        ("+43 664 1234567", "not a German mobile number"),
        ("0151 123", "too short or too long"),
        ("0151 1234567890", "too short or too long"),
    ],
)
def test_d7_what_is_no_mobile_number_is_refused_with_a_reason(written: str, reason: str):
    with pytest.raises(NotAMobileNumber, match=reason):
        normalised(written)
