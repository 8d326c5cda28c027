"""Customer numbers as people type them (requirements A1)."""

import re


def normalised(typed: str) -> str:
    """The number without any blanks: it is printed in groups on paper."""
    return "".join(typed.split())


def is_customer_number(number: str, *, pattern: str) -> bool:
    """Does `number` look like one of the carrier's? `pattern` is a regular expression for all of it."""
    return re.fullmatch(pattern, number) is not None
