"""What the demo carrier's customers have, as its inventory would send it (docs/formats/carrier-feed.md).

Names, prices and terms are those of the demo's catalogue. The same day gives the same products.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from billing.runs.making.people import landline
from contracts.catalogue.items import Catalogue
from portal.demo.feed import ERIKA, FIRMA, NEWCOMER
from portal.demo.households import MAILBOX_PASSWORD, Household, Line
from portal.demo.mobile_plans import ROAMING_DATA, give_mobile_contracts
from portal.lib.periods import add_months


def write_products(
    path: Path, customers: Path, *, catalogue: Catalogue, today: date, created_at: datetime
) -> int:
    """Write the products of the customers in the file `customers`; returns how many they are."""
    lines: list[Line] = [header("products", created_at)]
    costs = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # the format asks for these
    secret = costs.hash(MAILBOX_PASSWORD)
    for customer in _customers(customers):
        household = Household(customer, catalogue, today, secret)
        STARS.get(household.number, _anybody)(household)
        lines += household.products
    write_lines(path, lines)
    return len(lines) - 1


def write_orders(path: Path, *, today: date, created_at: datetime) -> int:
    """Write the orders placed elsewhere: the newcomer's first one; returns how many they are."""
    placed, accepted = created_at - timedelta(days=9), created_at - timedelta(days=7)
    order = {
        "id": f"NW-{today.year}-004711",
        "customer": NEWCOMER.number,
        "product": f"V-{NEWCOMER.number}-02",
        "description": {
            "de": "Neuanschluss Glasfaser 300 mit Telefon",
            "en": "New line Fibre 300 with telephone",
        },
        "orderDate": placed.isoformat(),
        "state": "inProgress",
        "requestedCompletionDate": starts_on(today).isoformat(),
        "stateHistory": [
            {"state": "acknowledged", "at": placed.isoformat(), "note": "In unserem Shop aufgenommen"},
            {
                "state": "inProgress",
                "at": accepted.isoformat(),
                "note": "Termin mit dem Techniker vereinbart",
            },
        ],
    }
    write_lines(path, [header("orders", created_at), order])
    return 1


def starts_on(today: date) -> date:
    """When the newcomer's line is switched on: in twelve days, on a weekday."""
    day = today + timedelta(days=12)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _erika(home: Household) -> None:
    start = home.ago(30)
    home.give(
        "dsl-50-flex",
        start,
        status="terminated",
        terminationDate=(home.ago(13) - timedelta(days=1)).isoformat(),
    )
    dial_in = {"dialInUsername": f"nw{home.number}@nordwerk.example"}
    home.give("dsl-100-24", home.ago(13), "router-plus", "security-package", characteristics=dial_in)
    numbers = [home.phone, *(landline(home.rng) for _ in range(2))]
    entry = {
        "printed": True,
        "electronic": True,
        "name": "Mustermann, Erika",
        "since": start.isoformat(),
    }
    home.give(
        "fon-komfort",
        start,
        "fon-mobil-flat",
        "fon-europa",
        "fon-barrier-0900",
        "fon-barrier-0137",
        characteristics={"phoneNumbers": numbers, "directoryEntry": entry},
    )
    home.give("paytv-premium", home.ago(7), "tv-sport", "tv-kinder", characteristics={"youthPin": "7391"})
    home.give_mail("mail-m", start, "erika", "familie", "erika.mustermann")
    home.give_domain("familie-mustermann-beispiel.de", home.ago(20))
    home.give("security-3", home.ago(5), characteristics={"quantity": 1})
    home.give("mobil-allnet-3-24", home.ago(11), "mobil-festnetz-zu-mobil", ROAMING_DATA)
    home.give("mobil-community-flex", home.ago(4), "mobil-minuten-50", "mobil-data-300", ROAMING_DATA)
    home.give("mobil-surfsim-1-24", home.ago(8), ROAMING_DATA)


def _newcomer(home: Household) -> None:
    start = starts_on(home.today)
    last_day = (start - timedelta(days=1)).isoformat()
    home.give("dsl-50-flex", home.since, "router-basic", status="pendingTerminate", terminationDate=last_day)
    pending: dict[str, Any] = {"status": "pendingActive"}
    home.give("fibre-300-24", start, "router-plus", **pending)
    home.give("fon-komfort", start, characteristics={"phoneNumbers": [home.phone]}, **pending)
    home.give("mail-s", home.since)


