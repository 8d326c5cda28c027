"""Contents of papers that tests issue: a bundle with everything, a mobile contract with the least."""

from datetime import UTC, date, datetime
from decimal import Decimal

from contracts.papers import (
    ContractSummary,
    Declaration,
    MandatePaper,
    OrderPaper,
    PriceKind,
    PriceLine,
    ReceiptPaper,
    Row,
    Speed,
    Withdrawal,
)

MADE_AT = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)  # 14:05 in Berlin
PRICES = (
    PriceLine("Internet 250", Decimal("49.95")),
    PriceLine("Router", Decimal("4.99"), note="in den ersten 12 Monaten"),
    PriceLine("Internet 250", Decimal("11.66"), PriceKind.FIRST_MONTH, note="24.11.–30.11.2026"),
    PriceLine("Einrichtung", Decimal("69.00"), PriceKind.ONE_OFF),
    PriceLine("Mobilfunknetze", Decimal("0.099"), PriceKind.USAGE, unit="je Minute", places=3),
    PriceLine("Sicherheitspaket", Decimal("3.50"), PriceKind.OPTION),
)
BUNDLE = ContractSummary(
    product_name="Internet 250 mit Telefonie",
    services=("Internetzugang über Kabel oder Glasfaser", "Telefonanschluss mit zwei Leitungen", "Router"),
    speeds=(Speed("Download", "250", "240", "175"), Speed("Upload", "50", "45", "30,5")),
    prices=PRICES,
    minimum_term_months=24,
    minimum_term_ends_on=date(2028, 11, 23),
    notice_text="1 Monat zum Ende der Mindestlaufzeit",
    renewal_text="auf unbestimmte Zeit, jederzeit mit 1 Monat kündbar",
    early_end_text="nur aus wichtigem Grund, dann ohne Kosten",
    activation_on=date(2026, 11, 24),
    accessibility=("Text-Relay-Dienst über Tess ohne Aufpreis",),
    other=("Notrufe 110 und 112 mit Standort", "Der Router bleibt unser Eigentum."),
    catalogue_version="2026-10",
    customer_number="4999999999",
    made_at=MADE_AT,
)
BARE = ContractSummary(
    product_name="Prepaid",
    services=("Mobilfunkanschluss",),
    prices=(),
    minimum_term_months=0,
    notice_text="",
    renewal_text="",
    activation_on=date(2026, 11, 24),
    catalogue_version="2026-10",
    customer_number="4999999998",
    made_at=MADE_AT,
)
ORDER = OrderPaper(
    order_number="A-2026-000815",
    placed_at=MADE_AT,
    customer_number="4999999999",
    customer_name="Erika Mustermann",
    customer_address=("Mailänder Straße 2", "30539 Hannover"),
    product_name="Wechsel auf Internet 250",
    ordered=(Row("Bandbreite", "250 Mbit/s"), Row("Bisher", "100 Mbit/s"), Row("Ihr Zeichen", "")),
    prices=PRICES[:4],
    activation_on=date(2026, 11, 26),
    duration=(Row("Mindestlaufzeit", "24 Monate, bis 25.11.2028"), Row("Kündigungsfrist", "1 Monat")),
    withdrawal=Withdrawal(date(2026, 12, 7), "https://portal.example/widerrufen/"),
    terms=("Es gelten die Geschäftsbedingungen Internet vom 01.10.2026.",),
    catalogue_version="2026-10",
)
FREE_ORDER = OrderPaper(
    order_number="A-2026-000816",
    placed_at=MADE_AT,
    customer_number="4800000001",
    customer_name="Leinetal Logistik GmbH",
    product_name="Sperre für 0900-Nummern",
    activation_on=date(2026, 11, 26),
    catalogue_version="2026-10",
)
TERMINATION = ReceiptPaper(
    declaration=Declaration.TERMINATION,
    number="K-2026-000017",
    received_at=MADE_AT,
    words="Ich kündige meinen Vertrag Internet 100\nzum nächsten Termin.\n\n  Erika <Mustermann> & Söhne",
    details=(
        Row("Name", "Erika Mustermann"),
        Row("Vertrag", "Internet 100"),
        Row("E-Mail", "erika@example.org"),
    ),
    ends_on=date(2027, 2, 28),
    next_steps=("Unser Servicecenter prüft die Kündigung.",),
)
WITHDRAWAL = ReceiptPaper(
    declaration=Declaration.WITHDRAWAL, number="W-2026-000003", received_at=MADE_AT, words="Ich widerrufe."
)
MANDATE = MandatePaper(
    creditor_name="Nordwerk Telekommunikation GmbH",
    creditor_address=("Leineuferweg 12", "30159 Hannover", "Deutschland"),
    creditor_id="DE98ZZZ09999999999",
    reference="NW-4999999999-2",
    debtor_name="Erika Mustermann",
    debtor_address=("Mailänder Straße 2", "30539 Hannover"),
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
    bank_name="Commerzbank",
    place="Hannover",
    customer_number="4999999999",
    given_at=MADE_AT,
)
