"""Passwords that everybody knows: Django's list of 20,000, and an offline file of breached ones (requirements A5).

The file (BREACHED_PASSWORDS_FILE) holds one upper or lower case SHA-1 in hexadecimal a line, sorted, optionally
followed by ":" and a count: the format in which breach collections are published. It may have many gigabytes:
it is searched where it lies, by halving.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.contrib.auth.password_validation import CommonPasswordValidator

HASH_LENGTH = 40


def is_known_password(password: str, *, breached_file: str) -> bool:
    """Is `password` common (whatever its case) or in the file of breached ones? "" names no file."""
    if password.casefold().strip() in _common():
        return True
    return bool(breached_file) and is_breached(password, Path(breached_file))


def is_breached(password: str, path: Path) -> bool:
    """Does the sorted file at `path` hold the SHA-1 of `password`? About 35 reads for a billion lines."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as lines:
        low, high = 0, os.fstat(lines.fileno()).st_size
        while low < high:
            middle = (low + high) // 2
            found = _hash_from(lines, middle)
            if found == wanted:
                return True
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
    return False


def _hash_from(lines: BinaryIO, place: int) -> bytes:
    """The hash of the first line that begins at `place` or later; empty at the end of the file."""
    lines.seek(max(place - 1, 0))
    if place > 0:
        lines.readline()  # the rest of the line before
    return lines.readline()[:HASH_LENGTH].upper()


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
