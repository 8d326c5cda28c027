"""UBL 2.1 from InvoiceFacts; elements in the order the schema wants."""

from collections.abc import Iterable

from billing.einvoice import ubl
from billing.einvoice.branches import EN16931, Branch, document_bytes, item_attributes, root_of
from billing.einvoice.facts import AllowanceCharge, InvoiceFacts, Line, Party, Payment, Period


def write_ubl(facts: InvoiceFacts) -> bytes:
    """A CreditNote for the credit note types, else an Invoice."""
    credit = facts.is_credit_note
    tag = ubl.CREDIT_NOTE if credit else ubl.INVOICE
    root = root_of(tag, ("cac", "cbc"), default=tag.partition("}")[0].strip("{"))
    _head(root, facts, credit)
    _references(root, facts)
    _seller(root.branch("cac:AccountingSupplierParty", "cac:Party"), facts)
    _party(root.branch("cac:AccountingCustomerParty", "cac:Party"), facts.buyer)
    root.branch("cac:PayeeParty", "cac:PartyName").leaf("cbc:Name", facts.payee_name)
    root.branch("cac:Delivery").leaf("cbc:ActualDeliveryDate", facts.delivered_on)
    for payment in facts.payments:
        _payment(root.branch("cac:PaymentMeans"), payment, facts, credit)
    root.branch("cac:PaymentTerms").leaf("cbc:Note", facts.payment_terms)
    _allowances(root, facts.allowances, facts.currency)
    _taxes(root, facts)
    _totals(root.branch("cac:LegalMonetaryTotal"), facts)
    for line in facts.lines:
        _line(root, line, facts.currency, credit)
    return document_bytes(root)


def _head(root: Branch, facts: InvoiceFacts, credit: bool) -> None:
    root.leaf("cbc:CustomizationID", facts.profile or EN16931)
    root.leaf("cbc:ID", facts.number)
    root.leaf("cbc:IssueDate", facts.issued_on)
    if credit:
        root.leaf("cbc:CreditNoteTypeCode", facts.type_code)
    else:
        root.leaf("cbc:DueDate", facts.due_on)
        root.leaf("cbc:InvoiceTypeCode", facts.type_code)
    for note in facts.notes:
        root.leaf("cbc:Note", note)
    root.leaf("cbc:DocumentCurrencyCode", facts.currency)
    root.leaf("cbc:TaxCurrencyCode", facts.accounting_currency)
    root.leaf("cbc:AccountingCost", facts.buyer_accounting_reference)
    root.leaf("cbc:BuyerReference", facts.buyer_reference)
    _period(root, facts.period)


def _references(root: Branch, facts: InvoiceFacts) -> None:
    root.branch("cac:OrderReference").leaf("cbc:ID", facts.order_reference)
    for preceding in facts.preceding:
        reference = root.branch("cac:BillingReference", "cac:InvoiceDocumentReference")
        reference.leaf("cbc:ID", preceding.number)
        reference.leaf("cbc:IssueDate", preceding.issued_on)
    root.branch("cac:ContractDocumentReference").leaf("cbc:ID", facts.contract_reference)


def _seller(branch: Branch, facts: InvoiceFacts) -> None:
    _party(branch, facts.seller, next((p.creditor_id for p in facts.payments if p.creditor_id), ""))


def _party(branch: Branch, party: Party, creditor_id: str = "") -> None:
    branch.leaf("cbc:EndpointID", party.electronic_address, schemeID="EM")
    for identifier in party.identifiers:
        branch.branch("cac:PartyIdentification").leaf("cbc:ID", identifier)
    branch.branch("cac:PartyIdentification").leaf("cbc:ID", creditor_id, schemeID="SEPA")
    branch.branch("cac:PartyName").leaf("cbc:Name", party.trading_name)
    address = branch.branch("cac:PostalAddress")
    address.leaf("cbc:StreetName", party.street)
    address.leaf("cbc:AdditionalStreetName", party.street_2)
    address.leaf("cbc:CityName", party.town)
    address.leaf("cbc:PostalZone", party.postcode)
    address.leaf("cbc:CountrySubentity", party.region)
    address.branch("cac:AddressLine").leaf("cbc:Line", party.street_3)
    address.branch("cac:Country").leaf("cbc:IdentificationCode", party.country)
    for number, scheme in ((party.vat_id, "VAT"), (party.tax_number, "FC")):
        if number:
            tax = branch.branch("cac:PartyTaxScheme")
            tax.leaf("cbc:CompanyID", number)
            tax.branch("cac:TaxScheme").leaf("cbc:ID", scheme)
    legal = branch.branch("cac:PartyLegalEntity")
    legal.leaf("cbc:RegistrationName", party.name)
    legal.leaf("cbc:CompanyID", party.legal_registration)
    legal.leaf("cbc:CompanyLegalForm", party.legal_information)
    contact = branch.branch("cac:Contact")
    contact.leaf("cbc:Name", party.contact_name)
    contact.leaf("cbc:Telephone", party.contact_phone)
    contact.leaf("cbc:ElectronicMail", party.contact_email)


