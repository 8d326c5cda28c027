"""Addresses of lines: the same place in different spellings, and where the operator supplies (C8)."""

import pytest

from contracts.rules.supply import Place, is_supplied

HOME = Place("Mailänder Straße 2", "30539", "Hannover")


@pytest.mark.parametrize(
    "street", ["Mailänder Str. 2", "mailänder strasse 2", "MAILÄNDER STRASSE 2", "Mailänder-Straße 2 "]
)
def test_the_same_place(street):
    assert Place(street, "30539", "Hannover-Bemerode").key == HOME.key


@pytest.mark.parametrize(
    ("street", "postcode"),
    [("Mailänder Straße 20", "30539"), ("Mailänder Straße 2a", "30539"), ("Mailänder Straße 2", "30159")],
)
def test_another_place(street, postcode):
    assert Place(street, postcode, "Hannover").key != HOME.key


@pytest.mark.parametrize(
    ("postcode", "prefixes", "supplied"),
    [
        ("80331", (), True),
        ("30159", ("30", "31"), True),
        ("29221", ("30", "292"), True),
        ("80331", ("30", "31"), False),
        ("13055", ("30",), False),  # beginnings only
    ],
)
def test_the_supply_area(postcode, prefixes, supplied):
    assert is_supplied(postcode, prefixes) is supplied
