"""One line of kind `sims`: a mobile contract's cards (TMF639 Resource), numbers and settings. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from accounts.feed.fields import choice, day, flag, inner, items, moment, text, whole
from mobile.models import NumberKind, SimState
from mobile.models.sims import OVER
from mobile.rules.numbers import NotAMobileNumber, normalised
from mobile.rules.services import NO_ANSWER_SECONDS, USUAL_NO_ANSWER_SECONDS
from mobile.rules.sims import MOST_CARDS
from portal.carrier.feed import LineRefused

ICCID = re.compile(r"89[0-9]{16,20}")
PIN, PUK = re.compile(r"[0-9]{4,8}"), re.compile(r"[0-9]{8}")
STATES = {value: value for value in SimState.values}
KINDS = {value: value for value in NumberKind.values}


@dataclass(frozen=True)
class CardLine:
    """A card; PIN and PUK are in the clear and go no further than to be sealed."""

    iccid: str
    position: int
    state: str
    state_at: datetime | None
    activated_at: datetime | None
    replaced_by: str
    pin: str
    puk: str

    def __repr__(self) -> str:
        return f"CardLine({self.iccid}, {self.state})"  # never the codes

    @property
    def is_living(self) -> bool:
        return self.state not in OVER


@dataclass(frozen=True)
class NumberLine:
    """A number with the days it holds (half-open, as we store them)."""

    number: str
    kind: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class ContractLine:
    """What the file says of one contract; None: nothing."""

    product: str
    cards: tuple[CardLine, ...]
    numbers: tuple[NumberLine, ...] | None
    services: dict[str, Any] | None  # columns of ServiceSettings


def claims_of(line: ContractLine) -> Iterable[str]:
    """What no other line of the file may state."""
    yield f"Product {line.product}"
    yield from (f"Card {card.iccid}" for card in line.cards)
    yield from (f"Number {number.number}" for number in line.numbers or () if number.valid_to is None)


def read_contract(data: dict[str, Any]) -> ContractLine:
    """Check one line; raises LineRefused with a sentence that names the field."""
    cards = tuple(_card(card) for card in items(data, "simCards"))
    _refuse_doubles(cards)
    return ContractLine(
        product=text(data, "product", most=60, required=True),
        cards=cards,
        numbers=_numbers(items(data, "phoneNumbers")) if "phoneNumbers" in data else None,
        services=_services(inner(data, "serviceSettings")) if data.get("serviceSettings") else None,
    )


def _card(data: dict[str, Any]) -> CardLine:
    card = CardLine(
        iccid=_digits(data, "iccid", ICCID, "18 to 22 digits that begin with 89", required=True),
        position=whole(data, "position", least=1, most=MOST_CARDS, default=1),
        state=choice(data, "state", STATES),
        state_at=moment(data, "stateSince"),
        activated_at=moment(data, "activatedAt"),
        replaced_by=_digits(data, "replacedBy", ICCID, "a card's number"),
        pin=_digits(data, "pin", PIN, "4 to 8 digits"),
        puk=_digits(data, "puk", PUK, "8 digits"),
    )
    if card.replaced_by and (card.state != SimState.REPLACED or card.replaced_by == card.iccid):
        raise LineRefused("replacedBy names another card, of a card whose state is replaced.")
    return card


def _digits(
    data: dict[str, Any], key: str, pattern: re.Pattern[str], what: str, *, required: bool = False
) -> str:
    """A text of digits. The sentence leaves out the value: it may be a secret."""
    value = text(data, key, most=40, required=required)
    if value and not pattern.fullmatch(value):
        raise LineRefused(f"{key} must be {what}.")
    return value


def _refuse_doubles(cards: tuple[CardLine, ...]) -> None:
    for key, times in Counter(card.iccid for card in cards).items():
        if times > 1:
            raise LineRefused(f"Card {key} stands in simCards twice.")
    for place, times in Counter(card.position for card in cards if card.is_living).items():
        if times > 1:
            raise LineRefused(f"Two cards are in use at position {place}.")
    for heir, times in Counter(card.replaced_by for card in cards if card.replaced_by).items():
        if times > 1:
            raise LineRefused(f"Card {heir} replaces one card only.")


def _numbers(entries: list[dict[str, Any]]) -> tuple[NumberLine, ...]:
    numbers = tuple(sorted((_number(entry) for entry in entries), key=lambda number: number.valid_from))
    for before, after in pairwise(numbers):
        if before.valid_to is None or before.valid_to > after.valid_from:
            raise LineRefused(f"There are two numbers on {after.valid_from}.")
    return numbers


def _number(entry: dict[str, Any]) -> NumberLine:
    try:
        number = normalised(text(entry, "number", most=30, required=True))
    except NotAMobileNumber as fault:
        raise LineRefused(f"number {entry['number']!r} is no German mobile number.") from fault
    valid_for = inner(entry, "validFor", required=True)
    valid_from, last_day = day(valid_for, "startDate", required=True), day(valid_for, "endDate")
    assert valid_from is not None  # noqa: S101  (required)
    if last_day is not None and last_day < valid_from:
        raise LineRefused(f"Number {number}: endDate lies before startDate.")
    return NumberLine(
        number=number,
        kind=choice(entry, "kind", KINDS, default=NumberKind.ASSIGNED),
        valid_from=valid_from,
        valid_to=last_day + timedelta(days=1) if last_day is not None and last_day < date.max else None,
    )


def _services(data: dict[str, Any]) -> dict[str, Any]:
    forwarding, mailbox = inner(data, "callForwarding"), inner(data, "mailbox")
    caller, waiting, missed = (inner(data, key) for key in ("callerId", "callWaiting", "missedCallSms"))
    seconds = whole(
        forwarding, "noAnswerSeconds", least=1, most=max(NO_ANSWER_SECONDS), default=USUAL_NO_ANSWER_SECONDS
    )
    if seconds not in NO_ANSWER_SECONDS:
        raise LineRefused(f"noAnswerSeconds is one of {', '.join(map(str, NO_ANSWER_SECONDS))}.")
    return {
        "forward_always": flag(forwarding, "always"),
        "forward_unreachable": _on(forwarding, "unreachable"),
        "forward_no_answer": _on(forwarding, "noAnswer"),
        "no_answer_seconds": seconds,
        "forward_busy": _on(forwarding, "busy"),
        "forwarding_since": day(forwarding, "since"),
        "mailbox_on": _on(mailbox, "on"),
        "mailbox_since": day(mailbox, "since"),
        "mailbox_pin_set_at": moment(mailbox, "pinSetAt"),
        "caller_id_suppressed": flag(caller, "suppressed"),
        "caller_id_since": day(caller, "since"),
        "call_waiting": _on(waiting, "on"),
        "call_waiting_since": day(waiting, "since"),
        "missed_call_sms": _on(missed, "on"),
        "missed_call_sms_since": day(missed, "since"),
    }


def _on(data: dict[str, Any], key: str) -> bool:
    """True when absent."""
    return flag({key: True} | data, key)
