"""User name and password of a VoIP superuser: whoever has them makes calls on the customer's account. Pure."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from accounts.rules.password import MAX_LENGTH, contains_own_data, fold, kinds, normalise

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,30}[a-z0-9]")  # 4 to 32 characters
GUESSED_FIRST = frozenset({"admin", "administrator", "root", "user", "test", "superuser", "voip", "phone"})
MIN_LENGTH = 12
KINDS_WANTED = 2  # of capital letter, digit, special character


class PasswordFault(StrEnum):
    """Why a password of a telephone system is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SIMPLE = "too_simple"
    LIKE_THE_NAME = "like_the_name"
    OWN_DATA = "own_data"
    COMMON = "common"
    NOT_ASCII = "not_ascii"


def password_faults(
    password: str,
    *,
    username: str,
    titles: Iterable[str],
    own_words: frozenset[str],
    is_known: Callable[[str], bool],
) -> list[PasswordFault]:
    """Everything that speaks against `password`. Telephones can type letters, digits and signs of ASCII only.

    `titles` stand openly beside the password in the order: it must not be a part of one.
    """
    found = []
    if len(password) < MIN_LENGTH:
        found.append(PasswordFault.TOO_SHORT)
    if len(password) > MAX_LENGTH:
        found.append(PasswordFault.TOO_LONG)
    if len(kinds(password)) < KINDS_WANTED:
        found.append(PasswordFault.TOO_SIMPLE)
    if not password.isascii() or not password.isprintable() or " " in password:
        return [*found, PasswordFault.NOT_ASCII]
    typed, name = fold(password), fold(username)
    if (name and name in typed) or any(typed in fold(title) for title in (username, *titles)):
        found.append(PasswordFault.LIKE_THE_NAME)
    if contains_own_data(password, own_words):
        found.append(PasswordFault.OWN_DATA)
    if is_known(normalise(password)):
        found.append(PasswordFault.COMMON)
    return found
