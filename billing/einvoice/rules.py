"""The calculation rules of EN 16931, recomputed exactly, and what an invoice needs to be shown to the cent.

Tests and tolerances are those of the official rule sets (Factur-X 1.09, CEN UBL): sums are rounded to two
decimals, ties towards plus infinity as XPath's round(); BR-CO-17 allows one currency unit of difference.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_FLOOR, Context, Decimal, localcontext

from billing.einvoice.facts import InvoiceFacts, Syntax, TaxBreakdown
from billing.einvoice.refusals import Finding
from billing.einvoice.refusals import msgid as _

Place = tuple[int | None, str]  # line and path
Locate = Callable[[str], Place]  # from a BT or BG number

EXACT = Context(prec=200)  # longer than any sum of amounts of at most 40 characters
CENT = Decimal("0.01")
ZERO = Decimal(0)

SUM_OF_LINES = _(
    "The sum of the line amounts (BT-106) is %(found)s; the %(count)s lines add up to %(expected)s."
)
SUM_OF_ALLOWANCES = _("The sum of the allowances (BT-107) is %(found)s; they add up to %(expected)s.")
SUM_OF_CHARGES = _("The sum of the charges (BT-108) is %(found)s; they add up to %(expected)s.")
NET_TOTAL = _(
    "The total without VAT (BT-109) is %(found)s; lines less allowances plus charges make %(expected)s."
)
TAX_TOTAL = _("The VAT total (BT-110) is %(found)s; the VAT breakdown adds up to %(expected)s.")
GROSS_TOTAL = _("The total with VAT (BT-112) is %(found)s; total without VAT plus VAT make %(expected)s.")
PAYABLE = _(
    "The amount due (BT-115) is %(found)s; total with VAT less paid amount plus rounding make %(expected)s."
)
CATEGORY_TAX = _(
    "The VAT of category %(category)s (BT-117) is %(found)s; %(rate)s %% of %(base)s are %(expected)s."
)
DECIMALS = _("The amount %(found)s (%(term)s) has more than two decimals.")

TWO_DECIMALS = (
    ("BR-DEC-09", "BT-106", "line_net"),
    ("BR-DEC-10", "BT-107", "allowances"),
    ("BR-DEC-11", "BT-108", "charges"),
    ("BR-DEC-12", "BT-109", "net"),
    ("BR-DEC-13", "BT-110", "tax"),
    ("BR-DEC-15", "BT-111", "tax_in_accounting_currency"),
    ("BR-DEC-14", "BT-112", "gross"),
    ("BR-DEC-16", "BT-113", "prepaid"),
    ("BR-DEC-17", "BT-114", "rounding"),
    ("BR-DEC-18", "BT-115", "payable"),
)


def nowhere(_term: str) -> Place:
    """For facts that did not come from a document."""
    return None, ""


def violations(facts: InvoiceFacts, locate: Locate = nowhere) -> list[Finding]:
    """Every violated calculation rule; empty when the invoice adds up."""
    with localcontext(EXACT):
        return [*_decimals(facts, locate), *_sums(facts, locate), *_category_taxes(facts, locate)]


def round_cents(amount: Decimal) -> Decimal:
    """XPath's round(x * 100) div 100: half a cent goes up, also below zero."""
    return (amount * 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR) / 100


def _sums(facts: InvoiceFacts, locate: Locate) -> Iterator[Finding]:
    totals = facts.totals
    lines = [line.net_amount for line in facts.lines if not line.informative]
    expected = round_cents(_sum(lines))
    if totals.line_net != expected:
        yield _finding(
            "BR-CO-10", SUM_OF_LINES, "BT-106", locate, totals.line_net, expected, count=str(len(lines))
        )
    expected = round_cents(_sum(a.amount for a in facts.allowances if not a.is_charge))
    if (totals.allowances or ZERO) != expected:
        yield _finding("BR-CO-11", SUM_OF_ALLOWANCES, "BT-107", locate, totals.allowances, expected)
    expected = round_cents(_sum(a.amount for a in facts.allowances if a.is_charge))
    if (totals.charges or ZERO) != expected:
        yield _finding("BR-CO-12", SUM_OF_CHARGES, "BT-108", locate, totals.charges, expected)
    expected = round_cents(totals.line_net - (totals.allowances or ZERO) + (totals.charges or ZERO))
    if totals.net != expected:
        yield _finding("BR-CO-13", NET_TOTAL, "BT-109", locate, totals.net, expected)
    expected = round_cents(_sum(tax.tax_amount for tax in facts.taxes))
    if (totals.tax or ZERO) != expected:
        yield _finding("BR-CO-14", TAX_TOTAL, "BT-110", locate, totals.tax, expected)
    expected = round_cents(totals.net + (totals.tax or ZERO))
    if totals.gross != expected:
        yield _finding("BR-CO-15", GROSS_TOTAL, "BT-112", locate, totals.gross, expected)
    expected = totals.gross - (totals.prepaid or ZERO) + (totals.rounding or ZERO)
    if totals.payable != expected:
        yield _finding("BR-CO-16", PAYABLE, "BT-115", locate, totals.payable, expected)


def _category_taxes(facts: InvoiceFacts, locate: Locate) -> Iterator[Finding]:
    for index, row in enumerate(facts.taxes):
        if not _tax_fits(row, facts.syntax):
            expected = round_cents(abs(row.taxable_amount) * (row.rate or ZERO) / 100)
            yield _finding(
                "BR-CO-17",
                CATEGORY_TAX,
                f"BG-23/{index}/BT-117",
                locate,
                row.tax_amount,
                expected.copy_sign(row.taxable_amount),
                category=row.category,
                rate=str(row.rate or 0),
                base=str(row.taxable_amount),
            )


def _tax_fits(row: TaxBreakdown, syntax: Syntax) -> bool:
    """BR-CO-17: no rate, or one that rounds to nothing, means no tax; else within one unit of the product.

    The two rule sets differ at exactly one unit: UBL refuses it, CII lets it pass.
    """
    if row.rate is None or _whole(row.rate) == 0:
        return _whole(row.tax_amount) == 0
    difference = abs(abs(row.tax_amount) - round_cents(abs(row.taxable_amount) * row.rate / 100))
    return difference < 1 if syntax is Syntax.UBL else difference <= 1


def _decimals(facts: InvoiceFacts, locate: Locate) -> Iterator[Finding]:
    """BR-DEC for totals, lines and the VAT breakdown; a zero at the end is no decimal too many."""
    totals = [(rule, term, term, getattr(facts.totals, name)) for rule, term, name in TWO_DECIMALS]
    lines = [("BR-DEC-23", "BT-131", f"BG-25/{i}", line.net_amount) for i, line in enumerate(facts.lines)]
    taxes = [("BR-DEC-20", "BT-117", f"BG-23/{i}/BT-117", t.tax_amount) for i, t in enumerate(facts.taxes)]
    for rule, term, key, amount in (*totals, *lines, *taxes):
        if amount is not None and amount != amount.quantize(CENT):
            line, path = locate(key)
            yield Finding(rule, DECIMALS, line, path, (("found", str(amount)), ("term", term)))


def _finding(
    rule: str, reason: str, key: str, locate: Locate, found: Decimal | None, expected: Decimal, **more: str
) -> Finding:
    line, path = locate(key)
    values = {"found": str(found if found is not None else "–"), "expected": f"{expected:.2f}", **more}
    return Finding(rule, reason, line, path, tuple(values.items()))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _whole(amount: Decimal) -> Decimal:
    return (amount + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
