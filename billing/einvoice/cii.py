"""UN/CEFACT Cross Industry Invoice (D16B to D22B, also inside ZUGFeRD and Factur-X) to InvoiceFacts."""

import re
from datetime import date

from billing.einvoice.elements import ISO_DATE, Element, Reader
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
from billing.einvoice.refusals import msgid as _

ROOT = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
COMPACT_DATE = re.compile(r"(\d{8})\Z")
UNKNOWN_DATE_FORMAT = _("The date is in format %(format)s; EN 16931 allows 102 (year, month, day) only.")

AGREEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement"
DELIVERY = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeDelivery"
SETTLEMENT = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement"
LINE = "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem"
GUIDELINE = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"

EXTRA = (
    ("BT-11", f"{AGREEMENT}/ram:SpecifiedProcuringProject/ram:ID"),
    ("BT-14", f"{AGREEMENT}/ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
    ("BT-15", f"{DELIVERY}/ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID"),
    ("BT-16", f"{DELIVERY}/ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"),
)
REFERENCE_TERMS = {"50": "BT-17", "130": "BT-18"}


def read(root: Element, reader: Reader) -> InvoiceFacts:
    """The facts of the document; what is wrong with it stands in `reader.findings` afterwards."""
    document = reader.find(root, "rsm:ExchangedDocument")
    agreement = reader.find(root, AGREEMENT)
    settlement = reader.find(root, SETTLEMENT)
    currency = reader.document_currency(root, f"{SETTLEMENT}/ram:InvoiceCurrencyCode")
    accounting_currency = reader.text(settlement, "ram:TaxCurrencyCode")
    issued_on = _date(document, "ram:IssueDateTime", reader)
    if issued_on is None and reader.find(document, "ram:IssueDateTime/udt:DateTimeString") is None:
        reader.missing(root, "rsm:ExchangedDocument/ram:IssueDateTime", "BR-03")
    return InvoiceFacts(
        syntax=Syntax.CII,
        number=reader.needed_text(root, "rsm:ExchangedDocument/ram:ID", "BR-02"),
        type_code=reader.type_code(
            root, "rsm:ExchangedDocument/ram:TypeCode", CREDIT_NOTE_TYPES | INVOICE_TYPES
        ),
        issued_on=issued_on,  # type: ignore[arg-type]  # None only together with a finding, which refuses
        currency=currency,
        accounting_currency=accounting_currency,
        seller=_party(root, f"{AGREEMENT}/ram:SellerTradeParty", "BR-06", reader),
        buyer=_party(root, f"{AGREEMENT}/ram:BuyerTradeParty", "BR-07", reader),
        totals=_totals(root, accounting_currency, reader),
        lines=_lines(root, reader),
        taxes=_taxes(settlement, reader),
        allowances=_allowances(settlement, ("BR-31", "BR-36"), reader) + _logistics(settlement, reader),
        due_on=_date(settlement, "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime", reader),
        period=_period(settlement, reader),
        delivered_on=_date(
            root, f"{DELIVERY}/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime", reader
        ),
        profile=reader.text(root, GUIDELINE),
        buyer_reference=reader.text(agreement, "ram:BuyerReference"),
        order_reference=reader.text(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        contract_reference=reader.text(agreement, "ram:ContractReferencedDocument/ram:IssuerAssignedID"),
        buyer_accounting_reference=reader.text(
            settlement, "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"
        ),
        payment_terms=reader.text(settlement, "ram:SpecifiedTradePaymentTerms/ram:Description"),
        payee_name=reader.text(settlement, "ram:PayeeTradeParty/ram:Name"),
        delivery_address=_delivery_address(root, reader),
        notes=reader.texts(document, "ram:IncludedNote/ram:Content"),
        payments=_payments(settlement, reader),
        preceding=_preceding(settlement, reader),
        extra=_extra(root, reader),
    )


def _date(element: Element, path: str, reader: Reader) -> date | None:
    """udt:DateTimeString (qdt: in references) in format 102, or the udt:Date of newer releases."""
    for name in ("udt:DateTimeString", "qdt:DateTimeString"):
        found = reader.find(element, f"{path}/{name}")
        if found is not None:
            if found.get("format", "102") != "102":
                reader.report(found, "VALUE-DATE", UNKNOWN_DATE_FORMAT, format=found.get("format"))
                return None
            return reader.date_of(found, COMPACT_DATE.match((found.text or "").strip()))
    for name in ("udt:DateTime", "udt:Date"):
        found = reader.find(element, f"{path}/{name}")
        if found is not None:
            return reader.date_of(found, ISO_DATE.match((found.text or "").strip()))
    return None


def _party(root: Element, path: str, name_rule: str, reader: Reader) -> Party:
    party = reader.find(root, path)
    if party is None:
        reader.missing(root, path, name_rule)
        return Party(name="")
    registrations = {
        e.get("schemeID", ""): (e.text or "").strip()
        for e in reader.each(party, "ram:SpecifiedTaxRegistration/ram:ID")
    }
    address = reader.find(party, "ram:PostalTradeAddress")
    contact = reader.find(party, "ram:DefinedTradeContact")
    return Party(
        name=reader.needed_text(party, "ram:Name", name_rule),
        identifiers=reader.texts(party, "ram:ID") + reader.texts(party, "ram:GlobalID"),
        trading_name=reader.text(party, "ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        legal_registration=reader.text(party, "ram:SpecifiedLegalOrganization/ram:ID"),
        vat_id=registrations.get("VA", ""),
        tax_number=registrations.get("FC", ""),
        street=reader.text(address, "ram:LineOne"),
        street_2=reader.text(address, "ram:LineTwo"),
        street_3=reader.text(address, "ram:LineThree"),
        postcode=reader.text(address, "ram:PostcodeCode"),
        town=reader.text(address, "ram:CityName"),
        region=reader.text(address, "ram:CountrySubDivisionName"),
        country=reader.text(address, "ram:CountryID"),
        contact_name=reader.text(contact, "ram:PersonName") or reader.text(contact, "ram:DepartmentName"),
        contact_phone=reader.text(contact, "ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        contact_email=reader.text(contact, "ram:EmailURIUniversalCommunication/ram:URIID"),
        legal_information=reader.text(party, "ram:Description"),
        electronic_address=reader.text(party, "ram:URIUniversalCommunication/ram:URIID"),
    )


def _totals(root: Element, accounting_currency: str, reader: Reader) -> Totals:
    total = reader.find(root, f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    if total is None:
        total = root
    return Totals(
        line_net=reader.needed_amount(total, "ram:LineTotalAmount", "BR-12", "BT-106"),
        allowances=reader.amount(total, "ram:AllowanceTotalAmount", "BT-107", currency=True),
        charges=reader.amount(total, "ram:ChargeTotalAmount", "BT-108", currency=True),
        net=reader.needed_amount(total, "ram:TaxBasisTotalAmount", "BR-13", "BT-109"),
        tax=reader.tax_total(reader.each(total, "ram:TaxTotalAmount"), reader.currency, "BT-110"),
        tax_in_accounting_currency=(
            reader.tax_total(reader.each(total, "ram:TaxTotalAmount"), accounting_currency, "BT-111")
            if accounting_currency != reader.currency
            else None
        ),
        gross=reader.needed_amount(total, "ram:GrandTotalAmount", "BR-14", "BT-112"),
        prepaid=reader.amount(total, "ram:TotalPrepaidAmount", "BT-113", currency=True),
        rounding=reader.amount(total, "ram:RoundingAmount", "BT-114", currency=True),
        payable=reader.needed_amount(total, "ram:DuePayableAmount", "BR-15", "BT-115"),
    )


def _taxes(settlement: Element, reader: Reader) -> tuple[TaxBreakdown, ...]:
    rows: list[TaxBreakdown] = []
    for row in reader.each(settlement, "ram:ApplicableTradeTax"):
        key = f"BG-23/{len(rows)}"
        reader.places[key] = row
        rows.append(
            TaxBreakdown(
                category=reader.needed_text(row, "ram:CategoryCode", "BR-47"),
                rate=reader.amount(row, "ram:RateApplicablePercent"),
                taxable_amount=reader.needed_amount(row, "ram:BasisAmount", "BR-45"),
                tax_amount=reader.needed_amount(row, "ram:CalculatedAmount", "BR-46", f"{key}/BT-117"),
                exemption_reason=reader.text(row, "ram:ExemptionReason"),
                exemption_code=reader.text(row, "ram:ExemptionReasonCode"),
            )
        )
    return tuple(rows)


def _allowances(element: Element, rules: tuple[str, str], reader: Reader) -> tuple[AllowanceCharge, ...]:
    rows = []
    for row in reader.each(element, "ram:SpecifiedTradeAllowanceCharge"):
        is_charge = reader.text(row, "ram:ChargeIndicator/udt:Indicator") in {"true", "1"}
        rows.append(
            AllowanceCharge(
                is_charge=is_charge,
                amount=reader.needed_amount(row, "ram:ActualAmount", rules[is_charge]),
                base_amount=reader.amount(row, "ram:BasisAmount", currency=True),
                percent=reader.amount(row, "ram:CalculationPercent"),
                reason=reader.text(row, "ram:Reason"),
                reason_code=reader.text(row, "ram:ReasonCode"),
                vat_category=reader.text(row, "ram:CategoryTradeTax/ram:CategoryCode"),
                vat_rate=reader.amount(row, "ram:CategoryTradeTax/ram:RateApplicablePercent"),
            )
        )
    return tuple(rows)


def _logistics(settlement: Element, reader: Reader) -> tuple[AllowanceCharge, ...]:
    """Freight and the like in ZUGFeRD EXTENDED, part of BT-108 there."""
    return tuple(
        AllowanceCharge(
            is_charge=True,
            amount=reader.needed_amount(row, "ram:AppliedAmount", "BR-36"),
            reason=reader.text(row, "ram:Description"),
            vat_category=reader.text(row, "ram:AppliedTradeTax/ram:CategoryCode"),
            vat_rate=reader.amount(row, "ram:AppliedTradeTax/ram:RateApplicablePercent"),
        )
        for row in reader.each(settlement, "ram:SpecifiedLogisticsServiceCharge")
    )


def _lines(root: Element, reader: Reader) -> tuple[Line, ...]:
    lines = tuple(_line(row, index, reader) for index, row in enumerate(reader.each(root, LINE)))
    if not lines:
        reader.missing(root, LINE, "BR-16")
    return lines


def _line(row: Element, index: int, reader: Reader) -> Line:
    settlement = reader.find(row, "ram:SpecifiedLineTradeSettlement")
    product = reader.find(row, "ram:SpecifiedTradeProduct")
    quantity = reader.find(row, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    net = reader.find(row, "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice")
    gross = reader.find(row, "ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice")
    net_base = reader.amount(net, "ram:BasisQuantity")
    group, attributes = _product_group(product, reader)
    status = reader.text(row, "ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode")
    sum_path = "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation"
    return Line(
        number=reader.needed_text(row, "ram:AssociatedDocumentLineDocument/ram:LineID", "BR-21"),
        name=reader.needed_text(row, "ram:SpecifiedTradeProduct/ram:Name", "BR-25"),
        net_amount=reader.needed_amount(row, f"{sum_path}/ram:LineTotalAmount", "BR-24", f"BG-25/{index}"),
        quantity=reader.number(quantity) if quantity is not None else None,
        unit=quantity.get("unitCode", "") if quantity is not None else "",
        net_price=reader.amount(net, "ram:ChargeAmount", currency=True),
        price_base_quantity=net_base if net_base is not None else reader.amount(gross, "ram:BasisQuantity"),
        gross_price=reader.amount(gross, "ram:ChargeAmount", currency=True),
        price_discount=reader.amount(
            gross, "ram:AppliedTradeAllowanceCharge/ram:ActualAmount", currency=True
        ),
        vat_category=reader.text(settlement, "ram:ApplicableTradeTax/ram:CategoryCode"),
        vat_rate=reader.amount(settlement, "ram:ApplicableTradeTax/ram:RateApplicablePercent"),
        description=reader.text(product, "ram:Description"),
        note=reader.text(row, "ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
        period=_period(settlement, reader),
        seller_item_id=reader.text(product, "ram:SellerAssignedID"),
        product_group=group,
        attributes=attributes,
        allowances=_allowances(settlement, ("BR-41", "BR-43"), reader),
        informative=status in {"GROUP", "INFORMATION"},
    )


def _product_group(product: Element, reader: Reader) -> tuple[str, tuple[tuple[str, str], ...]]:
    characteristics = tuple(
        (reader.text(pair, "ram:Description"), reader.text(pair, "ram:Value"))
        for pair in reader.each(product, "ram:ApplicableProductCharacteristic")
    )
    classes = []
    for entry in reader.each(product, "ram:DesignatedProductClassification"):
        code = reader.find(entry, "ram:ClassCode")
        scheme = code.get("listID", "") if code is not None else ""
        classes.append((scheme, reader.text(entry, "ram:ClassName"), reader.text(entry, "ram:ClassCode")))
    return split_product_group(characteristics, classes)


def _period(settlement: Element, reader: Reader) -> Period | None:
    period = Period(
        _date(settlement, "ram:BillingSpecifiedPeriod/ram:StartDateTime", reader),
        _date(settlement, "ram:BillingSpecifiedPeriod/ram:EndDateTime", reader),
    )
    return period if period != Period() else None


def _payments(settlement: Element, reader: Reader) -> tuple[Payment, ...]:
    payments = []
    for means in reader.each(settlement, "ram:SpecifiedTradeSettlementPaymentMeans"):
        account = reader.find(means, "ram:PayeePartyCreditorFinancialAccount")
        payments.append(
            Payment(
                means_code=reader.text(means, "ram:TypeCode"),
                means_text=reader.text(means, "ram:Information"),
                reference=reader.text(settlement, "ram:PaymentReference"),
                iban=reader.text(account, "ram:IBANID") or reader.text(account, "ram:ProprietaryID"),
                account_name=reader.text(account, "ram:AccountName"),
                bic=reader.text(means, "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
                mandate_reference=reader.text(
                    settlement, "ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"
                ),
                creditor_id=reader.text(settlement, "ram:CreditorReferenceID"),
                debited_iban=reader.text(means, "ram:PayerPartyDebtorFinancialAccount/ram:IBANID"),
            )
        )
    return tuple(payments)


def _preceding(settlement: Element, reader: Reader) -> tuple[PrecedingInvoice, ...]:
    return tuple(
        PrecedingInvoice(
            number=reader.needed_text(row, "ram:IssuerAssignedID", "BR-55"),
            issued_on=_date(row, "ram:FormattedIssueDateTime", reader),
        )
        for row in reader.each(settlement, "ram:InvoiceReferencedDocument")
    )


def _delivery_address(root: Element, reader: Reader) -> tuple[str, ...]:
    party = reader.find(root, f"{DELIVERY}/ram:ShipToTradeParty")
    address = reader.find(party, "ram:PostalTradeAddress")
    town = f"{reader.text(address, 'ram:PostcodeCode')} {reader.text(address, 'ram:CityName')}"
    lines = (
        reader.text(party, "ram:Name"),
        reader.text(address, "ram:LineOne"),
        reader.text(address, "ram:LineTwo"),
        reader.text(address, "ram:LineThree"),
        town.strip(),
        reader.text(address, "ram:CountrySubDivisionName"),
        reader.text(address, "ram:CountryID"),
    )
    return tuple(line for line in lines if line)


def _extra(root: Element, reader: Reader) -> tuple[tuple[str, str], ...]:
    found = [(term, reader.text(root, path)) for term, path in EXTRA]
    for reference in reader.each(root, f"{AGREEMENT}/ram:AdditionalReferencedDocument"):
        term = REFERENCE_TERMS.get(reader.text(reference, "ram:TypeCode"))
        if term:
            found.append((term, reader.text(reference, "ram:IssuerAssignedID")))
    return tuple((term, text) for term, text in found if text)
