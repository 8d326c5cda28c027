"""Which words of a customer must not stand in their password (requirements A5)."""

import re
from collections.abc import Iterable

from .password import SHORTEST_PART, fold

SHORTEST_WORD = 3
# Parts of names and streets that say nothing about the customer.
GENERIC = frozenset(
    [
        *("strasse", "straße", "platz", "allee", "ring", "weg", "gasse", "damm", "ufer", "hof", "chaussee"),
        *("str", "der", "die", "das", "dem", "den", "und", "von", "van", "zum", "zur", "für", "bei", "alte"),
        *("neue", "gmbh", "mbh", "ohg", "gbr", "ltd", "inc", "verein", "haus", "herr", "frau", "the", "and"),
    ]
)


def own_words(texts: Iterable[str], *, whole: Iterable[str] = ()) -> frozenset[str]:
    """The words of names and addresses (`texts`), and what counts only as a `whole` (customer number, postcode).

    House numbers and words under three letters are left out; words of three letters count only when the
    password has no other letters (contains_own_data).
    """
    generic = {fold(word) for word in GENERIC}
    words = {fold(word) for text in texts for word in re.split(r"[^\w]+|_", text) if not word.isdecimal()}
    numbers = {fold(text.strip()) for text in whole}
    return frozenset(
        {word for word in words if len(word) >= SHORTEST_WORD and word not in generic}
        | {number for number in numbers if len(number) >= SHORTEST_PART}
    )
