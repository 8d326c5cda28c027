"""The invoice list and the lines of an invoice as tables to take away (E6); CSV and XLSX from the same rows."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from billing.models import Invoice, InvoiceLine
from billing.wording import plain, title_of, unit_text
from portal.lib.columns import Cell, Column

Row = tuple[Cell, ...]


def list_columns() -> list[Column]:
    return [
        Column(_("Invoice number"), width=24),
        Column(_("Kind"), width=18),
        Column(_("Date"), "date"),
        Column(_("Period from"), "date"),
        Column(_("Period to"), "date"),
        Column(_("Due on"), "date"),
        Column(_("Total without VAT"), "money2"),
        Column(_("VAT"), "money2"),
        Column(_("Total with VAT"), "money2"),
        Column(_("Amount to pay"), "money2"),
        Column(_("Currency"), width=10),
        Column(_("Concerns invoice"), width=24),
        Column(_("Customer number"), width=16),
    ]


def list_rows(invoices: Iterable[Invoice]) -> list[Row]:
    """Amounts as the documents state them: of a credit note positive ones are in the customer's favour."""
    return [
        (
            invoice.number,
            title_of(invoice.type_code),
            invoice.issued_on,
            invoice.period_start,
            invoice.period_end,
            invoice.due_on,
            invoice.net,
            invoice.tax,
            invoice.gross,
            invoice.payable,
            invoice.currency,
            invoice.corrects_number,
            invoice.customer.number,
        )
        for invoice in invoices
    ]


def line_columns() -> list[Column]:
    return [
        Column(_("Position"), "integer", width=10),
        Column(_("Number"), width=10),
        Column(_("Product group"), width=20),
        Column(_("Service"), width=40),
        Column(_("Description"), width=40),
        Column(_("Quantity"), "money2"),
        Column(_("Unit"), width=10),
        Column(_("Unit price"), "money4"),
        Column(_("Amount without VAT"), "money2", width=18),
        Column(_("VAT rate in %"), "money2"),
        Column(_("Currency"), width=10),
        Column(_("Period from"), "date"),
        Column(_("Period to"), "date"),
    ]


def line_rows(invoice: Invoice) -> list[Row]:
    return [_line_row(line, invoice.currency) for line in invoice.lines.order_by("position")]


def _line_row(line: InvoiceLine, currency: str) -> Row:
    return (
        line.position,
        line.number,
        line.product_group,
        line.name,
        line.description,
        None if line.quantity is None else plain(line.quantity),
        unit_text(line.unit),
        None if line.net_price is None else plain(line.net_price),
        line.net_amount,
        line.vat_rate,
        currency,
        line.period_start,
        line.period_end,
    )
