"""The demo carrier's customers, as its customer system would send them (docs/formats/carrier-feed.md)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from argon2 import PasswordHasher
from schwifty import IBAN

from billing.runs.making.people import landline, mobile
from portal.demo.words import BANKS, FAMILIES, MEN, STREETS, TOWNS, TRADES, WOMEN
from portal.lib.periods import add_months

DECLARATION = "Alle Mitbenutzer des Anschlusses sind über die Einzelverbindungsnachweise informiert."


@dataclass(frozen=True)
class Star:
    """A customer of the demo whose password is printed at the start."""

    number: str
    initial_password: str
    is_business: bool
    names: tuple[str, str, str]  # salutation, first, last; or company


ERIKA = Star("4999999999", "Brief-Kennwort-1", False, ("Frau", "Erika", "Mustermann"))
NEWCOMER = Star("4999999998", "Start-Kennwort-1", False, ("Herr", "Jonas", "Lindemann"))
FIRMA = Star("4800000001", "Brief-Kennwort-2", True, ("", "", "Leinetal Logistik GmbH"))
STARS = (ERIKA, NEWCOMER, FIRMA)


def write_feed(path: Path, *, others: int, today: date, created_at: datetime) -> int:
    """Write the file `path`; returns how many customers it holds. The same day gives the same customers."""
    header = {
        "format": "kundencenter-carrier-feed",
        "version": 1,
        "kind": "customers",
        "createdAt": created_at.isoformat(),
    }
    lines = [header, *_customers(today, others)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return len(lines) - 1


def _customers(today: date, others: int) -> Iterator[dict[str, Any]]:
    rng = Random(20261122)  # noqa: S311  (invented people, no secrets)
    for star in STARS:
        yield _star(rng, star, today)
    for index in range(others):
        number = (
            f"4{100_000_000 + index * 3_717_001:09}" if index % 3 else f"4{10_000_000 + index * 371_701:08}"
        )
        yield _anybody(rng, number, index, today)


def _star(rng: Random, star: Star, today: date) -> dict[str, Any]:
    salutation, first, last = star.names
    line = _customer(rng, star.number, _party(star.is_business, salutation, first, last, rng), "online")
    line["customerSince"] = add_months(today, -30).isoformat()
    line["callRecords"] = _choice("full", show_flat=True)
    line["credential"] = _credential(star.initial_password)
    return line


def _anybody(rng: Random, number: str, index: int, today: date) -> dict[str, Any]:
    is_business = rng.random() < 0.2
    woman = rng.random() < 0.5
    family = rng.choice(FAMILIES).replace("_", " ")
    company = rng.choice(TRADES).replace("_", " ").format(family)
    salutation, first = ("Frau", rng.choice(WOMEN)) if woman else ("Herr", rng.choice(MEN))
    party = _party(is_business, salutation, first, company if is_business else family, rng)
    delivery = rng.choices(["online", "both", "post"], [82, 11, 7])[0]
    line = _customer(rng, number, party, delivery)
    line["customerSince"] = (today - timedelta(days=rng.randrange(20, 4_000))).isoformat()
    detail = rng.choices(["full", "shortened", "none"], [60, 28, 12])[0]
    if detail != "none":
        line["callRecords"] = _choice(detail, show_flat=rng.random() < 0.7)
    line["language"] = "en" if index % 40 == 7 else "de"
    return line


def _customer(rng: Random, number: str, party: dict[str, Any], delivery: str) -> dict[str, Any]:
    name = party.get("tradingName") or f"{party['givenName']} {party['familyName']}"
    postcode, town = rng.choice(TOWNS)
    street = (
        f"{rng.choice(STREETS).replace('_', ' ')} {rng.randrange(1, 140)}{rng.choice(['', '', '', ' a'])}"
    )
    contract = {"mediumType": "postalAddress", "role": "contract", "name": name, "country": "DE"}
    contract |= {"street1": street, "postCode": postcode, "city": town}
    phones = [
        {"mediumType": "phone", "phoneNumber": landline(rng)},
        {"mediumType": "mobile", "phoneNumber": mobile(rng)},
    ]
    return {
        "id": number,
        "engagedParty": party,
        "contactMedium": [contract, contract | {"role": "billing"}, *phones],
        "invoiceDelivery": delivery,
        "paymentMethod": _payment(rng, number, name),
    }


def _party(is_business: bool, salutation: str, first: str, last: str, rng: Random) -> dict[str, Any]:
    if is_business:
        return {"@type": "Organization", "tradingName": last}
    born_on = date(1945, 1, 1) + timedelta(days=rng.randrange(22_000))
    return {
        "@type": "Individual",
        "title": salutation,
        "givenName": first,
        "familyName": last,
        "birthDate": born_on.isoformat(),
    }


def _payment(rng: Random, number: str, name: str) -> dict[str, Any]:
    if rng.random() < 0.12:
        return {"@type": "bankTransfer"}
    account = f"{rng.randrange(10**9, 10**10)}"
    iban = IBAN.generate("DE", bank_code=rng.choice(BANKS), account_code=account).compact
    mandate = {"reference": f"NW-{number}-1", "signedOn": "2022-02-01"}
    return {"@type": "bankAccountDebit", "accountHolder": name, "iban": iban, "mandate": mandate}


def _choice(detail: str, *, show_flat: bool) -> dict[str, Any]:
    return {
        "detail": detail,
        "showFlat": show_flat,
        "validFrom": "2020-01-01",
        "declaredAt": "2019-12-01T10:00:00+01:00",
        "declaration": DECLARATION,
    }


def _credential(password: str) -> dict[str, str]:
    costs = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # the format asks for these
    return {"initialPassword": costs.hash(password), "telephonePassword": costs.hash(password)}
