"""Known and unknown customer numbers cannot be told apart: answers and time (A6, A15)."""

import re
import time
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import PasswordResetRequest
from portal.access.models import FailedAttempts
from tests.accounts.play import ask_for_reset, everything_of, log_in_with
from tests.cast import make_person

UNKNOWN = "4999999990"
TRIES = 200
ALLOWED = 1.10


def wrong_login(number):
    return log_in_with(Client(), number, "Falsches-Kennwort-1")


def reset(number):
    return ask_for_reset(Client(), number, "erika@example.org")


@pytest.fixture
def people(erika, max, firma, steuerberater):
    """Every state a number can be in: with own password, before the first login, with an invoice login."""
    return [erika.number, max.number, firma.number]


@pytest.mark.parametrize("door", [wrong_login, reset])
def test_a15_known_and_unknown_numbers_get_the_same_answer(people, door):
    expected = everything_of(door(UNKNOWN), UNKNOWN)
    assert expected[0] == 200
    for number in people:
        assert everything_of(door(number), number) == expected


@pytest.mark.parametrize("door", [wrong_login, reset])
def test_a15_known_and_unknown_numbers_cost_the_same_queries(people, door):
    asked = []
    for number in [UNKNOWN, *people]:
        with CaptureQueriesContext(connection) as captured:
            door(number)
        asked.append([shape_of(query["sql"]) for query in captured])
    assert asked[1:] == [asked[0]] * len(people)


def shape_of(sql: str) -> str:
    """The statement without its values."""
    return re.sub(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b|NULL", "?", sql)


def test_a6_the_answer_of_a_reset_is_the_same_for_the_right_address(erika):
    right = everything_of(ask_for_reset(Client(), erika.number, "erika@example.org"))
    wrong = everything_of(ask_for_reset(Client(), erika.number, "fremd@example.org"))
    assert right == wrong
    assert "Servicecenter" in right[3]


def seconds(door, number) -> float:
    FailedAttempts.objects.all().delete()
    PasswordResetRequest.objects.all().delete()
    started = time.perf_counter()
    door(number)
    return time.perf_counter() - started


@pytest.mark.slow
@pytest.mark.real_hash
@pytest.mark.parametrize("door", [wrong_login, reset])
def test_a15_medians_of_200_tries_differ_by_at_most_a_tenth(db, door):
    """Interleaved, so that whatever else this machine does slows both alike."""
    known = make_person("4999999999", email="erika@example.org").number
    times: dict[str, list[float]] = {known: [], UNKNOWN: []}
    for number in times:
        seconds(door, number)  # templates, dummy hash
    for attempt in range(TRIES):
        for number in sorted(times, reverse=attempt % 2 == 1):
            times[number].append(seconds(door, number))
    slow, fast = sorted((median(times[known]), median(times[UNKNOWN])), reverse=True)
    assert slow / fast <= ALLOWED
