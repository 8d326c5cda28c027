"""How telephone numbers are written."""

import pytest

from portal.lib.phone_numbers import national


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("05110078556", "0511 0078556"),
        ("0511 123456", "0511 123456"),
        ("0511/123456", "0511 123456"),
        ("051010082498", "05101 0082498"),
        ("0531003293", "0531 003293"),
        ("+4951112345678", "0511 12345678"),
        ("08001234567", "0800 1234567"),
        ("+4915112345678", "01511 2345678"),
        ("+436641234567", "+43 664 1234567"),
        ("unreadable", "unreadable"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_people_write_it(number: str, written: str):
    assert national(number) == written


@pytest.mark.parametrize("number", ["05110078556", "+4915112345678", "+436641234567", "0531003293"])
def test_written_once_it_stays(number: str):
    assert national(national(number)) == national(number)
