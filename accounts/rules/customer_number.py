"""Customer numbers as people type them (requirements A1)."""

import re


def normalised(typed: str) -> str:
    """The number without any blanks: it is printed in groups on paper."""
    return "".join(typed.split())


def possible(number: str, *, pattern: str) -> str:
    """`number` if it looks like one of the carrier's, else "", which nobody has.

    `pattern` is a regular expression for all of it. What people mistype into the field (a password, say) is
    neither looked up nor written down.
    """
    return number if re.fullmatch(pattern, number) else ""
