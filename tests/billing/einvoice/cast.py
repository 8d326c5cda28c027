"""Invoices of an invented carrier, as facts: the cast of these tests and of the documents in ../samples."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from billing.einvoice.facts import (
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

CARRIER = Party(
    name="Weserlink Telekommunikation GmbH",
    identifiers=("WL-01",),
    trading_name="Weserlink",
    legal_registration="HRB 204711",
    vat_id="DE136695976",
    tax_number="46/650/01234",
    street="Hafenstraße 12",
    postcode="31785",
    town="Hameln",
    country="DE",
    contact_name="Kundenservice",
    contact_phone="+49 5151 555000",
    contact_email="service@weserlink.example",
    legal_information="Amtsgericht Hannover, Geschäftsführung: Dr. Imke Brandt",
    electronic_address="rechnung@weserlink.example",
)
CUSTOMER = Party(
    name="Jonas Öztürk",
    identifiers=("4999999999",),
    street="Lindenallee 7",
    postcode="31785",
    town="Hameln",
    country="DE",
    electronic_address="jonas@kunden.example",
)
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
DEBIT = Payment(
    means_code="59",
    means_text="SEPA-Lastschrift",
    reference="4999999999 R-2026-10-000123",
    mandate_reference="M-4999999999-1",
    creditor_id="DE98ZZZ09999999999",
    debited_iban="DE89370400440532013000",
)


def line(number: str, name: str, price: str, quantity: str = "1", **more: object) -> Line:
    """A line whose net amount is price times quantity, rounded to cents."""
    net = (D(price) * D(quantity)).quantize(D("0.01"))
    basis = {"unit": "C62", "vat_category": "S", "vat_rate": D("19"), "period": OCTOBER}
    return Line(
        number=number,
        name=name,
        net_amount=net,
        quantity=D(quantity),
        net_price=D(price),
        **{**basis, **more},
    )


ORDINARY = InvoiceFacts(
    syntax=Syntax.CII,
    number="R-2026/10 000123",
    type_code="380",
    issued_on=date(2026, 11, 3),
    due_on=date(2026, 11, 17),
    currency="EUR",
    seller=CARRIER,
    buyer=CUSTOMER,
    profile="urn:cen.eu:en16931:2017",
    period=OCTOBER,
    delivered_on=date(2026, 10, 31),
    buyer_reference="4999999999",
    contract_reference="V-77120",
    payment_terms="Der Betrag wird frühestens am 17.11.2026 von Ihrem Konto eingezogen.",
    notes=("Einwendungen sind innerhalb von acht Wochen möglich.", "Vielen Dank für Ihr Vertrauen."),
    payments=(DEBIT,),
    lines=(
        line("1", "DSL 100 Grundpreis", "33.6050", product_group="Internet", seller_item_id="DSL100"),
        line("2", "Mobil M Grundpreis", "12.5966", product_group="Mobilfunk", note="Rufnummer 0171 5550123"),
        line("3", "Verbindungen Ausland", "0.0840", "37", unit="MIN", product_group="Mobilfunk"),
        line(
            "4", "Rechnung per Post", "1.2521", description="je Rechnung", attributes=(("Versand", "Post"),)
        ),
    ),
    totals=Totals(
        line_net=D("50.56"),
        net=D("50.56"),
        tax=D("9.61"),
        gross=D("60.17"),
        payable=D("60.17"),
    ),
    taxes=(TaxBreakdown("S", D("19"), D("50.56"), D("9.61")),),
)

CREDIT_NOTE = replace(
    ORDINARY,
    number="G-2026-10-000009",
    type_code="381",
    preceding=(PrecedingInvoice("R-2026/10 000123", date(2026, 11, 3)),),
    lines=(line("1", "Erstattung DSL 100 wegen Störung", "10.0000", product_group="Internet"),),
    totals=Totals(line_net=D("10.00"), net=D("10.00"), tax=D("1.90"), gross=D("11.90"), payable=D("11.90")),
    taxes=(TaxBreakdown("S", D("19"), D("10.00"), D("1.90")),),
)

CORRECTION = replace(
    ORDINARY,
    number="K-2026-10-000004",
    type_code="384",
    preceding=(PrecedingInvoice("R-2026/10 000123", date(2026, 11, 3)),),
    lines=(line("1", "Korrektur Verbindungen Ausland", "0.0840", "-37", unit="MIN"),),
    totals=Totals(line_net=D("-3.11"), net=D("-3.11"), tax=D("-0.59"), gross=D("-3.70"), payable=D("-3.70")),
    taxes=(TaxBreakdown("S", D("19"), D("-3.11"), D("-0.59")),),
)

BUSINESS = replace(
    ORDINARY,
    number="R-2026-10-000777",
    buyer=replace(
        CUSTOMER,
        name="Hafenwerft Rinteln GmbH",
        identifiers=("4800000001",),
        vat_id="DE811569869",
        contact_name="Frau Claasen",
        street_2="Tor 3",
        region="Niedersachsen",
    ),
    order_reference="BEST-4711",
    buyer_accounting_reference="KST 9000",
    accounting_currency="DKK",
    payments=(
        replace(
            DEBIT,
            means_code="58",
            means_text="SEPA-Überweisung",
            mandate_reference="",
            creditor_id="",
            debited_iban="",
            iban="DE02120300000000202051",
            account_name="Weserlink Telekommunikation GmbH",
            bic="BYLADEM1001",
        ),
    ),
    lines=(
        line(
            "1",
            "Anschluss Ethernet 1G",
            "498.0000",
            gross_price=D("518.0000"),
            price_discount=D("20.0000"),
            price_base_quantity=D("1"),
            product_group="Standorte",
        ),
        replace(
            line("2", "SIM-Karten Flotte", "4.2000", "85", product_group="Mobilfunk"),
            net_amount=D("340.00"),
            allowances=(
                AllowanceCharge(False, D("20.00"), D("357.00"), reason="Rahmenvertrag", reason_code="95"),
                AllowanceCharge(True, D("3.00"), reason="Eilversand", reason_code="FC"),
            ),
        ),
        line("3", "Auslandsroaming", "25.0000", product_group="Mobilfunk"),
    ),
    allowances=(
        AllowanceCharge(False, D("63.00"), D("863.00"), D("7.3"), "Mengenrabatt", "95", "S", D("19")),
        AllowanceCharge(
            True, D("10.00"), reason="Technikereinsatz", reason_code="AAC", vat_category="S", vat_rate=D("19")
        ),
    ),
    totals=Totals(
        line_net=D("863.00"),
        allowances=D("63.00"),
        charges=D("10.00"),
        net=D("810.00"),
        tax=D("153.90"),
        tax_in_accounting_currency=D("1148.09"),
        gross=D("963.90"),
        prepaid=D("100.00"),
        rounding=D("0.10"),
        payable=D("864.00"),
    ),
    taxes=(TaxBreakdown("S", D("19"), D("810.00"), D("153.90")),),
)

CAST = {"ordinary": ORDINARY, "credit-note": CREDIT_NOTE, "correction": CORRECTION, "business": BUSINESS}
