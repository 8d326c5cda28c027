"""Cards, numbers and settings of the demo's mobile contracts, as the carrier's network would send them.

Most cards simply work; the first contracts that have room for it live through everything that can happen to a
card or a number (`STORIES`). The same day gives the same lines.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from portal.demo.feed import ERIKA, FIRMA
from portal.demo.households import Line
from portal.demo.products import header, write_lines
from portal.lib.periods import BERLIN, berlin_day


@dataclass(frozen=True)
class Network:
    """One contract as the network knows it, with what its lines are made of."""

    contract: Line
    place: int  # among the mobile contracts of the file: makes numbers of cards and telephones unique
    created_at: datetime
    rng: Random

    @property
    def start(self) -> date:
        return date.fromisoformat(self.contract["startDate"])

    @property
    def today(self) -> date:
        return berlin_day(self.created_at)

    def card(self, position: int, state: str, *, spare: int = 0, **more: Any) -> Line:
        """A card with its codes; `spare` numbers the cards that had the same place."""
        codes = {"pin": f"{self.rng.randrange(10_000):04}", "puk": f"{self.rng.randrange(10**8):08}"}
        iccid = f"894920{self.place:010}{position}{spare:02}"
        return {"iccid": iccid, "position": position, "state": state, **codes, **more}

    def used_card(self, position: int, state: str = "active", *, days: int = 0, **more: Any) -> Line:
        """A card that was activated two days after the contract began; `days`: so long it is in its state."""
        activated = datetime.combine(self.start, time(10), BERLIN) + timedelta(
            days=2, minutes=self.rng.randrange(400)
        )
        activated = min(activated, self.created_at - timedelta(days=days, hours=1))
        since = self.created_at - timedelta(days=days, minutes=17 * self.place % 600) if days else activated
        dates: dict[str, Any] = {
            "stateSince": max(since, activated).isoformat(),
            "activatedAt": activated.isoformat(),
        }
        return self.card(position, state, **dates, **more)

    def assigned(self, since: date, block: str = "2000", until: date | None = None) -> Line:
        return _number(f"0151 {block}{self.place:04}", "assigned", since, until)

    def temporary(self, since: date, until: date) -> Line:
        return _number(f"0151 2100{self.place:04}", "temporary", since, until)

    def ported(self, since: date) -> Line:
        return _number(f"0171 3000{self.place:04}", "ported", since)


Story = Callable[[Network], Line]


def plain(network: Network) -> Line:
    """One card that works; every third number was brought along, some days after the contract began."""
    numbers = [network.assigned(network.start)]
    if network.place % 3 == 0:
        came = network.start + timedelta(days=network.rng.randrange(4, 11))
        numbers = [network.temporary(network.start, came - timedelta(days=1)), network.ported(came)]
    return {"simCards": [network.used_card(1)], "phoneNumbers": numbers}


def not_begun(network: Network) -> Line:
    """The contract is ordered; its card is being made or on its way."""
    state = "sent" if (network.start - network.today).days < 6 else "ordered"
    return {"simCards": [network.card(1, state)], "phoneNumbers": [network.assigned(network.start)]}


def just_arrived(network: Network) -> Line:
    return plain(network) | {"simCards": [network.card(1, "inactive")]}


def lost(network: Network) -> Line:
    return plain(network) | {"simCards": [network.used_card(1, "blocked_loss", days=2)]}


def locked(network: Network) -> Line:
    return plain(network) | {"simCards": [network.used_card(1, "blocked_pin", days=1)]}


def dead(network: Network) -> Line:
    return plain(network) | {"simCards": [network.used_card(1, "dead", days=3)]}


def replaced(network: Network) -> Line:
    """The first card was lost three weeks ago; another one took its place."""
    heir = network.used_card(1, days=18, spare=1)
    old = network.used_card(1, "replaced", days=21, replacedBy=heir["iccid"])
    return plain(network) | {"simCards": [old, heir]}


def replacement_sent(network: Network) -> Line:
    return plain(network) | {
        "simCards": [network.used_card(1, "replaced", days=2), network.card(1, "sent", spare=1)]
    }


def pair(network: Network) -> Line:
    """A MultiCard: the second card waits to be activated."""
    return plain(network) | {"simCards": [network.used_card(1), network.card(2, "inactive")]}


def three(network: Network) -> Line:
    cards = [network.used_card(1), network.used_card(2), network.card(3, "ordered")]
    return plain(network) | {"simCards": cards}


def port_announced(network: Network) -> Line:
    """The number of the old provider comes in nine days; until then a temporary one holds."""
    comes = network.today + timedelta(days=9)
    numbers = [network.temporary(network.start, comes - timedelta(days=1)), network.ported(comes)]
    return plain(network) | {"phoneNumbers": numbers}


def swapped(network: Network) -> Line:
    """The number was swapped some weeks ago; the old one is gone."""
    day = max(network.start + timedelta(days=1), network.today - timedelta(days=40))
    numbers = [
        network.assigned(network.start, "2200", day - timedelta(days=1)),
        network.assigned(day),
    ]
    return plain(network) | {"phoneNumbers": numbers}


# Stories for one card stand first: a plan for data only has no MultiCard.
STORIES: tuple[Story, ...] = (
    lost, locked, dead, replaced, port_announced, just_arrived, swapped, replacement_sent, pair, three,
)  # fmt: skip
MULTICARDS = (pair, three)
OF_STARS: dict[str, tuple[Story, ...]] = {
    ERIKA.number: (pair, plain, plain),
    FIRMA.number: (plain, lost, pair, swapped, plain),
}


def write_sims(path: Path, products: Path, *, created_at: datetime) -> int:
    """Write cards, numbers and settings of the contracts in the file `products`; returns how many contracts."""
    lines = list(_contracts(products, created_at))
    write_lines(path, [header("sims", created_at), *lines])
    return len(lines)


def mobile_lines(products: Path) -> Iterator[Line]:
    """The mobile contracts in a file of kind `products`."""
    with products.open(encoding="utf-8") as lines:
        next(lines)
        yield from (line for line in map(json.loads, lines) if line["category"] == "mobile")


def has_begun(contract: Line) -> bool:
    return bool(contract["status"] != "pendingActive")


def rng_of(contract: Line) -> Random:
    return Random(contract["id"])  # noqa: S311  (invented cards and usage, no secrets)


def _contracts(products: Path, created_at: datetime) -> Iterator[Line]:
    stars = {number: list(stories) for number, stories in OF_STARS.items()}
    waiting = list(STORIES)
    for place, contract in enumerate(mobile_lines(products)):
        network = Network(contract, place, created_at, rng_of(contract))
        own = stars.get(contract["customer"])
        story = own.pop(0) if own else _story(network, waiting)
        services = {} if _is_data_only(contract) else {"serviceSettings": _settings(network)}
        yield {"product": contract["id"], **story(network), **services}


def _story(network: Network, waiting: list[Story]) -> Story:
    """The next story that fits; without one, and for contracts younger than a month, nothing special."""
    if not has_begun(network.contract):
        return not_begun
    if (network.today - network.start).days < 30:
        return plain
    for story in waiting:
        if not (story in MULTICARDS and _is_data_only(network.contract)):
            waiting.remove(story)
            return story
    return pair if network.place % 6 == 0 and not _is_data_only(network.contract) else plain


def _is_data_only(contract: Line) -> bool:
    return str(contract["productOffering"]["id"]).startswith("mobil-surfsim")


def _number(number: str, kind: str, since: date, until: date | None = None) -> Line:
    valid_for = {"startDate": since.isoformat()} | ({"endDate": until.isoformat()} if until else {})
    return {"number": number, "kind": kind, "validFor": valid_for}


def _settings(network: Network) -> Line:
    """Most people keep what is set from the start; each deviation has its day."""
    rng = network.rng
    since = min(network.start + timedelta(days=rng.randrange(5, 300)), network.today).isoformat()
    chosen: Line = {"callForwarding": {"noAnswerSeconds": 20}, "mailbox": {"on": True}}
    if rng.random() < 0.4:
        seconds = rng.choice((10, 15, 25, 30))
        chosen["callForwarding"] = {"noAnswerSeconds": seconds, "busy": rng.random() < 0.5, "since": since}
    if has_begun(network.contract) and rng.random() < 0.5:
        chosen["mailbox"] = {"on": True, "pinSetAt": f"{since}T08:30:00+01:00", "since": since}
    if rng.random() < 0.15:
        chosen["callerId"] = {"suppressed": True, "since": since}
    if rng.random() < 0.1:
        chosen["callWaiting"] = {"on": False, "since": since}
    if rng.random() < 0.1:
        chosen["missedCallSms"] = {"on": False, "since": since}
    return chosen
