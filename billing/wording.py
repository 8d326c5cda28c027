"""What codes of an e-invoice mean to a customer: units, VAT categories, kinds of document."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.einvoice.facts import CREDIT_NOTE_TYPES
from billing.models import InvoiceType
from portal.shell.formats import NBSP, decimal_text

Text = str | Promise

# UN/ECE Recommendation 20, as far as telecom invoices use it; others are shown as their code
UNITS: dict[str, Text] = {
    "C62": pgettext_lazy("unit", "pcs"),
    "H87": pgettext_lazy("unit", "pcs"),
    "EA": pgettext_lazy("unit", "pcs"),
    "XPP": pgettext_lazy("unit", "pcs"),
    "MON": pgettext_lazy("unit", "mo."),
    "ANN": pgettext_lazy("unit", "yr."),
    "DAY": pgettext_lazy("unit", "d"),
    "HUR": pgettext_lazy("unit", "h"),
    "MIN": pgettext_lazy("unit", "min"),
    "SEC": pgettext_lazy("unit", "s"),
    "LS": gettext_lazy("lump sum"),
    "E34": "GB",
    "4L": "MB",
    "2P": "kB",
    "KWH": "kWh",
    "KGM": "kg",
    "MTR": "m",
    "LTR": "l",
}

# UNTDID 5305, the categories of EN 16931 that bear no rate in words
WITHOUT_TAX: dict[str, Text] = {
    "E": gettext_lazy("exempt"),
    "AE": gettext_lazy("reverse charge"),
    "K": gettext_lazy("intra-Community supply"),
    "G": gettext_lazy("export"),
    "O": gettext_lazy("not subject to VAT"),
}

TITLES: dict[str, Text] = {
    InvoiceType.INVOICE: gettext_lazy("Invoice"),
    InvoiceType.CREDIT_NOTE: gettext_lazy("Credit note"),
    InvoiceType.CORRECTION: gettext_lazy("Corrected invoice"),
    InvoiceType.SELF_BILLED: gettext_lazy("Self-billed invoice"),
}


def title_of(type_code: str) -> str:
    """What the document is called; rarer codes of credit notes are credit notes, all others invoices (E2)."""
    fallback = InvoiceType.CREDIT_NOTE if type_code in CREDIT_NOTE_TYPES else InvoiceType.INVOICE
    return str(TITLES.get(type_code, TITLES[fallback]))


def unit_text(code: str) -> str:
    return str(UNITS.get(code, code))


def quantity_text(quantity: Decimal | None, unit: str) -> str:
    """`37 min`, `1,5 h`: every digit the value has, without empty decimals."""
    if quantity is None:
        return ""
    word = unit_text(unit)
    text = decimal_text(plain(quantity))
    return f"{text}{NBSP}{word}" if word else text


def vat_text(category: str, rate: Decimal | None) -> str:
    """`19 %`, or why there is none."""
    if category in WITHOUT_TAX and not rate:
        return str(WITHOUT_TAX[category])
    return "" if rate is None else f"{decimal_text(plain(rate))}{NBSP}%"


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short


def payment_means_text(code: str, text: str) -> str:
    """How an invoice is paid (UNTDID 4461), in words."""
    known = {
        "10": _("cash"),
        "30": _("bank transfer"),
        "48": _("card"),
        "49": _("direct debit"),
        "54": _("card"),
        "57": _("standing agreement"),
        "58": _("SEPA transfer"),
        "59": _("SEPA direct debit"),
    }
    return known.get(code) or text
