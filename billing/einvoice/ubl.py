"""UBL 2.1 Invoice and CreditNote to InvoiceFacts, by the EN 16931 binding (CEN/TS 16931-3-2)."""

import re

from billing.einvoice.elements import Element, Reader
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
from billing.einvoice.product_groups import split_product_group

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
NOTE_SUBJECT = re.compile(r"#[A-Z]{3}#\s*")  # BT-21 stands in front of the note in UBL

EXTRA = (
    ("BT-7", "cbc:TaxPointDate"),
    ("BT-11", "cac:ProjectReference/cbc:ID"),
    ("BT-14", "cac:OrderReference/cbc:SalesOrderID"),
    ("BT-15", "cac:ReceiptDocumentReference/cbc:ID"),
    ("BT-16", "cac:DespatchDocumentReference/cbc:ID"),
    ("BT-17", "cac:OriginatorDocumentReference/cbc:ID"),
)


def read(root: Element, reader: Reader) -> InvoiceFacts:
    """The facts of the document; what is wrong with it stands in `reader.findings` afterwards."""
    credit = root.tag == CREDIT_NOTE
    currency = reader.document_currency(root, "cbc:DocumentCurrencyCode")
    accounting_currency = reader.text(root, "cbc:TaxCurrencyCode")
    code_path = "cbc:CreditNoteTypeCode" if credit else "cbc:InvoiceTypeCode"
    issued_on = reader.iso_date(root, "cbc:IssueDate")
    if issued_on is None and reader.find(root, "cbc:IssueDate") is None:
        reader.missing(root, "cbc:IssueDate", "BR-03")
    return InvoiceFacts(
        syntax=Syntax.UBL,
        number=reader.needed_text(root, "cbc:ID", "BR-02"),
        type_code=reader.type_code(root, code_path, CREDIT_NOTE_TYPES if credit else INVOICE_TYPES),
        issued_on=issued_on,  # type: ignore[arg-type]  # None only together with a finding, which refuses
        currency=currency,
        accounting_currency=accounting_currency,
        seller=_party(root, "cac:AccountingSupplierParty/cac:Party", "BR-06", reader),
        buyer=_party(root, "cac:AccountingCustomerParty/cac:Party", "BR-07", reader),
        totals=_totals(root, accounting_currency, reader),
        lines=_lines(root, "cac:CreditNoteLine" if credit else "cac:InvoiceLine", reader),
        taxes=_taxes(root, reader),
        allowances=_allowances(root, ("BR-31", "BR-36"), reader),
        due_on=reader.iso_date(root, "cac:PaymentMeans/cbc:PaymentDueDate" if credit else "cbc:DueDate"),
        period=_period(root, reader),
        delivered_on=reader.iso_date(root, "cac:Delivery/cbc:ActualDeliveryDate"),
        profile=reader.text(root, "cbc:CustomizationID"),
        buyer_reference=reader.text(root, "cbc:BuyerReference"),
        order_reference=reader.text(root, "cac:OrderReference/cbc:ID"),
        contract_reference=reader.text(root, "cac:ContractDocumentReference/cbc:ID"),
        buyer_accounting_reference=reader.text(root, "cbc:AccountingCost"),
        payment_terms=reader.text(root, "cac:PaymentTerms/cbc:Note"),
        payee_name=reader.text(root, "cac:PayeeParty/cac:PartyName/cbc:Name"),
        delivery_address=_delivery_address(root, reader),
        notes=tuple(NOTE_SUBJECT.sub("", note, count=1) for note in reader.texts(root, "cbc:Note")),
        payments=_payments(root, reader),
        preceding=_preceding(root, reader),
        extra=_extra(root, reader),
    )


def _party(root: Element, path: str, name_rule: str, reader: Reader) -> Party:
    party = reader.find(root, path)
    if party is None:
        reader.missing(root, path, name_rule)
        return Party(name="")
    tax = {
        reader.text(scheme, "cac:TaxScheme/cbc:ID").upper(): reader.text(scheme, "cbc:CompanyID")
        for scheme in reader.each(party, "cac:PartyTaxScheme")
    }
    identifiers = (
        (e.text or "").strip()
        for e in reader.each(party, "cac:PartyIdentification/cbc:ID")
        if e.get("schemeID") != "SEPA"  # BT-90, the creditor identifier of a direct debit
    )
    address = reader.find(party, "cac:PostalAddress")
    return Party(
        name=reader.needed_text(party, "cac:PartyLegalEntity/cbc:RegistrationName", name_rule),
        identifiers=tuple(i for i in identifiers if i),
        trading_name=reader.text(party, "cac:PartyName/cbc:Name"),
        legal_registration=reader.text(party, "cac:PartyLegalEntity/cbc:CompanyID"),
        vat_id=tax.pop("VAT", ""),
        tax_number=next(iter(tax.values()), ""),
        street=reader.text(address, "cbc:StreetName"),
        street_2=reader.text(address, "cbc:AdditionalStreetName"),
        street_3=reader.text(address, "cac:AddressLine/cbc:Line"),
        postcode=reader.text(address, "cbc:PostalZone"),
        town=reader.text(address, "cbc:CityName"),
        region=reader.text(address, "cbc:CountrySubentity"),
        country=reader.text(address, "cac:Country/cbc:IdentificationCode"),
        contact_name=reader.text(party, "cac:Contact/cbc:Name"),
        contact_phone=reader.text(party, "cac:Contact/cbc:Telephone"),
        contact_email=reader.text(party, "cac:Contact/cbc:ElectronicMail"),
        legal_information=reader.text(party, "cac:PartyLegalEntity/cbc:CompanyLegalForm"),
        electronic_address=reader.text(party, "cbc:EndpointID"),
    )


