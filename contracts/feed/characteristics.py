"""The characteristics of a product line: what each family of products has besides name, price and term. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.feed.fields import day, flag, inner, moment, password_hash, text, whole
from contracts.catalogue.items import Family
from portal.carrier.feed import LineRefused

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9äöüß]([a-z0-9äöüß-]*[a-z0-9äöüß])?\.)+[a-z]{2,63}")
PHONE_NUMBER = re.compile(r"\+?[0-9][0-9 /()-]{2,28}")
YOUTH_PIN = re.compile(r"[0-9]{4,8}")


@dataclass(frozen=True)
class DirectoryLine:
    """The entry in directories (B7)."""

    printed: bool
    electronic: bool
    enquiries: bool
    name: str
    address: str
    profession: str
    since: date | None


@dataclass(frozen=True)
class SuperuserLine:
    """The administrator of a VoIP line's telephone system (C14)."""

    username: str
    created_at: datetime | None
    password_changed_at: datetime | None


@dataclass(frozen=True)
class Characteristics:
    """What the carrier states; "" and None where it says nothing."""

    phone_numbers: tuple[str, ...] = ()
    directory: DirectoryLine | None = None
    superuser: SuperuserLine | None = None
    dial_in_username: str = ""
    mailbox_address: str = ""
    sends_sms: bool = False
    domain_name: str = ""
    password: str = ""  # Django's encoding of the Argon2id hash
    youth_pin: str = field(default="", repr=False)  # in the clear until it is sealed
    quantity: int = 1

    @property
    def label(self) -> str:
        """What tells this product from its siblings."""
        return self.mailbox_address or self.domain_name


Reader = Callable[[dict[str, Any]], dict[str, Any]]


def read_characteristics(entries: list[dict[str, Any]], family: Family) -> Characteristics:
    """Check the list; raises LineRefused for names that this family does not have."""
    readers = READERS.get(family, {})
    found: dict[str, Any] = {}
    seen: set[str] = set()
    for entry in entries:
        name = text(entry, "name", most=50, required=True)
        if name not in readers:
            known = ", ".join(readers) or "none"
            raise LineRefused(f"Characteristic {name!r} does not fit category {family}; it has {known}.")
        if name in seen:
            raise LineRefused(f"Characteristic {name} stands there twice.")
        seen.add(name)
        found |= readers[name]({name: entry.get("value")})
    for name in NEEDED.get(family, ()):
        if name not in seen:
            raise LineRefused(f"Characteristic {name} is missing.")
    return Characteristics(**found)


def _phone_numbers(data: dict[str, Any]) -> dict[str, Any]:
    value = data["phoneNumbers"]
    if not isinstance(value, list) or not all(
        isinstance(number, str) and PHONE_NUMBER.fullmatch(number) for number in value
    ):
        raise LineRefused('phoneNumbers must be a list of numbers like "0511 123456".')
    if len(set(value)) < len(value):
        raise LineRefused("phoneNumbers names a number twice.")
    return {"phone_numbers": tuple(value)}


def _directory(data: dict[str, Any]) -> dict[str, Any]:
    entry = inner(data, "directoryEntry", required=True)
    line = DirectoryLine(
        printed=flag(entry, "printed"),
        electronic=flag(entry, "electronic"),
        enquiries=flag(entry, "enquiries"),
        name=text(entry, "name", most=100),
        address=text(entry, "address", most=200),
        profession=text(entry, "profession", most=100),
        since=day(entry, "since"),
    )
    return {"directory": line}


def _superuser(data: dict[str, Any]) -> dict[str, Any]:
    entry = inner(data, "voipSuperuser", required=True)
    username = text(entry, "username", most=60, required=True)
    line = SuperuserLine(username, moment(entry, "createdAt"), moment(entry, "passwordChangedAt"))
    return {"superuser": line}


def _mailbox_address(data: dict[str, Any]) -> dict[str, Any]:
    address = text(data, "mailboxAddress", most=254, required=True).lower()
    if not EMAIL.fullmatch(address):
        raise LineRefused(f"mailboxAddress {address!r} is not an e-mail address.")
    return {"mailbox_address": address}


def _domain_name(data: dict[str, Any]) -> dict[str, Any]:
    name = text(data, "domainName", most=253, required=True).lower()
    if not DOMAIN.fullmatch(name):
        raise LineRefused(f"domainName {name!r} is not a domain.")
    return {"domain_name": name}


def _youth_pin(data: dict[str, Any]) -> dict[str, Any]:
    pin = data["youthPin"]
    if not isinstance(pin, str) or not YOUTH_PIN.fullmatch(pin):
        raise LineRefused("youthPin must be a text of 4 to 8 digits.")  # the value itself is a secret
    return {"youth_pin": pin}


READERS: dict[Family, dict[str, Reader]] = {
    Family.INTERNET: {
        "dialInUsername": lambda data: {
            "dial_in_username": text(data, "dialInUsername", most=100, required=True)
        },
    },
    Family.TELEPHONY: {
        "phoneNumbers": _phone_numbers,
        "directoryEntry": _directory,
        "voipSuperuser": _superuser,
    },
    Family.TV: {"youthPin": _youth_pin},
    Family.MAILBOX: {
        "mailboxAddress": _mailbox_address,
        "passwordHash": lambda data: {"password": password_hash(data, "passwordHash")},
        "sendsSms": lambda data: {"sends_sms": flag(data, "sendsSms")},
    },
    Family.DOMAIN: {
        "domainName": _domain_name,
        "passwordHash": lambda data: {"password": password_hash(data, "passwordHash")},
    },
    Family.SOFTWARE: {
        "quantity": lambda data: {"quantity": whole(data, "quantity", least=1, most=10_000, default=0)},
    },
}
NEEDED = {Family.MAILBOX: ("mailboxAddress",), Family.DOMAIN: ("domainName",)}
