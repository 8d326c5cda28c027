"""Shortened numbers, account numbers and addresses."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.masking import mask_email, mask_iban, shorten_ip, shorten_number


@pytest.mark.parametrize(
    ("number", "shortened"),
    [
        ("05137123456", "05137123XXX"),
        ("+495137123456", "+495137123XXX"),
        ("+49 5137 12-34", "+49 5137 1X-XX"),
        ("1234", "1XXX"),
        ("110", "XXX"),
        ("11", "XX"),
        ("+1", "+X"),
        ("", ""),
        ("05137123XXX", "05137123XXX"),
        ("Internet", "Internet"),
        ("anna@sip.example.org", "aXXX@sip.example.org"),
        ("49511123456@sip.example.org", "49511123XXX@sip.example.org"),
    ],
)
def test_f5_shortens_by_the_last_three_digits(number, shortened):
    assert shorten_number(number) == shortened


@given(st.from_regex(r"\+?[0-9]{1,20}", fullmatch=True))
def test_f5_no_hidden_digit_survives(number):
    shortened = shorten_number(number)
    assert len(shortened) == len(number)
    assert not any(sign.isdigit() for sign in shortened[-min(3, len(number)) :])
    assert shorten_number(shortened) == shortened
    others = {shorten_number(number[:-1] + digit) for digit in "0123456789"}
    assert others == {shortened}


@pytest.mark.parametrize(
    ("iban", "masked"),
    [
        ("DE89370400440532013000", "DE89 … 3000"),
        ("de89 3704 0044 0532 0130 00", "DE89 … 3000"),
        ("NO9386011117947", "NO93 … 7947"),
        ("DE893704", "…"),
        ("", ""),
    ],
)
def test_b1_masks_an_iban(iban, masked):
    assert mask_iban(iban) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("anna.schmidt@example.org", "a***@example.org"),
        ("a@example.org", "***@example.org"),
        ('"odd@local"@example.org', '"***@example.org'),
        ("no address", "***"),
        ("@example.org", "***"),
        ("", ""),
    ],
)
def test_masks_an_email_address(address, masked):
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("address", "shortened"),
    [
        ("203.0.113.77", "203.0.113.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
        ("::ffff:203.0.113.77", "203.0.113.0"),
        ("fe80::1%eth0", "fe80::"),
        ("not an address", ""),
        ("", ""),
    ],
)
def test_a18_shortens_an_ip_address(address, shortened):
    assert shorten_ip(address) == shortened


@given(st.ip_addresses(v=4))
def test_a18_an_ipv4_address_keeps_three_bytes(address):
    assert int(ipaddress.ip_address(shorten_ip(str(address)))) == int(address) >> 8 << 8


@given(st.ip_addresses(v=6).filter(lambda address: address.ipv4_mapped is None))
def test_a18_an_ipv6_address_keeps_48_bits(address):
    assert int(ipaddress.ip_address(shorten_ip(str(address)))) == int(address) >> 80 << 80
