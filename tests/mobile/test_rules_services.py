"""D9: mailbox PIN, forwarding to the mailbox, and the figures of sections 3 and 4."""

from datetime import time

import pytest
from django.utils.translation import override

from mobile.rules import services


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.mark.parametrize("pin", ["4711", "1357924680", "0815", "1112"])
def test_d9_a_mailbox_pin_has_four_to_ten_digits(pin: str):
    assert services.mailbox_pin_fault(pin) == ""


@pytest.mark.parametrize("pin", ["", "471", "12345678901", "47 1", "471a", "４７１１", "-4711", "47.11"])
def test_d9_everything_else_is_no_pin(pin: str):
    assert services.mailbox_pin_fault(pin) == "The PIN has 4 to 10 digits and nothing else."


@pytest.mark.parametrize(
    "pin", ["0000", "1212", "12121", "1234", "567890", "4321", "0987654321", "1234567890"]
)
def test_d9_what_is_guessed_first_is_no_pin(pin: str):
    assert "guessed first" in services.mailbox_pin_fault(pin)


def test_d9_a_part_of_the_own_number_is_no_pin():
    assert "your mobile number" in services.mailbox_pin_fault("8642", number="0151 186 42 00")
    assert services.mailbox_pin_fault("8643", number="0151 186 42 00") == ""
    assert services.mailbox_pin_fault("8642") == ""


def test_d9_calls_are_forwarded_to_a_mailbox_that_is_on():
    assert services.forwarding_fault(mailbox_on=True, forwards=True) == ""
    assert services.forwarding_fault(mailbox_on=False, forwards=False) == ""
    assert "switch it on first" in services.forwarding_fault(mailbox_on=False, forwards=True)


def test_d9_the_figures_of_the_description():
    box = services.MAILBOX
    assert (box.messages, box.minutes_per_message, box.greeting_minutes) == (50, 3, 2)
    assert (box.days_new, box.days_heard, box.days_saved) == (17, 5, 17)
    assert (box.faxes, box.pages_per_fax, box.fax_days_new, box.fax_days_fetched) == (25, 30, 17, 5)
    assert (services.SMS_CHARACTERS, services.SMS_DELIVERY_DAYS, services.CONFERENCE_MEMBERS) == (160, 2, 5)
    assert (time(23), time(7, 30)) == services.SMS_TO_LANDLINE_RESTS
    assert (services.SUPPRESS_ONCE, services.SHOW_ONCE) == ("#31#", "*31#")


def test_d9_when_the_missed_call_sms_comes():
    assert "hide their number" in services.missed_call_sms_meaning(is_on=True)
    assert "no SMS" in services.missed_call_sms_meaning(is_on=False)
