"""Referral codes such as `K7PM-HQ2X-RT9D-CW43`: passed on by word of mouth, typed into contracts (G2).

A code is one sign for the kind of campaign, 14 random signs and one check sign, shown in groups of four.

Alphabet. 23 signs: no 0/O, 1/I/L, no B (8), S (5), Z (2), no U/V, no Y, and no vowel, so that no code reads like
a word. B, S and Z are read as the digit they look like.

Check sign. The alphabet's size is a prime, so the signs are numbers modulo 23: the sum of position × sign must be
0. One wrong sign changes the sum by position × difference, two swapped signs by difference of positions × difference
of signs; neither factor is a multiple of 23. Every wrong sign and every swap of two signs (neighbours or not) is
therefore found, the kind's sign included. 22 signs are the longest code for which this holds.

Guessing. 14 signs of 23 are 63.3 bits, 1.16 × 10^19 codes of each kind. With one million live codes of a kind, one
guess with a right check sign hits one of them with a probability of 8.6 × 10^-14 (1 in 11.6 million million); at a
thousand guesses a second, day and night, that is one hit in about 370 years. One million codes of one kind
collide with each other with a probability of 4.3 × 10^-8 (n² / 2N); the unique column and a second draw take care
of that.
"""

import secrets

ALPHABET = "CDFGHJKMNPQRTWX23456789"
BASE = len(ALPHABET)
RANDOM_SIGNS = 14
LENGTH = RANDOM_SIGNS + 2
GROUP_LENGTH = 4
LONGEST_TYPED = 60  # more than any way of typing a code needs

# The kinds of campaign (referrals.campaigns.Kind) and the first sign of their codes.
PREFIXES = {"existing": "K", "new": "N"}

_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
_LOOKALIKES = str.maketrans("BSZ", "852")
_VARIANTS = BASE**RANDOM_SIGNS


def generate(kind: str) -> str:
    """A fresh code of a kind of campaign, from the operating system's generator. KeyError for an unknown kind."""
    signs = [PREFIXES[kind]]
    drawn = secrets.randbelow(_VARIANTS)
    for _position in range(RANDOM_SIGNS):
        drawn, value = divmod(drawn, BASE)
        signs.append(ALPHABET[value])
    body = "".join(signs)
    return grouped(body + check_sign(body))


def parse(text: str) -> str | None:
    """The code a person meant, in the form it is stored and shown; None when it cannot be one.

    Small letters, blanks, hyphens and dashes anywhere are forgiven; a wrong, missing or swapped sign is not.
    """
    if len(text) > LONGEST_TYPED:
        return None
    signs = "".join(sign for sign in text.upper() if not (sign.isspace() or sign in "-‐‑‒–—"))
    signs = signs.translate(_LOOKALIKES)
    if len(signs) != LENGTH or not _VALUES.keys() >= set(signs) or signs[0] not in _KINDS:
        return None
    return grouped(signs) if _sum(signs) == 0 else None


def kind_of(code: str) -> str:
    """The kind of campaign a code belongs to, by its first sign."""
    return _KINDS[code[0]]


def check_sign(body: str) -> str:
    """The last sign, which makes the weighted sum of `body` and itself a multiple of 23."""
    # position × sign = -sum; the position has an inverse modulo a prime.
    value = -_sum(body) * pow(len(body) + 1, -1, BASE)
    return ALPHABET[value % BASE]


def grouped(signs: str) -> str:
    """Groups of four, to be read aloud."""
    return "-".join(signs[i : i + GROUP_LENGTH] for i in range(0, len(signs), GROUP_LENGTH))


def _sum(signs: str) -> int:
    return sum(position * _VALUES[sign] for position, sign in enumerate(signs, 1)) % BASE
