"""A stranger's carrier feed and two billing runs, written from docs/formats alone.

Uses the standard library and argon2-cffi, nothing of this project: what this file assumes is what the documents
promise. Everything is dated from `today`, because call records leave the portal six months after their dispatch.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import argon2

from tests.formats.papers import Line, Paper, cii, ubl

HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
PRIVATE, BUSINESS, BY_POST, NO_CALLS = "500000001", "500000002", "5000000003", "500000004"
NAMES = {
    PRIVATE: "Anna Berger",
    BUSINESS: "Kanal & Söhne GmbH",
    BY_POST: "Ocke Post",
    NO_CALLS: "Wiebke Ohnesorg",
}
PASSWORDS = {
    PRIVATE: "Erst-Brief-11",
    BUSINESS: "Erst-Brief-22",
    BY_POST: "Erst-Brief-33",
    NO_CALLS: "Erst-Brief-44",
}

INTERNET = Line("DSL 100", "Internet", "34.90")
PAPER_AT_7 = Line("Tageszeitung digital", "Inhalte", "9.99", rate="7")
CALLS = Line("Gespräche in Mobilfunknetze", "Verbindungen", "0.66", unit="C62")
FIBRE = Line("Glasfaser 500", "Internet", "79.00", quantity="2", off="15.80")
TRUNK = Line("SIP-Kanal", "Telefonie", "4.50", quantity="10", unit="C62")


@dataclass(frozen=True)
class Months:
    """The two billed months; a month is invoiced and dispatched on the first of the next."""

    first: date
    second: date
    third: date

    @classmethod
    def before(cls, today: date) -> "Months":
        third = today.replace(day=1)
        second = (third - timedelta(days=1)).replace(day=1)
        return cls((second - timedelta(days=1)).replace(day=1), second, third)


def write_feed(folder: Path, today: date) -> Path:
    """A directory: four customers, what three of them have and use, and an order from the shop."""
    target = folder / "feed"
    target.mkdir()
    _write(target, "customers", today, *_customers(today))
    _write(target, "products", today, *_products(today))
    _write(target, "orders", today, _order(today))
    _write(target, "sims", today, _cards(today))
    _write(target, "usage", today, *_usage(today))
    return target


def _write(folder: Path, kind: str, today: date, *lines: dict[str, object]) -> None:
    header = {
        "format": "kundencenter-carrier-feed",
        "version": 1,
        "kind": kind,
        "createdAt": f"{today - timedelta(days=1)}T06:00:00+01:00",
    }
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (header, *lines))
    (folder / f"{kind}.jsonl").write_text(text, encoding="utf-8")


def _customers(today: date) -> list[dict[str, object]]:
    """All of them hold the password of their order confirmation."""
    months = Months.before(today)
    choice = {"validFrom": months.first.isoformat(), "declaredAt": f"{months.first}T08:00:00+01:00"}
    return [
        _customer(PRIVATE, "online", callRecords={"detail": "shortened", "showFlat": False, **choice}),
        _customer(BUSINESS, "both", callRecords={"detail": "full", "showFlat": True, **choice}),
        _customer(BY_POST, "post", callRecords={"detail": "full", "showFlat": True, **choice}),
        _customer(NO_CALLS, "online"),
    ]


def _products(today: date) -> list[dict[str, object]]:
    """DSL whose minimum term ends in a year, a telephone line, Pay-TV with PIN, mail; the business is prepared."""
    since, in_a_year = today.replace(day=1, year=today.year - 1), today.replace(day=15, year=today.year + 1)
    flat = {
        "id": "flat-mobile",
        "name": {"de": "Flat in Mobilfunknetze", "en": "Flat rate to mobiles"},
        "monthlyPrice": "7.50",
        "validFor": {"startDate": since.isoformat()},
    }
    term = {"minimumTermEndsOn": in_a_year.isoformat(), "notice": {"amount": 14, "unit": "days"}}
    numbers = [{"name": "phoneNumbers", "value": ["04921 5550", "04921 5551"]}]
    box = [
        {"name": "mailboxAddress", "value": "anna@fjordmail.example"},
        {"name": "passwordHash", "value": HASHER.hash("Am-Postfach-1")},
    ]
    return [
        _product("FJ-1", PRIVATE, "internet", "DSL 100", "34.90", since, productTerm=term),
        _product("FJ-2", PRIVATE, "telephony", "Telefon", "5.00", since, productCharacteristic=numbers)
        | {"productRelationship": [flat]},
        _product("FJ-3", PRIVATE, "tv", "Pay-TV", "12.00", since)
        | {"productCharacteristic": [{"name": "youthPin", "value": "0815"}]},
        _product("FJ-4", PRIVATE, "mail", "Mailpaket", "0.00", since),
        _product("FJ-5", PRIVATE, "mailbox", "Postfach", "1.00", since, parent="FJ-4")
        | {"productCharacteristic": box},
        _product("FJ-6", BUSINESS, "internet", "Glasfaser 500", "79.00", in_a_year, status="pendingActive"),
        _product("FJ-7", NO_CALLS, "mobile", "Mobil klein", "6.00", since),
    ]


def _product(
    number: str, customer: str, category: str, name: str, price: str, since: date, **more: object
) -> dict[str, object]:
    return {
        "id": number,
        "customer": customer,
        "category": category,
        "status": "active",
        "name": {"de": name, "en": name},
        "startDate": since.isoformat(),
        "productPrice": {"monthly": price},
        **more,
    }


def _cards(today: date) -> dict[str, object]:
    """A lost card and the one that took its place; a number that was brought along."""
    since = today.replace(day=1, year=today.year - 1).isoformat()
    old, new = "8949555000000000001", "8949555000000000002"
    return {
        "product": "FJ-7",
        "simCards": [
            {"iccid": old, "state": "replaced", "replacedBy": new},
            {"iccid": new, "state": "inactive", "pin": "2468", "puk": "24681357"},
        ],
        "phoneNumbers": [{"number": "0170 555 01 23", "kind": "ported", "validFor": {"startDate": since}}],
        "serviceSettings": {"callerId": {"suppressed": True, "since": since}},
    }


def _usage(today: date) -> list[dict[str, object]]:
    """Half a gigabyte of one, and ninety minutes without limit, in the last full month."""
    first = Months.before(today).second
    last = Months.before(today).third - timedelta(days=1)
    common = {
        "product": "FJ-7",
        "period": {"startDate": first.isoformat(), "endDate": last.isoformat()},
        "asOf": f"{today - timedelta(days=1)}T05:00:00+01:00",
    }
    return [
        {"kind": "data", "used": 500_000_000, "allowance": 1_000_000_000, **common},
        {"kind": "minutes", "used": 5_400, **common},
    ]


def _order(today: date) -> dict[str, object]:
    day = (today - timedelta(days=3)).isoformat()
    return {
        "id": "SHOP-77",
        "customer": BUSINESS,
        "product": "FJ-6",
        "description": {"de": "Neuanschluss Glasfaser 500", "en": "New line Fibre 500"},
        "orderDate": f"{day}T11:00:00+01:00",
        "state": "held",
        "reason": "Bitte nennen Sie uns einen Ansprechpartner vor Ort.",
        "stateHistory": [
            {"state": "acknowledged", "at": f"{day}T11:00:00+01:00"},
            {"state": "held", "at": f"{day}T15:00:00+01:00"},
        ],
    }


def _customer(number: str, delivery: str, **more: object) -> dict[str, object]:
    given, _, family = NAMES[number].partition(" ")
    party = {"@type": "Individual", "title": "Frau", "givenName": given, "familyName": family}
    if number == BUSINESS:
        party = {"@type": "Organization", "tradingName": NAMES[number]}
    home = {"mediumType": "postalAddress", "role": "contract", "street1": "Deichweg 8", "postCode": "26725"}
    password = HASHER.hash(PASSWORDS[number])
    return {
        "id": number,
        "engagedParty": party,
        "contactMedium": [home | {"city": "Emden"}],
        "invoiceDelivery": delivery,
        "paymentMethod": {"@type": "bankTransfer"},
        "credential": {"initialPassword": password, "telephonePassword": HASHER.hash("Am-Telefon-1")},
        **more,
    }


def write_first_run(folder: Path, today: date) -> Path:
    """A directory: an invoice for everybody, one call-record file for many invoices, one for a single invoice."""
    months = Months.before(today)
    month = _billed(months.first, months.second)
    discount = ("Treuerabatt", "5.00")
    files = {
        "invoices/P-1001.xml": cii(month("P-1001", PRIVATE, INTERNET, PAPER_AT_7, CALLS, off=discount)),
        "invoices/B-1001.xml": ubl(month("B-1001", BUSINESS, FIBRE, TRUNK, buyer_id="LEINE-77")),
        "invoices/O-1001.xml": cii(month("O-1001", BY_POST, Line("Telefon", "Telefonie", "29.90"))),
        "invoices/N-1001.xml": ubl(month("N-1001", NO_CALLS, Line("Internet 50", "Internet", "24.95"))),
        "calls/many.csv": _common_calls(months.first),
        "calls/B-1001.csv": _calls_of_the_business(months.first),
    }
    bound = {
        "file": "invoices/B-1001.xml",
        "customer_number": BUSINESS,
        "call_records": "calls/B-1001.csv",
    }
    manifest = _manifest("fjordnetz-1", months.second, files, [bound])
    target = folder / "first-run"
    for name, content in {"manifest.json": manifest, **files}.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    return target


def write_second_run(folder: Path, today: date) -> Path:
    """A ZIP: an invoice, a credit note and a correction to invoices of the first run, an invoice in crowns."""
    months = Months.before(today)
    month = _billed(months.second, months.third)
    back = Line("DSL 100: Störung", "Internet", "10.00", unit="C62")
    too_much = Line("SIP-Kanal: zu viel berechnet", "Telefonie", "4.50", quantity="-10", unit="C62")
    abroad = Line("Standort Kopenhagen", "Standorte", "1490.00")
    files = {
        "P-1002.xml": ubl(month("P-1002", PRIVATE, INTERNET, PAPER_AT_7)),
        "P-1003.xml": ubl(month("P-1003", PRIVATE, back, kind="381", concerns=("P-1001", months.second))),
        "B-1002.xml": cii(
            month("B-1002", BUSINESS, too_much, kind="384", concerns=("B-1001", months.second))
        ),
        "B-1003.xml": cii(month("B 2/1003", BUSINESS, abroad, currency="DKK", vat_in_euro="37.96")),
    }
    target = folder / "second-run.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", _manifest("fjordnetz-2", months.third, files, []))
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def _billed(start: date, issued: date) -> Callable[..., Paper]:
    def paper(number: str, customer: str, *lines: Line, buyer_id: str = "", **more: object) -> Paper:
        buyer = (buyer_id or customer, NAMES[customer])
        return Paper(number, issued, start, issued - timedelta(days=1), buyer, lines, **more)

    return paper


def _common_calls(month: date) -> bytes:
    """For many invoices: with the column `Rechnung`, in an order of our own, kinds left to the reader."""
    day = f"{month.replace(day=3):%d.%m.%Y}"
    return _csv(
        "Rechnung;Datum/Uhrzeit;Rufnummer;Zielnummer;Dauer;Tarifzone;Zeitzone;berechnet;Einheit;Netto",
        f"P-1001;{day} 18:20:11;04921 5550;01711234567;00:01:23;Mobilfunk national;Haupttarif;120;Sek;0.2168",
        f"P-1001;{day};04921 5550;01525550123;;SMS national;;1;Stck;0.0756",
        f"P-1001;{day} 09:00:00;04921 5550;0511123456;00:10:00;Festnetz Flat;Haupttarif;600;Sek;0.0000",
        f"P-1001;{day} 21:05:59;04921 5550;004312345678;00:01:30;Österreich;Nebentarif;90;Sek;0.3667",
        f"N-1001;{day} 10:00:00;04921 7770;01711234567;00:01:00;Mobilfunk national;Haupttarif;60;Sek;0.1084",
        f"O-1001;{day} 11:00:00;04921 8880;01711234567;00:01:00;Mobilfunk national;Haupttarif;60;Sek;0.1084",
    )


def _calls_of_the_business(month: date) -> bytes:
    """For one invoice, bound by the manifest: with the optional columns, CRLF and a byte order mark."""
    day = f"{month.replace(day=15):%d.%m.%Y}"
    content = _csv(
        "Rufnummer;Datum/Uhrzeit;Dauer;Zielnummer;Tarifzone;Zeitzone;berechnet;Einheit;Netto;Art;Pauschal;Richtung",
        f"0492160000;{day} 08:00:00;00:24:24;05052001533;Inland;GanzTags;1500;Sek;0.0000;voice;ja;gehend",
        f'08001234567;{day} 08:30:00;00:01:00;0301234567;"Anruf; kostenlos";;60;Sek;0.0490;service;nein;kommend',
        f"0492160000;{day} 09:00:00;25:00:00;internet.example;Daten;;10240.5;kB;1.2345;data;;",
        f"0492160000;{day};;;Gutschrift;;1;Stck;-0.5000;other;nein;",
    )
    return b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")


def _csv(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _manifest(
    run_id: str, dispatched: date, files: dict[str, bytes], invoices: list[dict[str, str]]
) -> bytes:
    entries = []
    for name, content in files.items():
        calls = name.endswith(".csv")
        entry = {
            "name": name,
            "kind": "call_records" if calls else "invoice",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        entries.append(entry | ({"records": content.count(b"\n") - 1} if calls else {}))
    manifest = {
        "format": "kundencenter-billing-run/1",
        "run_id": run_id,
        "dispatched_on": dispatched.isoformat(),
        "seller": "DE136695976",
        "files": entries,
        "invoices": invoices,
    }
    return json.dumps(manifest, indent=1).encode()
