"""What an invoice states, as EN 16931 names it: frozen at import, shown on page and PDF, never recomputed.

Amounts are Decimals exactly as written in the document (two decimals for totals, more for unit prices);
dates are dates; an absent field is None or "". BT and BG numbers refer to EN 16931-1.
"""

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

# UNTDID 1001 as EN 16931 allows it: documents whose positive amounts are owed to the buyer, and the others
_CREDITS = "81 83 261 262 296 308 381 396 420 458 502 503 532"
_INVOICES = (
    "71 80 82 84 102 130 202 203 204 211 218 219 295 325 326 331 380 382 383 384 385 386 387 388 389 390 "
    "393 394 395 456 457 471 472 473 500 501 527 553 575 623 633 751 780 817 870 875 876 877 935"
)
CREDIT_NOTE_TYPES = frozenset(_CREDITS.split())
INVOICE_TYPES = frozenset(_INVOICES.split())


class Syntax(StrEnum):
    """How the document came in."""

    UBL = "ubl"
    CII = "cii"
    ZUGFERD = "zugferd"


@dataclass(frozen=True)
class Party:
    """Seller (BG-4) or buyer (BG-7)."""

    name: str
    identifiers: tuple[str, ...] = ()  # BT-29 / BT-46, the buyer's holds the customer number
    trading_name: str = ""
    legal_registration: str = ""
    vat_id: str = ""
    tax_number: str = ""
    street: str = ""
    street_2: str = ""
    street_3: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    legal_information: str = ""  # BT-33, seller only
    electronic_address: str = ""  # BT-34 / BT-49


@dataclass(frozen=True)
class Period:
    """Invoicing period (BG-14, BG-26); either end may be missing; both days belong to it."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class AllowanceCharge:
    """Allowance (BG-20, BG-27) or charge (BG-21, BG-28)."""

    is_charge: bool
    amount: Decimal
    base_amount: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""
    reason_code: str = ""
    vat_category: str = ""
    vat_rate: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """Invoice line (BG-25)."""

    number: str
    name: str
    net_amount: Decimal  # BT-131
    quantity: Decimal | None = None
    unit: str = ""  # UN/ECE Recommendation 20 code
    net_price: Decimal | None = None  # BT-146
    price_base_quantity: Decimal | None = None
    gross_price: Decimal | None = None
    price_discount: Decimal | None = None
    vat_category: str = ""
    vat_rate: Decimal | None = None
    description: str = ""
    note: str = ""
    period: Period | None = None
    seller_item_id: str = ""
    product_group: str = ""  # item classification or attribute "Produktgruppe"; statistics group by it
    attributes: tuple[tuple[str, str], ...] = ()
    allowances: tuple[AllowanceCharge, ...] = ()
    informative: bool = False  # a group or information line of ZUGFeRD EXTENDED, outside every sum


@dataclass(frozen=True)
class TaxBreakdown:
    """One row of the VAT breakdown (BG-23)."""

    category: str
    rate: Decimal | None
    taxable_amount: Decimal
    tax_amount: Decimal
    exemption_reason: str = ""
    exemption_code: str = ""


@dataclass(frozen=True)
class Totals:
    """Document totals (BG-22)."""

    line_net: Decimal  # BT-106
    net: Decimal  # BT-109
    gross: Decimal  # BT-112
    payable: Decimal  # BT-115
    tax: Decimal | None = None  # BT-110
    tax_in_accounting_currency: Decimal | None = None  # BT-111
    allowances: Decimal | None = None  # BT-107
    charges: Decimal | None = None  # BT-108
    prepaid: Decimal | None = None  # BT-113
    rounding: Decimal | None = None  # BT-114


@dataclass(frozen=True)
class Payment:
    """Payment instructions (BG-16) with the direct debit (BG-19)."""

    means_code: str = ""
    means_text: str = ""
    reference: str = ""
    iban: str = ""
    account_name: str = ""
    bic: str = ""
    mandate_reference: str = ""
    creditor_id: str = ""
    debited_iban: str = ""


@dataclass(frozen=True)
class PrecedingInvoice:
    """Reference to the invoice that this document corrects or credits (BG-3)."""

    number: str
    issued_on: date | None = None


@dataclass(frozen=True)
class InvoiceFacts:
    """One invoice, credit note (381) or correction (384, 389)."""

    syntax: Syntax
    number: str  # BT-1
    type_code: str  # BT-3, UNTDID 1001
    issued_on: date  # BT-2
    currency: str  # BT-5
    seller: Party
    buyer: Party
    totals: Totals
    lines: tuple[Line, ...]
    taxes: tuple[TaxBreakdown, ...] = ()
    allowances: tuple[AllowanceCharge, ...] = ()
    due_on: date | None = None
    period: Period | None = None
    delivered_on: date | None = None
    accounting_currency: str = ""
    profile: str = ""  # BT-24
    buyer_reference: str = ""
    order_reference: str = ""
    contract_reference: str = ""
    buyer_accounting_reference: str = ""
    payment_terms: str = ""
    payee_name: str = ""
    delivery_address: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    payments: tuple[Payment, ...] = ()
    preceding: tuple[PrecedingInvoice, ...] = ()
    extra: tuple[tuple[str, str], ...] = field(default=())  # further BT numbers with their text

    @property
    def is_credit_note(self) -> bool:
        """Amounts are as written: positive amounts of a credit note are in the customer's favour."""
        return self.type_code in CREDIT_NOTE_TYPES


def to_json(value: Any) -> Any:
    """Facts as JSON values: Decimals and dates become strings, tuples lists."""
    if is_dataclass(value):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, Decimal | StrEnum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(data: dict[str, Any]) -> InvoiceFacts:
    """The facts that `to_json` wrote, value for value."""
    restored: InvoiceFacts = _restore(InvoiceFacts, data)
    return restored


def _restore(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            return tuple(_restore(inner[0], item) for item in value)
        return tuple(_restore(k, item) for k, item in zip(inner, value, strict=True))
    options = [option for option in get_args(kind) if option is not type(None)]
    if options and get_origin(kind) is not tuple:
        return _restore(options[0], value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(
            **{f.name: _restore(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value}
        )
    if kind is date:
        return date.fromisoformat(value)
    if kind in (Decimal, Syntax):
        return kind(value)
    return value
