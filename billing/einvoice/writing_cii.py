"""Cross Industry Invoice (profile EN 16931 of ZUGFeRD and Factur-X) from InvoiceFacts, in schema order."""

from collections.abc import Iterable
from datetime import date

from billing.einvoice import cii
from billing.einvoice.branches import EN16931, Branch, document_bytes, item_attributes, root_of
from billing.einvoice.facts import AllowanceCharge, InvoiceFacts, Line, Party, Payment, Period


def write_cii(facts: InvoiceFacts) -> bytes:
    """The document's bytes; reading them gives the same facts."""
    root = root_of(cii.ROOT, ("rsm", "ram", "udt", "qdt"))
    context = root.branch("rsm:ExchangedDocumentContext")
    guideline = context.branch("ram:GuidelineSpecifiedDocumentContextParameter")
    guideline.leaf("ram:ID", facts.profile or EN16931)
    document = root.branch("rsm:ExchangedDocument")
    document.leaf("ram:ID", facts.number)
    document.leaf("ram:TypeCode", facts.type_code)
    _date(document, "ram:IssueDateTime", facts.issued_on)
    for note in facts.notes:
        document.branch("ram:IncludedNote").leaf("ram:Content", note)
    transaction = root.branch("rsm:SupplyChainTradeTransaction")
    for line in facts.lines:
        _line(transaction.branch("ram:IncludedSupplyChainTradeLineItem"), line)
    _agreement(transaction.branch("ram:ApplicableHeaderTradeAgreement"), facts)
    delivery = transaction.branch("ram:ApplicableHeaderTradeDelivery")
    _date(delivery.branch("ram:ActualDeliverySupplyChainEvent"), "ram:OccurrenceDateTime", facts.delivered_on)
    _settlement(transaction.branch("ram:ApplicableHeaderTradeSettlement"), facts)
    return document_bytes(root, keep=(delivery,))


def _date(branch: Branch, name: str, day: date | None, prefix: str = "udt") -> None:
    if day is not None:
        branch.branch(name).leaf(f"{prefix}:DateTimeString", day.strftime("%Y%m%d").zfill(8), format="102")


def _agreement(agreement: Branch, facts: InvoiceFacts) -> None:
    agreement.leaf("ram:BuyerReference", facts.buyer_reference)
    _party(agreement.branch("ram:SellerTradeParty"), facts.seller)
    _party(agreement.branch("ram:BuyerTradeParty"), facts.buyer)
    order = agreement.branch("ram:BuyerOrderReferencedDocument")
    order.leaf("ram:IssuerAssignedID", facts.order_reference)
    contract = agreement.branch("ram:ContractReferencedDocument")
    contract.leaf("ram:IssuerAssignedID", facts.contract_reference)


def _party(branch: Branch, party: Party) -> None:
    for identifier in party.identifiers:
        branch.leaf("ram:ID", identifier)
    branch.leaf("ram:Name", party.name)
    branch.leaf("ram:Description", party.legal_information)
    legal = branch.branch("ram:SpecifiedLegalOrganization")
    legal.leaf("ram:ID", party.legal_registration)
    legal.leaf("ram:TradingBusinessName", party.trading_name)
    contact = branch.branch("ram:DefinedTradeContact")
    contact.leaf("ram:PersonName", party.contact_name)
    contact.branch("ram:TelephoneUniversalCommunication").leaf("ram:CompleteNumber", party.contact_phone)
    contact.branch("ram:EmailURIUniversalCommunication").leaf("ram:URIID", party.contact_email)
    address = branch.branch("ram:PostalTradeAddress")
    address.leaf("ram:PostcodeCode", party.postcode)
    address.leaf("ram:LineOne", party.street)
    address.leaf("ram:LineTwo", party.street_2)
    address.leaf("ram:LineThree", party.street_3)
    address.leaf("ram:CityName", party.town)
    address.leaf("ram:CountryID", party.country)
    address.leaf("ram:CountrySubDivisionName", party.region)
    branch.branch("ram:URIUniversalCommunication").leaf("ram:URIID", party.electronic_address, schemeID="EM")
    branch.branch("ram:SpecifiedTaxRegistration").leaf("ram:ID", party.vat_id, schemeID="VA")
    branch.branch("ram:SpecifiedTaxRegistration").leaf("ram:ID", party.tax_number, schemeID="FC")


def _settlement(settlement: Branch, facts: InvoiceFacts) -> None:
    first = facts.payments[0] if facts.payments else Payment()
    settlement.leaf("ram:CreditorReferenceID", first.creditor_id)
    settlement.leaf("ram:PaymentReference", first.reference)
    settlement.leaf("ram:TaxCurrencyCode", facts.accounting_currency)
    settlement.leaf("ram:InvoiceCurrencyCode", facts.currency)
    settlement.branch("ram:PayeeTradeParty").leaf("ram:Name", facts.payee_name)
    for payment in facts.payments:
        _payment(settlement.branch("ram:SpecifiedTradeSettlementPaymentMeans"), payment)
    for row in facts.taxes:
        tax = settlement.branch("ram:ApplicableTradeTax")
        tax.leaf("ram:CalculatedAmount", row.tax_amount)
        tax.leaf("ram:TypeCode", "VAT")
        tax.leaf("ram:ExemptionReason", row.exemption_reason)
        tax.leaf("ram:BasisAmount", row.taxable_amount)
        tax.leaf("ram:CategoryCode", row.category)
        tax.leaf("ram:ExemptionReasonCode", row.exemption_code)
        tax.leaf("ram:RateApplicablePercent", row.rate)
    _period(settlement, facts.period)
    _allowances(settlement, facts.allowances)
    terms = settlement.branch("ram:SpecifiedTradePaymentTerms")
    terms.leaf("ram:Description", facts.payment_terms)
    _date(terms, "ram:DueDateDateTime", facts.due_on)
    terms.leaf("ram:DirectDebitMandateID", first.mandate_reference)
    _totals(settlement.branch("ram:SpecifiedTradeSettlementHeaderMonetarySummation"), facts)
    for preceding in facts.preceding:
        reference = settlement.branch("ram:InvoiceReferencedDocument")
        reference.leaf("ram:IssuerAssignedID", preceding.number)
        _date(reference, "ram:FormattedIssueDateTime", preceding.issued_on, prefix="qdt")
    account = settlement.branch("ram:ReceivableSpecifiedTradeAccountingAccount")
    account.leaf("ram:ID", facts.buyer_accounting_reference)