def _totals(root: Element, accounting_currency: str, reader: Reader) -> Totals:
    total = reader.find(root, "cac:LegalMonetaryTotal")
    if total is None:
        total = root
    return Totals(
        line_net=reader.needed_amount(total, "cbc:LineExtensionAmount", "BR-12", "BT-106"),
        allowances=reader.amount(total, "cbc:AllowanceTotalAmount", "BT-107", currency=True),
        charges=reader.amount(total, "cbc:ChargeTotalAmount", "BT-108", currency=True),
        net=reader.needed_amount(total, "cbc:TaxExclusiveAmount", "BR-13", "BT-109"),
        tax=reader.tax_total(reader.each(root, "cac:TaxTotal/cbc:TaxAmount"), reader.currency, "BT-110"),
        tax_in_accounting_currency=(
            reader.tax_total(reader.each(root, "cac:TaxTotal/cbc:TaxAmount"), accounting_currency, "BT-111")
            if accounting_currency != reader.currency
            else None
        ),
        gross=reader.needed_amount(total, "cbc:TaxInclusiveAmount", "BR-14", "BT-112"),
        prepaid=reader.amount(total, "cbc:PrepaidAmount", "BT-113", currency=True),
        rounding=reader.amount(total, "cbc:PayableRoundingAmount", "BT-114", currency=True),
        payable=reader.needed_amount(total, "cbc:PayableAmount", "BR-15", "BT-115"),
    )


def _taxes(root: Element, reader: Reader) -> tuple[TaxBreakdown, ...]:
    rows: list[TaxBreakdown] = []
    for row in reader.each(root, "cac:TaxTotal/cac:TaxSubtotal"):
        key = f"BG-23/{len(rows)}"
        reader.places[key] = row
        rows.append(
            TaxBreakdown(
                category=reader.needed_text(row, "cac:TaxCategory/cbc:ID", "BR-47"),
                rate=reader.amount(row, "cac:TaxCategory/cbc:Percent"),
                taxable_amount=reader.needed_amount(row, "cbc:TaxableAmount", "BR-45"),
                tax_amount=reader.needed_amount(row, "cbc:TaxAmount", "BR-46", f"{key}/BT-117"),
                exemption_reason=reader.text(row, "cac:TaxCategory/cbc:TaxExemptionReason"),
                exemption_code=reader.text(row, "cac:TaxCategory/cbc:TaxExemptionReasonCode"),
            )
        )
    return tuple(rows)


def _allowances(element: Element, rules: tuple[str, str], reader: Reader) -> tuple[AllowanceCharge, ...]:
    rows = []
    for row in reader.each(element, "cac:AllowanceCharge"):
        is_charge = reader.text(row, "cbc:ChargeIndicator") in {"true", "1"}
        rows.append(
            AllowanceCharge(
                is_charge=is_charge,
                amount=reader.needed_amount(row, "cbc:Amount", rules[is_charge]),
                base_amount=reader.amount(row, "cbc:BaseAmount", currency=True),
                percent=reader.amount(row, "cbc:MultiplierFactorNumeric"),
                reason=reader.text(row, "cbc:AllowanceChargeReason"),
                reason_code=reader.text(row, "cbc:AllowanceChargeReasonCode"),
                vat_category=reader.text(row, "cac:TaxCategory/cbc:ID"),
                vat_rate=reader.amount(row, "cac:TaxCategory/cbc:Percent"),
            )
        )
    return tuple(rows)


def _lines(root: Element, path: str, reader: Reader) -> tuple[Line, ...]:
    lines = tuple(_line(row, index, reader) for index, row in enumerate(reader.each(root, path)))
    if not lines:
        reader.missing(root, path, "BR-16")
    return lines


