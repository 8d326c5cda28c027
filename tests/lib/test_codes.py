"""One-time passwords."""

import math
import re

import pytest

from portal.lib.codes import ALPHABET, GROUP_LENGTH, GROUPS, normalise_code, one_time_password


def test_one_time_passwords_are_readable_groups_of_unambiguous_signs():
    for _ in range(200):
        code = one_time_password()
        assert re.fullmatch("[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", code)
        assert not set(code) & set("0O1Il")
        assert normalise_code(code) == code


def test_sixty_bits_as_documented():
    assert len(set(ALPHABET)) == len(ALPHABET) == 32
    assert GROUPS * GROUP_LENGTH * math.log2(len(ALPHABET)) == 60


def test_codes_differ_and_use_the_whole_alphabet():
    codes = {one_time_password() for _ in range(1_000)}
    assert len(codes) == 1_000
    assert set("".join(codes)) == set(ALPHABET) | {"-"}


@pytest.mark.parametrize("typed", ["k7pm-q2xh-rt9d", "K7PM Q2XH RT9D", " k7pmq2xhrt9d\n", "K7-PMQ2XHRT-9D"])
def test_forgives_how_a_code_is_typed(typed):
    assert normalise_code(typed) == "K7PM-Q2XH-RT9D"


@pytest.mark.parametrize(
    "typed", ["", "K7PM-Q2XH-RT9", "K7PM-Q2XH-RT90", "Sommer-2026-im-Harz", "ÄÖÜPQ2XHRT9D"]
)
def test_leaves_other_passwords_alone(typed):
    assert normalise_code(typed) is None
