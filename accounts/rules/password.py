"""What a password must be (requirements A5). Pure: lists and hashes to compare with are handed in.

Passwords are compared and counted in Unicode's composed form (NFC), when set and when checked, so that "ä" typed
on a phone and on a computer are the same. A character is a code point of that form. Nothing else is changed: case
and blanks count, also at the ends.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

MIN_LENGTH = 8
MAX_LENGTH = 128
KINDS_WANTED = 2  # of upper case, digit, special; lower case is no kind
FREE_FROM = 15  # from this length on no kind is asked for
SHORTEST_PART = 4  # shorter parts of a name are refused only as the whole word in the password
SHAPE = {
    "least": str(MIN_LENGTH),
    "most": str(MAX_LENGTH),
    "kinds": str(KINDS_WANTED),
    "free": str(FREE_FROM),
}


class Kind(StrEnum):
    """The kinds of characters that count."""

    UPPER = "upper"
    DIGIT = "digit"
    SPECIAL = "special"


class Fault(StrEnum):
    """Why a password is refused; accounts.texts says it in words."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SIMPLE = "too_simple"
    NOT_TEXT = "not_text"
    COMMON = "common"
    OWN_DATA = "own_data"
    SAME_AS_BEFORE = "same_as_before"
    SAME_AS_INVOICE = "same_as_invoice"
    SAME_AS_PORTAL = "same_as_portal"
    SAME_AS_GIVEN = "same_as_given"


@dataclass(frozen=True)
class Check:
    """What a new password is held against besides its shape."""

    own_words: Collection[str] = ()  # from own_words()
    is_known: Callable[[str], bool] = lambda password: False  # a common or breached password?


def normalise(password: str) -> str:
    """The form in which passwords are hashed and compared."""
    return unicodedata.normalize("NFC", password)


def kinds(password: str) -> set[Kind]:
    """Which counted kinds of characters occur: capital letters, digits, and whatever is neither letter nor digit."""
    return {kind for character in normalise(password) if (kind := _kind(character)) is not None}


def faults(password: str, check: Check) -> list[Fault]:
    """Every reason to refuse `password`, in the order they are told; empty when it is fine."""
    password = normalise(password)
    found = []
    if len(password) < MIN_LENGTH:
        found.append(Fault.TOO_SHORT)
    if len(password) > MAX_LENGTH:
        found.append(Fault.TOO_LONG)
    if len(password) < FREE_FROM and len(kinds(password)) < KINDS_WANTED:
        found.append(Fault.TOO_SIMPLE)
    if not _is_text(password):
        return [*found, Fault.NOT_TEXT]
    if contains_own_data(password, check.own_words):
        found.append(Fault.OWN_DATA)
    if check.is_known(password):
        found.append(Fault.COMMON)
    return found


def contains_own_data(password: str, own_words: Iterable[str]) -> bool:
    """Is one of the customer's own words in `password`, whatever the case, with ä written as ae or not?"""
    folded = fold(password)
    letters = "".join(character for character in folded if character.isalpha())
    return any(word in folded if len(word) >= SHORTEST_PART else word == letters for word in own_words)


def fold(text: str) -> str:
    """Lower case without umlauts and accents: ä and ae, é and e become the same."""
    lowered = normalise(text).casefold()
    for letter, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        lowered = lowered.replace(letter, written)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _kind(character: str) -> Kind | None:
    category = unicodedata.category(character)
    if category == "Lu":
        return Kind.UPPER
    if category == "Nd":
        return Kind.DIGIT
    if category[0] in "LN":
        return None
    return Kind.SPECIAL


def _is_text(password: str) -> bool:
    """No lone surrogates (they cannot be hashed) and no control characters (nobody can type them again)."""
    return not any(unicodedata.category(character) in ("Cs", "Cc") for character in password)
