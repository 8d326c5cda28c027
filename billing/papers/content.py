"""What page and PDF say about an invoice, taken from its frozen facts: no amount is worked out anew.

The only sums made here are subtotals of product groups, from line amounts of the document itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from billing.einvoice.facts import InvoiceFacts, Line, Party, Payment, Period
from billing.models import InvoiceType
from billing.wording import payment_means_text, title_of
from portal.lib.masking import mask_iban
from portal.shell.formats import day_text

DIRECT_DEBITS = {"49", "59"}


@dataclass(frozen=True)
class LineGroup:
    """Lines of one product group; `net` is the sum of those that count."""

    name: str
    lines: tuple[Line, ...]
    net: Decimal

    @property
    def has_subtotal(self) -> bool:
        return bool(self.name) and len(self.lines) > 1


@dataclass(frozen=True)
class Content:
    """An invoice as customers read it."""

    facts: InvoiceFacts

    @cached_property
    def title(self) -> str:
        return title_of(self.facts.type_code)

    @cached_property
    def heading(self) -> str:
        return f"{self.title} {self.facts.number}"

    @cached_property
    def groups(self) -> list[LineGroup]:
        return group_lines(self.facts.lines)

    @property
    def is_grouped(self) -> bool:
        return len(self.groups) > 1

    @cached_property
    def period(self) -> str:
        return period_text(self.facts.period)

    @cached_property
    def customer_number(self) -> str:
        return ", ".join(self.facts.buyer.identifiers)

    @cached_property
    def buyer_lines(self) -> list[str]:
        """The address for the window of the envelope; missing lines leave no gap."""
        return address_lines(self.facts.buyer, home=self.facts.seller.country)

    @cached_property
    def seller_lines(self) -> list[str]:
        seller = self.facts.seller
        return address_lines(replace(seller, contact_name=""), home=seller.country)

    @property
    def shows_total_tax(self) -> bool:
        """A single rate says it already."""
        return self.facts.totals.tax is not None and (len(self.facts.taxes) != 1 or self.foreign_tax)

    @property
    def has_adjustments(self) -> bool:
        totals = self.facts.totals
        return any((totals.allowances, totals.charges)) or totals.line_net != totals.net

    @property
    def has_other_payable(self) -> bool:
        """Something stands between the total with VAT and what is to be paid."""
        totals = self.facts.totals
        return bool(totals.prepaid or totals.rounding) or totals.payable != totals.gross

    @property
    def in_favour(self) -> bool:
        """The customer gets money instead of paying."""
        payable = self.facts.totals.payable
        return payable > 0 if self.facts.is_credit_note else payable < 0

    @property
    def may_be_disputed(self) -> bool:
        """§ 67 TKG is about bills; a credit note or a self-billed invoice bills nothing to the customer."""
        return not self.facts.is_credit_note and self.facts.type_code != InvoiceType.SELF_BILLED

    @property
    def foreign_tax(self) -> bool:
        currency = self.facts.accounting_currency
        stated = self.facts.totals.tax_in_accounting_currency
        return stated is not None and currency not in ("", self.facts.currency)

    @cached_property
    def debit(self) -> Payment | None:
        """The direct debit that this invoice announces (SEPA pre-notification)."""
        if self.in_favour or not self.facts.totals.payable:
            return None
        return next((p for p in self.facts.payments if p.means_code in DIRECT_DEBITS), None)

    @cached_property
    def debited_iban(self) -> str:
        """Only as much of the account as its owner needs to know it."""
        return mask_iban(self.debit.debited_iban) if self.debit else ""

    @cached_property
    def transfers(self) -> list[Payment]:
        """Accounts that the customer may pay to."""
        if self.in_favour or not self.facts.totals.payable or self.debit:
            return []
        return [p for p in self.facts.payments if p.iban]

    @cached_property
    def means(self) -> str:
        """How it is paid where no account is named."""
        texts = (payment_means_text(p.means_code, p.means_text) for p in self.facts.payments)
        return next((text for text in texts if text), "")

    @property
    def payable_label(self) -> str:
        return _("Amount in your favour") if self.in_favour else _("Amount to pay")

    @cached_property
    def seller_identity(self) -> list[str]:
        """Register, tax numbers and what else the law wants on a bill (§ 14 UStG, § 35a GmbHG)."""
        seller = self.facts.seller
        named = [
            ("", seller.legal_registration),
            ("", seller.legal_information),
            (_("VAT ID"), seller.vat_id),
            (_("Tax number"), seller.tax_number),
        ]
        return [f"{name} {text}".strip() for name, text in named if text]

    @cached_property
    def references(self) -> list[tuple[str, str]]:
        """Numbers the buyer asked for, each once."""
        facts = self.facts
        named = [
            (_("Your order number"), facts.order_reference),
            (_("Contract number"), facts.contract_reference),
            (_("Your reference"), facts.buyer_reference),
            (_("Cost centre"), facts.buyer_accounting_reference),
        ]
        return [(name, text) for name, text in named if text and text != self.customer_number]


def group_lines(lines: Iterable[Line]) -> list[LineGroup]:
    """Groups in the order in which they first appear; lines without a group stand under the name ""."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.product_group, []).append(line)
    return [
        LineGroup(name, tuple(members), sum((m.net_amount for m in members if not m.informative), Decimal()))
        for name, members in found.items()
    ]


def address_lines(party: Party, *, home: str) -> list[str]:
    """Name and address; the country only where it is another one than the sender's."""
    town = f"{party.postcode} {party.town}".strip()
    country = party.country if party.country != home else ""
    contact = party.contact_name if party.contact_name != party.name else ""
    lines = (party.name, contact, party.street, party.street_2, party.street_3, town, country)
    return [line for line in lines if line]


def period_text(period: Period | None) -> str:
    """`01.10.2026 – 31.10.2026`; half a period says which half."""
    return span_text(period.start, period.end) if period else ""


def span_text(start: date | None, end: date | None) -> str:
    if start and end:
        return day_text(start) if start == end else f"{day_text(start)} – {day_text(end)}"
    if start:
        return _("from %(day)s") % {"day": day_text(start)}
    return _("until %(day)s") % {"day": day_text(end)} if end else ""
