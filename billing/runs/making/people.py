"""Who gets an invoice, and from where they call."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

AREA_CODES = ("0511", "05131", "05137", "05101", "05151", "05121", "0531", "05361", "05723", "05021")
MOBILE_CODES = (
    "0151",
    "0152",
    "0157",
    "0160",
    "0162",
    "0163",
    "0170",
    "0171",
    "0172",
    "0174",
    "0176",
    "0179",
)
FEED = "kundencenter-carrier-feed"


@dataclass(frozen=True)
class Recipient:
    """A customer as far as an invoice names them; `phone` and `mobile` are their own lines, if known."""

    number: str
    name: str
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "DE"
    is_business: bool = False
    iban: str = ""
    mandate: str = ""
    phone: str = ""
    mobile: str = ""


def from_feed(path: Path) -> Iterator[Recipient]:
    """The active customers of a carrier feed (docs/formats/carrier-feed.md), in its order."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    for file in files:
        with file.open(encoding="utf-8-sig") as lines:
            header = json.loads(next(lines))
            if header.get("format") != FEED or header.get("kind") != "customers":
                continue
            for line in lines:
                if line.strip():
                    customer = json.loads(line)
                    if customer.get("status", "active") == "active":
                        yield _recipient(customer)


def landline(rng: Random) -> str:
    """An invented number: area code and a local part that nobody has."""
    return f"{rng.choice(AREA_CODES)}00{rng.randrange(1000, 99999)}"


def mobile(rng: Random) -> str:
    return f"{rng.choice(MOBILE_CODES)}00{rng.randrange(10000, 99999)}"


def _recipient(customer: dict[str, object]) -> Recipient:
    party = _mapping(customer.get("engagedParty"))
    payment = _mapping(customer.get("paymentMethod"))
    media = customer.get("contactMedium")
    contacts = [_mapping(item) for item in media] if isinstance(media, list) else []
    addresses = {item.get("role"): item for item in contacts if item.get("mediumType") == "postalAddress"}
    address = addresses.get("billing") or addresses.get("contract") or {}
    phones = {str(item.get("mediumType")): str(item.get("phoneNumber", "")) for item in contacts}
    person = " ".join(str(party.get(key, "")) for key in ("givenName", "familyName")).strip()
    return Recipient(
        number=str(customer["id"]),
        name=str(party.get("tradingName") or person),
        street=str(address.get("street1", "")),
        postcode=str(address.get("postCode", "")),
        town=str(address.get("city", "")),
        country=str(address.get("country", "DE")),
        is_business=party.get("@type") == "Organization",
        iban=str(payment.get("iban", "")),
        mandate=str(_mapping(payment.get("mandate")).get("reference", "")),
        phone="".join(phones.get("phone", "").split()),
        mobile="".join(phones.get("mobile", "").split()),
    )


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
