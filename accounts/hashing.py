"""Comparing what somebody typed with a stored hash, in the same time whether or not there is one."""

from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password, get_hasher, is_password_usable, make_password

from accounts.models import Login
from accounts.rules.password import MAX_LENGTH, normalise


def matches(typed: str, encoded: str | None) -> bool:
    """Is `typed` the password behind `encoded`? Always exactly one Argon2 run with the current parameters.

    No hash (unknown number, no such password, an unusable one) means a run against a dummy that nothing
    matches. What is longer than any password can be is cut, still too long to match.
    """
    candidate = normalise(typed)[: MAX_LENGTH + 1]
    stored = encoded if encoded and is_password_usable(encoded) else None
    return check_password(candidate, stored or _dummy(_parameters())) and stored is not None


def hashed(password: str) -> str:
    """The hash to store for a new password."""
    return make_password(normalise(password))


def refresh_hash(login: Login, password: str) -> None:
    """Hash again with today's parameters, if the stored hash was made with others."""
    if get_hasher().must_update(login.password):
        login.password = hashed(password)
        login.save(update_fields=["password"])


def _parameters() -> tuple[int, int, int]:
    hasher: Any = get_hasher()
    return hasher.time_cost, hasher.memory_cost, hasher.parallelism


@cache
def _dummy(parameters: tuple[int, int, int]) -> str:
    """A hash of nothing in particular, made with these `parameters` (they are the key of the cache)."""
    return make_password("nobody's password")
