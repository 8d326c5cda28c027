"""Hypothesis strategies for invoice facts that both syntaxes can carry."""

from datetime import date

from hypothesis import strategies as st

from billing.einvoice.facts import (
    CREDIT_NOTE_TYPES,
    INVOICE_TYPES,
    AllowanceCharge,
    InvoiceFacts,
    Line,
    Party,
    Payment,
    Period,
    PrecedingInvoice,
    Syntax,
    TaxBreakdown,
    Totals,
)
from billing.einvoice.product_groups import ATTRIBUTE_NAMES

XML_TEXT = st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("Cs", "Cc", "Cn"))
words = st.text(XML_TEXT, min_size=1, max_size=20).map(str.strip).filter(bool)
optional_words = st.one_of(st.just(""), words)
notes = words.filter(lambda text: not text.startswith("#"))
cents = st.decimals(min_value=-99_999_999, max_value=99_999_999, places=2)
prices = st.decimals(min_value=0, max_value=999_999, places=4)
optional_cents = st.none() | cents
optional_prices = st.none() | prices
dates = st.dates(date(1000, 1, 1), date(9999, 12, 31))
optional_dates = st.none() | dates
periods = st.none() | st.builds(Period, start=dates, end=optional_dates)
categories = st.sampled_from(["S", "Z", "E", "AE", "O"])
rates = st.none() | st.decimals(min_value=0, max_value=30, places=2)
attributes = st.lists(
    st.tuples(words.filter(lambda name: name.casefold() not in ATTRIBUTE_NAMES), words), max_size=2
).map(tuple)


def parties() -> st.SearchStrategy[Party]:
    """Every field of a party."""
    texts = {
        name: optional_words for name in Party.__dataclass_fields__ if name not in {"name", "identifiers"}
    }
    return st.builds(Party, name=words, identifiers=st.lists(words, max_size=2).map(tuple), **texts)


def allowances() -> st.SearchStrategy[tuple[AllowanceCharge, ...]]:
    """Allowances and charges; the VAT rate stands only with a category."""
    row = st.builds(
        AllowanceCharge,
        is_charge=st.booleans(),
        amount=cents,
        base_amount=optional_cents,
        percent=rates,
        reason=optional_words,
        reason_code=optional_words,
        vat_category=categories,
        vat_rate=rates,
    )
    return st.lists(row, max_size=2).map(tuple)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """One line; a gross price comes with its discount, as UBL demands."""
    discounted = draw(st.booleans())
    return draw(
        st.builds(
            Line,
            number=words,
            name=words,
            net_amount=cents,
            quantity=prices,
            unit=words,
            net_price=prices,
            price_base_quantity=optional_prices,
            gross_price=prices if discounted else st.none(),
            price_discount=prices if discounted else st.none(),
            vat_category=categories,
            vat_rate=rates,
            description=optional_words,
            note=optional_words,
            period=periods,
            seller_item_id=optional_words,
            product_group=optional_words,
            attributes=attributes,
            allowances=allowances(),
        )
    )


@st.composite
def invoices(draw: st.DrawFn) -> InvoiceFacts:
    """Facts whose amounts need not add up: reading and writing must not care."""
    accounting = draw(st.sampled_from(["", "DKK"]))
    totals = st.builds(
        Totals,
        line_net=cents,
        net=cents,
        gross=cents,
        payable=cents,
        tax=optional_cents,
        tax_in_accounting_currency=optional_cents if accounting else st.none(),
        allowances=optional_cents,
        charges=optional_cents,
        prepaid=optional_cents,
        rounding=optional_cents,
    )
    taxes = st.builds(
        TaxBreakdown,
        category=categories,
        rate=rates,
        taxable_amount=cents,
        tax_amount=cents,
        exemption_reason=optional_words,
        exemption_code=optional_words,
    )
    texts = ("buyer_reference", "order_reference", "contract_reference", "buyer_accounting_reference")
    payment = st.builds(Payment, means_code=words, **dict.fromkeys(PAYMENT_TEXTS, optional_words))
    return draw(
        st.builds(
            InvoiceFacts,
            syntax=st.just(Syntax.UBL),
            number=words,
            type_code=st.sampled_from(sorted(CREDIT_NOTE_TYPES | INVOICE_TYPES)),
            issued_on=dates,
            currency=st.sampled_from(["EUR", "CHF", "HUF"]),
            accounting_currency=st.just(accounting),
            seller=parties(),
            buyer=parties(),
            totals=totals,
            lines=st.lists(lines(), min_size=1, max_size=3).map(tuple),
            taxes=st.lists(taxes, min_size=1, max_size=2).map(tuple),
            allowances=allowances(),
            due_on=optional_dates,
            period=periods,
            delivered_on=optional_dates,
            profile=st.just("urn:cen.eu:en16931:2017"),
            payment_terms=optional_words,
            payee_name=optional_words,
            notes=st.lists(notes, max_size=2).map(tuple),
            payments=st.tuples(payment),
            preceding=st.lists(
                st.builds(PrecedingInvoice, number=words, issued_on=optional_dates), max_size=2
            ).map(tuple),
            **dict.fromkeys(texts, optional_words),
        )
    )


PAYMENT_TEXTS = (
    "means_text", "reference", "iban", "account_name", "bic", "mandate_reference", "creditor_id",
    "debited_iban",
)  # fmt: skip