def _payment(means: Branch, payment: Payment, facts: InvoiceFacts, credit: bool) -> None:
    means.leaf("cbc:PaymentMeansCode", payment.means_code, name=payment.means_text)
    if credit:
        means.leaf("cbc:PaymentDueDate", facts.due_on)
    means.leaf("cbc:PaymentID", payment.reference)
    account = means.branch("cac:PayeeFinancialAccount")
    account.leaf("cbc:ID", payment.iban)
    account.leaf("cbc:Name", payment.account_name)
    account.branch("cac:FinancialInstitutionBranch").leaf("cbc:ID", payment.bic)
    mandate = means.branch("cac:PaymentMandate")
    mandate.leaf("cbc:ID", payment.mandate_reference)
    mandate.branch("cac:PayerFinancialAccount").leaf("cbc:ID", payment.debited_iban)


def _allowances(branch: Branch, rows: Iterable[AllowanceCharge], currency: str) -> None:
    for row in rows:
        allowance = branch.branch("cac:AllowanceCharge")
        allowance.leaf("cbc:ChargeIndicator", "true" if row.is_charge else "false")
        allowance.leaf("cbc:AllowanceChargeReasonCode", row.reason_code)
        allowance.leaf("cbc:AllowanceChargeReason", row.reason)
        allowance.leaf("cbc:MultiplierFactorNumeric", row.percent)
        allowance.leaf("cbc:Amount", row.amount, currencyID=currency)
        allowance.leaf("cbc:BaseAmount", row.base_amount, currencyID=currency)
        if row.vat_category:
            category = allowance.branch("cac:TaxCategory")
            category.leaf("cbc:ID", row.vat_category)
            category.leaf("cbc:Percent", row.vat_rate)
            category.branch("cac:TaxScheme").leaf("cbc:ID", "VAT")


def _taxes(root: Branch, facts: InvoiceFacts) -> None:
    total = root.branch("cac:TaxTotal")
    total.leaf("cbc:TaxAmount", facts.totals.tax, currencyID=facts.currency)
    for row in facts.taxes:
        subtotal = total.branch("cac:TaxSubtotal")
        subtotal.leaf("cbc:TaxableAmount", row.taxable_amount, currencyID=facts.currency)
        subtotal.leaf("cbc:TaxAmount", row.tax_amount, currencyID=facts.currency)
        category = subtotal.branch("cac:TaxCategory")
        category.leaf("cbc:ID", row.category)
        category.leaf("cbc:Percent", row.rate)
        category.leaf("cbc:TaxExemptionReasonCode", row.exemption_code)
        category.leaf("cbc:TaxExemptionReason", row.exemption_reason)
        category.branch("cac:TaxScheme").leaf("cbc:ID", "VAT")
    accounting = facts.totals.tax_in_accounting_currency
    root.branch("cac:TaxTotal").leaf("cbc:TaxAmount", accounting, currencyID=facts.accounting_currency)


def _totals(total: Branch, facts: InvoiceFacts) -> None:
    amounts = facts.totals
    for name, amount in (
        ("cbc:LineExtensionAmount", amounts.line_net),
        ("cbc:TaxExclusiveAmount", amounts.net),
        ("cbc:TaxInclusiveAmount", amounts.gross),
        ("cbc:AllowanceTotalAmount", amounts.allowances),
        ("cbc:ChargeTotalAmount", amounts.charges),
        ("cbc:PrepaidAmount", amounts.prepaid),
        ("cbc:PayableRoundingAmount", amounts.rounding),
        ("cbc:PayableAmount", amounts.payable),
    ):
        total.leaf(name, amount, currencyID=facts.currency)


def _line(root: Branch, line: Line, currency: str, credit: bool) -> None:
    row = root.branch("cac:CreditNoteLine" if credit else "cac:InvoiceLine")
    row.leaf("cbc:ID", line.number)
    row.leaf("cbc:Note", line.note)
    row.leaf("cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity", line.quantity, unitCode=line.unit)
    row.leaf("cbc:LineExtensionAmount", line.net_amount, currencyID=currency)
    _period(row, line.period)
    _allowances(row, line.allowances, currency)
    item = row.branch("cac:Item")
    item.leaf("cbc:Description", line.description)
    item.leaf("cbc:Name", line.name)
    item.branch("cac:SellersItemIdentification").leaf("cbc:ID", line.seller_item_id)
    if line.vat_category:
        category = item.branch("cac:ClassifiedTaxCategory")
        category.leaf("cbc:ID", line.vat_category)
        category.leaf("cbc:Percent", line.vat_rate)
        category.branch("cac:TaxScheme").leaf("cbc:ID", "VAT")
    for name, value in item_attributes(line):
        attribute = item.branch("cac:AdditionalItemProperty")
        attribute.leaf("cbc:Name", name)
        attribute.leaf("cbc:Value", value)
    price = row.branch("cac:Price")
    price.leaf("cbc:PriceAmount", line.net_price, currencyID=currency)
    price.leaf("cbc:BaseQuantity", line.price_base_quantity, unitCode=line.unit)
    if line.price_discount is not None:
        discount = price.branch("cac:AllowanceCharge")
        discount.leaf("cbc:ChargeIndicator", "false")
        discount.leaf("cbc:Amount", line.price_discount, currencyID=currency)
        discount.leaf("cbc:BaseAmount", line.gross_price, currencyID=currency)


def _period(branch: Branch, period: Period | None) -> None:
    if period is not None:
        dates = branch.branch("cac:InvoicePeriod")
        dates.leaf("cbc:StartDate", period.start)
        dates.leaf("cbc:EndDate", period.end)
