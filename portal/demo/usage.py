"""Usage of the demo's mobile contracts, as the carrier's network counts it. The same day gives the same lines."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.catalogue.items import Catalogue
from mobile.rules.usage import BYTES_PER_MB, SECONDS_PER_MINUTE
from portal.demo.households import Line
from portal.demo.mobile import has_begun, mobile_lines, rng_of
from portal.demo.products import header, write_lines
from portal.lib.periods import BERLIN, add_months, first_of_month

MONTHS_OF_HISTORY = 12
UNITS = {"minutes": SECONDS_PER_MINUTE, "sms": 1, "data": BYTES_PER_MB}
FACTS = {"minutes": "minutes", "sms": "sms", "data": "data_mb"}
USUAL_WITHOUT_LIMIT = {"minutes": 240, "sms": 60, "data": 900}  # a month, in minutes, messages, MB


def write_usage(
    path: Path, products: Path, *, catalogue: Catalogue, today: date, created_at: datetime
) -> int:
    """Write the counters of the present month and the twelve before it; returns how many counters."""
    lines = [
        counter
        for contract in mobile_lines(products)
        if has_begun(contract)
        for counter in _counters(contract, catalogue, today, created_at)
    ]
    write_lines(path, [header("usage", created_at), *lines])
    return len(lines)


def _counters(contract: Line, catalogue: Catalogue, today: date, created_at: datetime) -> Iterator[Line]:
    included = _included(contract, catalogue)
    rng = rng_of(contract)
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
                since = as_of - timedelta(days=2, hours=rng.randrange(20))
                begins = datetime.combine(first, datetime.min.time(), BERLIN)
                line["throttledFrom"] = max(since, begins).isoformat()
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