def _line(row: Element, index: int, reader: Reader) -> Line:
    credited = reader.find(row, "cbc:CreditedQuantity")
    quantity = credited if credited is not None else reader.find(row, "cbc:InvoicedQuantity")
    item = reader.find(row, "cac:Item")
    price = reader.find(row, "cac:Price")
    characteristics = tuple(
        (reader.text(pair, "cbc:Name"), reader.text(pair, "cbc:Value"))
        for pair in reader.each(item, "cac:AdditionalItemProperty")
    )
    classes = (
        (e.get("listID", ""), e.get("name", ""), (e.text or "").strip())
        for e in reader.each(item, "cac:CommodityClassification/cbc:ItemClassificationCode")
    )
    group, attributes = split_product_group(characteristics, classes)
    return Line(
        number=reader.needed_text(row, "cbc:ID", "BR-21"),
        name=reader.needed_text(row, "cac:Item/cbc:Name", "BR-25"),
        net_amount=reader.needed_amount(row, "cbc:LineExtensionAmount", "BR-24", f"BG-25/{index}"),
        quantity=reader.number(quantity) if quantity is not None else None,
        unit=quantity.get("unitCode", "") if quantity is not None else "",
        net_price=reader.amount(price, "cbc:PriceAmount", currency=True),
        price_base_quantity=reader.amount(price, "cbc:BaseQuantity"),
        gross_price=reader.amount(price, "cac:AllowanceCharge/cbc:BaseAmount", currency=True),
        price_discount=reader.amount(price, "cac:AllowanceCharge/cbc:Amount", currency=True),
        vat_category=reader.text(item, "cac:ClassifiedTaxCategory/cbc:ID"),
        vat_rate=reader.amount(item, "cac:ClassifiedTaxCategory/cbc:Percent"),
        description=reader.text(item, "cbc:Description"),
        note=reader.text(row, "cbc:Note"),
        period=_period(row, reader),
        seller_item_id=reader.text(item, "cac:SellersItemIdentification/cbc:ID"),
        product_group=group,
        attributes=attributes,
        allowances=_allowances(row, ("BR-41", "BR-43"), reader),
    )


def _period(element: Element, reader: Reader) -> Period | None:
    period = Period(
        reader.iso_date(element, "cac:InvoicePeriod/cbc:StartDate"),
        reader.iso_date(element, "cac:InvoicePeriod/cbc:EndDate"),
    )
    return period if period != Period() else None


def _payments(root: Element, reader: Reader) -> tuple[Payment, ...]:
    parties = ("cac:AccountingSupplierParty/cac:Party", "cac:PayeeParty")
    creditor_ids = [
        (e.text or "").strip()
        for party in parties
        for e in reader.each(root, f"{party}/cac:PartyIdentification/cbc:ID")
        if e.get("schemeID") == "SEPA"
    ]
    payments = []
    for means in reader.each(root, "cac:PaymentMeans"):
        code = reader.find(means, "cbc:PaymentMeansCode")
        account = reader.find(means, "cac:PayeeFinancialAccount")
        payments.append(
            Payment(
                means_code=reader.text(means, "cbc:PaymentMeansCode"),
                means_text=code.get("name", "") if code is not None else "",
                reference=reader.text(means, "cbc:PaymentID"),
                iban=reader.text(account, "cbc:ID"),
                account_name=reader.text(account, "cbc:Name"),
                bic=reader.text(account, "cac:FinancialInstitutionBranch/cbc:ID"),
                mandate_reference=reader.text(means, "cac:PaymentMandate/cbc:ID"),
                creditor_id=creditor_ids[0] if creditor_ids else "",
                debited_iban=reader.text(means, "cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"),
            )
        )
    return tuple(payments)


def _preceding(root: Element, reader: Reader) -> tuple[PrecedingInvoice, ...]:
    return tuple(
        PrecedingInvoice(
            number=reader.needed_text(row, "cbc:ID", "BR-55"), issued_on=reader.iso_date(row, "cbc:IssueDate")
        )
        for row in reader.each(root, "cac:BillingReference/cac:InvoiceDocumentReference")
    )


def _delivery_address(root: Element, reader: Reader) -> tuple[str, ...]:
    delivery = reader.find(root, "cac:Delivery")
    address = reader.find(delivery, "cac:DeliveryLocation/cac:Address")
    town = f"{reader.text(address, 'cbc:PostalZone')} {reader.text(address, 'cbc:CityName')}"
    lines = (
        reader.text(delivery, "cac:DeliveryParty/cac:PartyName/cbc:Name"),
        reader.text(address, "cbc:StreetName"),
        reader.text(address, "cbc:AdditionalStreetName"),
        reader.text(address, "cac:AddressLine/cbc:Line"),
        town.strip(),
        reader.text(address, "cbc:CountrySubentity"),
        reader.text(address, "cac:Country/cbc:IdentificationCode"),
    )
    return tuple(line for line in lines if line)


def _extra(root: Element, reader: Reader) -> tuple[tuple[str, str], ...]:
    found = [(term, reader.text(root, path)) for term, path in EXTRA]
    found.extend(
        ("BT-18", reader.text(reference, "cbc:ID"))
        for reference in reader.each(root, "cac:AdditionalDocumentReference")
        if reader.text(reference, "cbc:DocumentTypeCode") == "130"
    )
    return tuple((term, text) for term, text in found if text)
