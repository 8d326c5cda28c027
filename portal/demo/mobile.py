"""Cards, numbers and usage of the demo's mobile contracts, as the carrier's network would send them.

The same day gives the same lines. What a plan includes is read from the demo's catalogue.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from contracts.catalogue.items import Catalogue
from mobile.rules.usage import BYTES_PER_MB, SECONDS_PER_MINUTE
from portal.demo.products import Line, header, write_lines
from portal.lib.periods import BERLIN, add_months, first_of_month

MONTHS_OF_HISTORY = 6
UNITS = {"minutes": SECONDS_PER_MINUTE, "sms": 1, "data": BYTES_PER_MB}
FACTS = {"minutes": "minutes", "sms": "sms", "data": "data_mb"}
USUAL_WITHOUT_LIMIT = {"minutes": 240, "sms": 60, "data": 900}  # a month, in minutes, messages, MB


def write_sims(path: Path, products: Path, *, created_at: datetime) -> int:
    """Write the cards and numbers of the mobile contracts in the file `products`; returns how many contracts."""
    lines = [_contract(place, line) for place, line in enumerate(_mobile(products))]
    write_lines(path, [header("sims", created_at), *lines])
    return len(lines)


def write_usage(
    path: Path, products: Path, *, catalogue: Catalogue, today: date, created_at: datetime
) -> int:
    """Write the counters of the present month and those before it; returns how many counters."""
    lines = [
        counter
        for contract in _mobile(products)
        for counter in _counters(contract, catalogue, today, created_at)
    ]
    write_lines(path, [header("usage", created_at), *lines])
    return len(lines)


def _mobile(products: Path) -> Iterator[Line]:
    with products.open(encoding="utf-8") as lines:
        next(lines)
        yield from (line for line in map(json.loads, lines) if line["category"] == "mobile")


def _contract(place: int, contract: Line) -> Line:
    """One active card; All Net Flat contracts have a second one that waits to be activated."""
    rng = _rng(contract)
    start = datetime.combine(date.fromisoformat(contract["startDate"]), datetime.min.time(), BERLIN)
    active_since = (start + timedelta(days=2, hours=10, minutes=rng.randrange(400))).isoformat()
    cards = [
        _card(rng, place, 1, state="active", stateSince=active_since, activatedAt=active_since),
    ]
    if contract["productOffering"]["id"].startswith("mobil-allnet"):
        cards.append(_card(rng, place, 2, state="inactive"))
    return {
        "product": contract["id"],
        "simCards": cards,
        "phoneNumbers": _numbers(rng, place, contract["startDate"]),
        "serviceSettings": {"callForwarding": {"noAnswerSeconds": 20}, "mailbox": {"on": True}},
    }


def _card(rng: Random, place: int, position: int, **more: Any) -> Line:
    codes = {"pin": f"{rng.randrange(10_000):04}", "puk": f"{rng.randrange(10**8):08}"}
    return {"iccid": f"894920{place:011}{position:02}", "position": position, **codes, **more}


def _numbers(rng: Random, place: int, since: str) -> list[Line]:
    """Every third number was brought along, a week after a temporary one."""
    if place % 3:
        return [{"number": f"0151 2000{place:04}", "kind": "assigned", "validFor": {"startDate": since}}]
    last_day = date.fromisoformat(since) + timedelta(days=rng.randrange(3, 10))
    next_day = (last_day + timedelta(days=1)).isoformat()
    temporary = {"startDate": since, "endDate": last_day.isoformat()}
    return [
        {"number": f"0151 2100{place:04}", "kind": "temporary", "validFor": temporary},
        {"number": f"0171 3000{place:04}", "kind": "ported", "validFor": {"startDate": next_day}},
    ]


def _counters(contract: Line, catalogue: Catalogue, today: date, created_at: datetime) -> Iterator[Line]:
    included = _included(contract, catalogue)
    rng = _rng(contract)
    started = first_of_month(date.fromisoformat(contract["startDate"]))
    for back in range(MONTHS_OF_HISTORY + 1):
        first = add_months(first_of_month(today), -back)
        if first < started:
            return
        end = add_months(first, 1)
        passed = min(1.0, ((today - first).days + 1) / (end - first).days)
        as_of = created_at if back == 0 else datetime.combine(end, datetime.min.time(), BERLIN)
        period = {"startDate": first.isoformat(), "endDate": (end - timedelta(days=1)).isoformat()}
        for kind, allowance in included.items():
            usual = allowance or USUAL_WITHOUT_LIMIT[kind] * UNITS[kind]
            used = int(usual * passed * rng.uniform(0.35, 1.15))
            line: Line = {
                "product": contract["id"],
                "kind": kind,
                "period": period,
                "used": used,
                "allowance": allowance,
                "asOf": as_of.isoformat(),
            }
            if kind == "data" and allowance and used >= allowance:
                line["throttledFrom"] = (as_of - timedelta(days=2, hours=rng.randrange(20))).isoformat()
            yield line


def _included(contract: Line, catalogue: Catalogue) -> dict[str, int | None]:
    """What is counted, with what plan and options include together; None: counted without limit."""
    plan = catalogue.offerings[contract["productOffering"]["id"]]
    known = (catalogue.options.get(option["id"]) for option in contract["productRelationship"])
    facts: list[Mapping[str, Any]] = [plan.characteristics, *(o.characteristics for o in known if o)]
    kinds = ("data",) if plan.characteristics.get("data_only") else ("minutes", "sms", "data")
    return {
        kind: sum(int(fact.get(FACTS[kind], 0)) for fact in facts) * UNITS[kind] or None for kind in kinds
    }


def _rng(contract: Line) -> Random:
    return Random(contract["id"])  # noqa: S311  (invented usage, no secrets)
