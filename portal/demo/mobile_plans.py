"""Which mobile contracts the demo's customers have: every plan, with options and barriers that fit it.

The stars' own contracts stand in portal.demo.products. The same customer gets the same contracts every day.
"""

from collections import defaultdict
from datetime import timedelta
from random import Random
from typing import Any

from contracts.catalogue.items import Catalogue, Family, Offering, Option
from mobile.rules.data_packages import data_package_fault, suits
from portal.demo.households import Household

ROAMING_DATA = "mobil-barrier-roaming-data"  # set from the start with every mobile contract
WITH_MOBILE, WITH_TWO = 0.48, 0.25  # of all customers; of those with a mobile contract
NOT_STARTED, ROAMING_LIFTED = 0.06, 0.12


def give_mobile_contracts(home: Household) -> None:
    """No, one or two contracts; a few have been ordered only just now."""
    rng = home.rng
    if rng.random() >= WITH_MOBILE:
        return
    for _contract in range(2 if rng.random() < WITH_TWO else 1):
        plan = _plan(home.catalogue, rng)
        chosen = [*_options(home.catalogue, plan, rng), *_barriers(home.catalogue, plan, rng)]
        status: dict[str, Any] = {}
        start = home.ago(rng.randrange(1, 40))
        if rng.random() < NOT_STARTED:
            start, status = home.today + timedelta(days=rng.randrange(3, 12)), {"status": "pendingActive"}
        home.give(plan.code, start, *chosen, **status)


def _plan(catalogue: Catalogue, rng: Random) -> Offering:
    """First the kind of plan, then one of that kind: there are many more All Net Flats than others."""
    lines: dict[str, list[Offering]] = defaultdict(list)
    for offering in catalogue.offerings.values():
        if offering.family == Family.MOBILE:
            lines[offering.line].append(offering)
    return rng.choice(lines[rng.choice(sorted(lines))])


def _options(catalogue: Catalogue, plan: Offering, rng: Random) -> list[str]:
    """At most one of each group, and nothing that the plan's rules forbid."""
    chosen: list[Option] = []
    for code in plan.options:
        option = catalogue.options[code]
        taken = {other.group for other in chosen if other.group}
        if option.group in taken or not suits(plan, option) or data_package_fault(plan, chosen, option):
            continue
        if rng.random() < 0.35:
            chosen.append(option)
    return [option.code for option in chosen]


def _barriers(catalogue: Catalogue, plan: Offering, rng: Random) -> list[str]:
    """Nearly everybody keeps the barrier for data abroad; some have set others, none that contain each other."""
    chosen = [] if rng.random() < ROAMING_LIFTED else [ROAMING_DATA]
    others = [code for code in plan.barriers if code != ROAMING_DATA and not catalogue.barriers[code].blocks]
    return chosen + sorted(rng.sample(others, k=min(len(others), rng.choice((0, 0, 1, 2)))))
