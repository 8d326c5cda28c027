"""What follows from a declaration's dates and names. Pure; days count in Europe/Berlin."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import Enum

from portal.lib.working_days import is_working_day, next_working_day

WITHDRAWAL_DAYS = 14  # § 355 (2) BGB
SHORTEST_WORD = 2


class Hint(Enum):
    """What the service centre looks at twice. A hint never refuses a declaration: it is received as it came."""

    WITHDRAWAL_LATE = "withdrawal_late"
    END_IN_THE_PAST = "end_in_the_past"


def withdrawal_ends_on(concluded_on: date, state: str) -> date:
    """The last day to withdraw from a contract concluded on that day.

    The day itself does not count (§ 187 (1) BGB); a Saturday, Sunday or public holiday of the German `state`
    moves the end to the next Arbeitstag (§ 193 BGB). It is the earliest possible end: the fourteen days do not
    begin before goods were delivered or the customer was told of the right (§ 356 (2), (3) BGB).
    """
    last = concluded_on + timedelta(days=WITHDRAWAL_DAYS)
    if is_working_day(last, state, saturdays=False):
        return last
    return next_working_day(last, state, saturdays=False)


def hints_about(
    *,
    received_on: date,
    state: str,
    withdrawn_contract_of: date | None = None,
    ends_wanted_on: date | None = None,
) -> tuple[Hint, ...]:
    """What is unusual about the dates; `withdrawn_contract_of` is the day the contract was concluded, if known."""
    found = []
    if withdrawn_contract_of is not None and received_on > withdrawal_ends_on(withdrawn_contract_of, state):
        found.append(Hint.WITHDRAWAL_LATE)
    if ends_wanted_on is not None and ends_wanted_on < received_on:
        found.append(Hint.END_IN_THE_PAST)
    return tuple(found)


def form_key(token: str, content: Mapping[str, object]) -> str:
    """Tells a form that was sent twice from one that was corrected and sent again: the same token with the same
    content is the same declaration (SHA-256, hexadecimal)."""
    told = json.dumps([token, content], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def digits_of(typed: str) -> str:
    """The digits of a number as people type it: `4999 999-999` is `4999999999`."""
    return re.sub(r"[^0-9]", "", typed)


def name_fits(typed: str, names: Iterable[str]) -> bool:
    """Whether every word of one of the `names` (first and last name, company) stands in what was typed.

    Case, accents and order do not matter; `Mustermann, Erika` fits `Erika Mustermann`.
    """
    words = _words(typed)
    return any(own and own <= words for own in (_words(name) for name in names))


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {word for word in re.findall(r"\w+", letters) if len(word) >= SHORTEST_WORD}