def _payment(means: Branch, payment: Payment) -> None:
    means.leaf("ram:TypeCode", payment.means_code)
    means.leaf("ram:Information", payment.means_text)
    means.branch("ram:PayerPartyDebtorFinancialAccount").leaf("ram:IBANID", payment.debited_iban)
    account = means.branch("ram:PayeePartyCreditorFinancialAccount")
    account.leaf("ram:IBANID", payment.iban)
    account.leaf("ram:AccountName", payment.account_name)
    means.branch("ram:PayeeSpecifiedCreditorFinancialInstitution").leaf("ram:BICID", payment.bic)


def _allowances(branch: Branch, rows: Iterable[AllowanceCharge]) -> None:
    for row in rows:
        allowance = branch.branch("ram:SpecifiedTradeAllowanceCharge")
        indicator = allowance.branch("ram:ChargeIndicator")
        indicator.leaf("udt:Indicator", "true" if row.is_charge else "false")
        allowance.leaf("ram:CalculationPercent", row.percent)
        allowance.leaf("ram:BasisAmount", row.base_amount)
        allowance.leaf("ram:ActualAmount", row.amount)
        allowance.leaf("ram:ReasonCode", row.reason_code)
        allowance.leaf("ram:Reason", row.reason)
        if row.vat_category:
            tax = allowance.branch("ram:CategoryTradeTax")
            tax.leaf("ram:TypeCode", "VAT")
            tax.leaf("ram:CategoryCode", row.vat_category)
            tax.leaf("ram:RateApplicablePercent", row.vat_rate)


def _totals(total: Branch, facts: InvoiceFacts) -> None:
    amounts = facts.totals
    total.leaf("ram:LineTotalAmount", amounts.line_net)
    total.leaf("ram:ChargeTotalAmount", amounts.charges)
    total.leaf("ram:AllowanceTotalAmount", amounts.allowances)
    total.leaf("ram:TaxBasisTotalAmount", amounts.net)
    total.leaf("ram:TaxTotalAmount", amounts.tax, currencyID=facts.currency)
    accounting = amounts.tax_in_accounting_currency
    total.leaf("ram:TaxTotalAmount", accounting, currencyID=facts.accounting_currency)
    total.leaf("ram:RoundingAmount", amounts.rounding)
    total.leaf("ram:GrandTotalAmount", amounts.gross)
    total.leaf("ram:TotalPrepaidAmount", amounts.prepaid)
    total.leaf("ram:DuePayableAmount", amounts.payable)


def _line(row: Branch, line: Line) -> None:
    document = row.branch("ram:AssociatedDocumentLineDocument")
    document.leaf("ram:LineID", line.number)
    document.branch("ram:IncludedNote").leaf("ram:Content", line.note)
    product = row.branch("ram:SpecifiedTradeProduct")
    product.leaf("ram:SellerAssignedID", line.seller_item_id)
    product.leaf("ram:Name", line.name)
    product.leaf("ram:Description", line.description)
    for name, value in item_attributes(line):
        attribute = product.branch("ram:ApplicableProductCharacteristic")
        attribute.leaf("ram:Description", name)
        attribute.leaf("ram:Value", value)
    _prices(row.branch("ram:SpecifiedLineTradeAgreement"), line)
    row.branch("ram:SpecifiedLineTradeDelivery").leaf("ram:BilledQuantity", line.quantity, unitCode=line.unit)
    settlement = row.branch("ram:SpecifiedLineTradeSettlement")
    if line.vat_category:
        tax = settlement.branch("ram:ApplicableTradeTax")
        tax.leaf("ram:TypeCode", "VAT")
        tax.leaf("ram:CategoryCode", line.vat_category)
        tax.leaf("ram:RateApplicablePercent", line.vat_rate)
    _period(settlement, line.period)
    _allowances(settlement, line.allowances)
    summation = settlement.branch("ram:SpecifiedTradeSettlementLineMonetarySummation")
    summation.leaf("ram:LineTotalAmount", line.net_amount)


def _prices(agreement: Branch, line: Line) -> None:
    gross = agreement.branch("ram:GrossPriceProductTradePrice")
    gross.leaf("ram:ChargeAmount", line.gross_price)
    if line.price_discount is not None:
        discount = gross.branch("ram:AppliedTradeAllowanceCharge")
        discount.branch("ram:ChargeIndicator").leaf("udt:Indicator", "false")
        discount.leaf("ram:ActualAmount", line.price_discount)
    net = agreement.branch("ram:NetPriceProductTradePrice")
    net.leaf("ram:ChargeAmount", line.net_price)
    net.leaf("ram:BasisQuantity", line.price_base_quantity, unitCode=line.unit)


def _period(branch: Branch, period: Period | None) -> None:
    if period is not None:
        dates = branch.branch("ram:BillingSpecifiedPeriod")
        _date(dates, "ram:StartDateTime", period.start)
        _date(dates, "ram:EndDateTime", period.end)