def _firma(home: Household) -> None:
    start = home.ago(28)
    dial_in = {"dialInUsername": f"nw{home.number}@business.nordwerk.example"}
    home.give("fibre-600-business", home.ago(16), "router-business", "repair-4h", characteristics=dial_in)
    depot = {"street": "Am Lindener Hafen 14", "postCode": "30453", "city": "Hannover"}
    home.give("dsl-100-business", home.ago(9), "router-business", place=depot)
    root = home.phone
    numbers = [root, *(f"{root}{extension}" for extension in (10, 11, 12, 20, 21, 30, 40, 50, 99))]
    home.give(
        "voip-anlage-10",
        home.ago(16),
        "fon-festnetz-flat",
        "fon-barrier-0900",
        characteristics={
            "phoneNumbers": numbers,
            "voipSuperuser": {"username": "leinetal-admin"},
            "directoryEntry": {
                "printed": True,
                "electronic": True,
                "enquiries": True,
                "name": "Leinetal Logistik GmbH",
                "profession": "Spedition",
            },
        },
    )
    names = ("info", "dispo", "buchhaltung", "personal", "lager", "geschaeftsleitung")
    home.give_mail("mail-l", start, *names, domain="leinetal-logistik.example")
    for name in (
        "leinetal-logistik-beispiel.de",
        "leinetal-logistik-beispiel.com",
        "leinetal-fracht-beispiel.de",
    ):
        home.give_domain(name, start)
    home.give("office-business", home.ago(11), characteristics={"quantity": 12})
    home.give("security-10", home.ago(11), characteristics={"quantity": 2})
    for _driver in range(4):
        home.give("mobil-allnet-5-24", home.ago(16), ROAMING_DATA, "mobil-barrier-third-party")
    home.give("mobil-surfsim-3-24", home.ago(9), ROAMING_DATA)


def _anybody(home: Household) -> None:
    """A believable mix: nearly everybody has a line and a telephone, some have more."""
    rng = home.rng
    start = home.ago(rng.randrange(1, 60))
    private = (
        "dsl-50-24",
        "dsl-100-24",
        "dsl-100-flex",
        "dsl-250-24",
        "fibre-300-24",
        "fibre-600-24",
        "dsl-16-24",
    )
    business = ("dsl-100-business", "dsl-250-business", "fibre-300-business", "fibre-600-business")
    status: dict[str, Any] = {"status": "suspended"} if rng.random() < 0.03 else {}
    if rng.random() < 0.06:
        last_day = add_months(home.today, rng.randrange(1, 4))
        status = {"status": "pendingTerminate", "terminationDate": last_day.isoformat()}
    router = (
        ("router-business",) if home.is_business else rng.choice((("router-basic",), ("router-plus",), ()))
    )
    home.give(rng.choice(business if home.is_business else private), start, *router, **status)
    if rng.random() < 0.85:
        barriers = ("fon-barrier-0900",) if rng.random() < 0.4 else ()
        options = ("fon-mobil-flat",) if rng.random() < 0.35 else ()
        numbers = [home.phone, *(landline(rng) for _ in range(rng.choice((0, 0, 1, 2))))]
        home.give(
            rng.choice(("fon-komfort", "fon-flat")),
            start,
            *options,
            *barriers,
            characteristics={"phoneNumbers": numbers},
        )
    if not home.is_business and rng.random() < 0.3:
        pin = f"{rng.randrange(10_000):04}"
        home.give(rng.choice(("paytv-start", "paytv-premium")), start, characteristics={"youthPin": pin})
    if rng.random() < 0.5:
        home.give_mail(rng.choice(("mail-s", "mail-m")), start, f"kunde{home.number}", f"post{home.number}")
    if rng.random() < (0.7 if home.is_business else 0.12):
        home.give_domain(f"kunde-{home.number}-beispiel.de", start)
    if rng.random() < 0.25:
        home.give(rng.choice(("security-1", "security-5", "backup-100")), start)
    give_mobile_contracts(home)


STARS: dict[str, Callable[[Household], None]] = {
    ERIKA.number: _erika,
    NEWCOMER.number: _newcomer,
    FIRMA.number: _firma,
}


def _customers(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8") as lines:
        next(lines)
        yield from map(json.loads, lines)


def header(kind: str, created_at: datetime) -> Line:
    """The first line of a file of the feed."""
    return {
        "format": "kundencenter-carrier-feed",
        "version": 1,
        "kind": kind,
        "createdAt": created_at.isoformat(),
    }


def write_lines(path: Path, lines: list[Line]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
