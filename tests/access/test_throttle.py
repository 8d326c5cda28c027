"""The one throttle of all doors (A15)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from portal.access import throttle
from portal.access.models import FailedAttempts

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME, OFFICE = "192.0.2.1", "192.0.2.2"

pytestmark = pytest.mark.django_db


def fail(times: int, *, identifier: str = "4999999999", address: str = HOME, now: datetime = NOW) -> None:
    for _ in range(times):
        assert throttle.attempt("login", identifier=identifier, address=address, now=now).allowed


def attempt(*, identifier: str = "4999999999", address: str = HOME, now: datetime = NOW) -> throttle.Attempt:
    return throttle.attempt("login", identifier=identifier, address=address, now=now)


def test_a15_the_fifth_failure_locks_this_address_for_this_number_only():
    fail(5)
    refused = attempt()
    assert (refused.allowed, refused.retry_at) == (False, NOW + timedelta(minutes=15))
    assert attempt(address=OFFICE).allowed
    assert attempt(identifier="4999999990").allowed


def test_a15_the_lock_ends_by_itself():
    fail(5)
    assert not attempt(now=NOW + timedelta(minutes=14, seconds=59)).allowed
    assert attempt(now=NOW + timedelta(minutes=15)).allowed


def test_a15_the_tenth_failure_from_anywhere_only_delays():
    for n in range(10):
        fail(1, address=f"198.51.100.{n}")
    refused = attempt(address=OFFICE)
    assert (refused.allowed, refused.retry_at) == (False, NOW + timedelta(seconds=1))
    later = NOW + timedelta(seconds=1)
    fail(1, address=OFFICE, now=later)
    assert attempt(address="203.0.113.9", now=later).retry_at == later + timedelta(seconds=2)


def test_a15_the_delay_never_exceeds_a_minute():
    now = NOW
    for n in range(25):
        fail(1, address=f"198.51.100.{n}", now=now)
        now += timedelta(minutes=1)
    assert attempt(now=now).allowed


def test_a15_a_hundred_failures_from_one_address_lock_the_address():
    for n in range(100):
        fail(1, identifier=f"4{n:09}")
    assert not attempt(identifier="4999999999").allowed
    assert attempt(identifier="4999999999", address=OFFICE).allowed


def test_success_forgets_the_failures_of_this_number():
    fail(4)
    throttle.succeeded(attempt())
    fail(5)
    assert not attempt().allowed


def test_success_gives_the_address_back_one_failure_only():
    fail(3)
    throttle.succeeded(attempt())
    assert list(FailedAttempts.objects.values_list("failures", flat=True)) == [3]


def test_an_hour_without_failure_starts_anew():
    fail(4)
    fail(4, now=NOW + timedelta(hours=1, seconds=1))
    assert attempt(now=NOW + timedelta(hours=1, seconds=1)).allowed


def test_doors_count_apart():
    fail(5)
    assert throttle.attempt("reset", identifier="4999999999", address=HOME, now=NOW).allowed


def test_spelling_does_not_escape_the_count():
    fail(4)
    fail(1, identifier=" 4999999999 ")
    assert not attempt().allowed


def test_staff_unlock_a_number_everywhere():
    fail(5)
    assert throttle.locked_until("4999999999", now=NOW) == NOW + timedelta(minutes=15)
    throttle.unlock("4999999999")
    assert throttle.locked_until("4999999999", now=NOW) is None
    assert attempt().allowed


def test_the_table_tells_neither_number_nor_address():
    fail(1)
    row = FailedAttempts.objects.values_list("identifier_digest", "address_digest")
    assert "4999999999" not in str(list(row))
    assert HOME not in str(list(row))


@pytest.mark.django_db(transaction=True)
def test_a15_parallel_guesses_count_one_by_one():
    def guess(_: int) -> bool:
        try:
            return throttle.attempt("login", identifier="4999999999", address=HOME, now=NOW).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(guess, range(24)))
    assert sum(allowed) == 5
