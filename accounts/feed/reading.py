"""One line of kind `customers`: TMF629 Customer with its TMF632 party, as values of our own. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from accounts.feed.fields import choice, day, inner, items, moment, password_hash, text
from accounts.models import AddressRole, CallRecordDetail, CustomerKind, InvoiceDelivery, PaymentMethod
from portal.carrier.feed import LineRefused

COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class AddressLine:
    role: str
    name: str
    addition: str
    street: str
    postcode: str
    town: str
    country: str


@dataclass(frozen=True)
class PaymentLine:
    method: str
    account_holder: str = ""
    iban: str = ""
    bic: str = ""
    bank_name: str = ""
    mandate_reference: str = ""
    mandate_signed_on: date | None = None


@dataclass(frozen=True)
class ChoiceLine:
    """Which call records, from which day on (B4)."""

    detail: str
    show_flat: bool
    valid_from: date
    declared_at: datetime | None
    declaration: str


@dataclass(frozen=True)
class CustomerLine:
    """A customer of the feed, checked."""

    number: str
    columns: dict[str, Any]  # of accounts.Customer, without number and telephone password
    closed: bool
    addresses: tuple[AddressLine, ...]
    payment: PaymentLine | None
    call_records: ChoiceLine | None
    initial_password: str  # Django's encoding of the Argon2id hash, "" when absent
    telephone_password: str


def claims_of(line: CustomerLine) -> list[str]:
    """What no other line of the file may state."""
    return [f"Customer {line.number}"]


def read_customer(data: dict[str, Any]) -> CustomerLine:
    """Check one line; raises LineRefused with a sentence that names the field."""
    number = text(data, "id", most=20, required=True)
    if not re.fullmatch(settings.CUSTOMER_NUMBER_PATTERN, number):
        raise LineRefused(f"id {number!r} is not a customer number of this carrier.")
    columns = _party(inner(data, "engagedParty", required=True)) | _media(items(data, "contactMedium"))
    columns["customer_since"] = day(data, "customerSince")
    columns["language"] = choice(data, "language", {"de": "de", "en": "en"}, default="de")
    delivery = {value: value for value in InvoiceDelivery.values}
    columns["invoice_delivery"] = choice(data, "invoiceDelivery", delivery, default=InvoiceDelivery.POST)
    credential = inner(data, "credential")
    return CustomerLine(
        number=number,
        columns=columns,
        closed=choice(data, "status", {"active": "", "closed": "closed"}, default="active") == "closed",
        addresses=_addresses(items(data, "contactMedium")),
        payment=_payment(inner(data, "paymentMethod")),
        call_records=_call_records(inner(data, "callRecords")),
        initial_password=password_hash(credential, "initialPassword"),
        telephone_password=password_hash(credential, "telephonePassword"),
    )


def _party(party: dict[str, Any]) -> dict[str, Any]:
    kind = choice(party, "@type", {"Individual": CustomerKind.PRIVATE, "Organization": CustomerKind.BUSINESS})
    is_business = kind == CustomerKind.BUSINESS
    return {
        "kind": kind,
        "company": text(party, "tradingName", most=200, required=is_business),
        "salutation": text(party, "title", most=20),
        "first_name": text(party, "givenName", most=100),
        "last_name": text(party, "familyName", most=100, required=not is_business),
        "born_on": day(party, "birthDate"),
    }


def _media(media: list[dict[str, Any]]) -> dict[str, str]:
    found = {"phone": "", "mobile": "", "email": ""}
    for medium in media:
        kind = medium.get("mediumType")
        if kind in ("phone", "mobile"):
            found[kind] = text(medium, "phoneNumber", most=30, required=True)
        elif kind == "email":
            found["email"] = text(medium, "emailAddress", most=254, required=True)
            if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", found["email"]):
                raise LineRefused(f"emailAddress {found['email']!r} is not an e-mail address.")
        elif kind != "postalAddress":
            raise LineRefused(f"mediumType {kind!r} is unknown.")
    return found


def _addresses(media: list[dict[str, Any]]) -> tuple[AddressLine, ...]:
    found: dict[str, AddressLine] = {}
    roles = {value: value for value in AddressRole.values}
    for medium in media:
        if medium.get("mediumType") != "postalAddress":
            continue
        role = choice(medium, "role", roles)
        if role in found:
            raise LineRefused(f"There are two postal addresses with the role {role}.")
        country = text(medium, "country", most=2) or "DE"
        if not COUNTRY.fullmatch(country):
            raise LineRefused(f"country {country!r} is not a two-letter code.")
        found[role] = AddressLine(
            role=role,
            name=text(medium, "name", most=200),
            addition=text(medium, "street2", most=200),
            street=text(medium, "street1", most=200),
            postcode=text(medium, "postCode", most=20),
            town=text(medium, "city", most=100, required=True),
            country=country,
        )
    if AddressRole.CONTRACT not in found:
        raise LineRefused("There is no postal address with the role contract.")
    return tuple(found.values())


def _payment(method: dict[str, Any]) -> PaymentLine | None:
    if not method:
        return None
    kinds = {"bankAccountDebit": PaymentMethod.DIRECT_DEBIT, "bankTransfer": PaymentMethod.TRANSFER}
    kind = choice(method, "@type", kinds)
    if kind == PaymentMethod.TRANSFER:
        return PaymentLine(method=kind)
    mandate = inner(method, "mandate")
    try:
        iban = IBAN(text(method, "iban", most=42, required=True))
        bic = BIC(given) if (given := text(method, "bic", most=11)) else iban.bic
    except SchwiftyException as fault:
        raise LineRefused(f"paymentMethod: {fault}") from fault
    return PaymentLine(
        method=kind,
        account_holder=text(method, "accountHolder", most=200, required=True),
        iban=iban.compact,
        bic=bic.compact if bic else "",
        bank_name=(iban.bank_name or "")[:200],
        mandate_reference=text(mandate, "reference", most=35),
        mandate_signed_on=day(mandate, "signedOn"),
    )


def _call_records(data: dict[str, Any]) -> ChoiceLine | None:
    if not data:
        return None
    detail = choice(data, "detail", {value: value for value in CallRecordDetail.values})
    show_flat = data.get("showFlat", False)
    if not isinstance(show_flat, bool):
        raise LineRefused("showFlat must be true or false.")
    valid_from = day(data, "validFrom", required=True)
    declared_at = moment(data, "declaredAt")
    if detail != CallRecordDetail.NONE and declared_at is None:
        raise LineRefused("callRecords needs declaredAt: without the declaration there are none.")
    assert valid_from is not None  # noqa: S101  (required)
    declaration = text(data, "declaration", most=2000)
    return ChoiceLine(detail, show_flat, valid_from, declared_at, declaration)
