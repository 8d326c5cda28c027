"""One-time passwords that are printed, mailed, read aloud and typed by people."""

import secrets

# 32 signs, five bits each: capital letters and digits without 0, O, 1, I (and so without l).
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS = 3
GROUP_LENGTH = 4


def one_time_password() -> str:
    """A fresh random password such as `K7PM-Q2XH-RT9D`: 12 signs of 32, 60 bits of entropy.

    Enough for a password that is stored as an Argon2 hash, works once, expires and is throttled. Letters
    and digits are drawn from the operating system's generator; nothing is derived from customer or time.
    """
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def normalise_code(typed: str) -> str | None:
    """The one-time password a person meant: small letters, blanks and missing hyphens are forgiven.

    None when it cannot be one, so that an ordinary password is never changed.
    """
    letters = "".join(typed.split()).replace("-", "").upper()
    if len(letters) != GROUPS * GROUP_LENGTH or not set(letters) <= set(ALPHABET):
        return None
    return "-".join(letters[i : i + GROUP_LENGTH] for i in range(0, len(letters), GROUP_LENGTH))
