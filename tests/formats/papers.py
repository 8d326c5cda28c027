"""E-invoices as somebody writes them who knows EN 16931 and nothing of this portal: templates and sums.

Uses the standard library only, nothing of this project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

CENT = Decimal("0.01")
CREDIT_NOTE = "381"


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """One line; `off` is an allowance of the line."""

    name: str
    group: str
    price: str
    quantity: str = "1"
    unit: str = "MON"
    rate: str = "19"
    off: str = ""

    @property
    def net(self) -> Decimal:
        return cents(Decimal(self.quantity) * Decimal(self.price) - Decimal(self.off or 0))


@dataclass(frozen=True)
class Paper:
    """What one invoice says. `off` is an allowance (reason, amount) at 19 %; `vat_in_euro` is BT-111."""

    number: str
    issued: date
    start: date
    end: date
    buyer: tuple[str, str]  # identifier, name
    lines: tuple[Line, ...]
    kind: str = "380"
    currency: str = "EUR"
    vat_in_euro: str = ""
    off: tuple[str, str] | None = None
    concerns: tuple[str, date] | None = None

    @property
    def lines_net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal("0.00"))

    @property
    def off_net(self) -> Decimal:
        return Decimal(self.off[1]) if self.off else Decimal("0.00")

    @property
    def net(self) -> Decimal:
        return self.lines_net - self.off_net

    def taxes(self) -> Iterator[tuple[str, Decimal, Decimal]]:
        """Rate, base, VAT."""
        for rate in sorted({line.rate for line in self.lines}):
            base = sum((line.net for line in self.lines if line.rate == rate), Decimal("0.00"))
            base -= self.off_net if rate == "19" else 0
            yield rate, base, cents(base * Decimal(rate) / 100)

    @property
    def vat(self) -> Decimal:
        return sum((vat for _rate, _base, vat in self.taxes()), Decimal("0.00"))

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def cii(paper: Paper) -> bytes:
    """As CrossIndustryInvoice."""
    concerns = accounting = off = vat_in_euro = ""
    if paper.concerns:
        number, day = paper.concerns
        concerns = f"""
      <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{escape(number)}</ram:IssuerAssignedID>
        <ram:FormattedIssueDateTime>
          <qdt:DateTimeString format="102">{day:%Y%m%d}</qdt:DateTimeString></ram:FormattedIssueDateTime>
      </ram:InvoiceReferencedDocument>"""
    if paper.vat_in_euro:
        accounting = "<ram:TaxCurrencyCode>EUR</ram:TaxCurrencyCode>"
        vat_in_euro = f'<ram:TaxTotalAmount currencyID="EUR">{paper.vat_in_euro}</ram:TaxTotalAmount>'
    if paper.off:
        reason, amount = paper.off
        off = f"""
      <ram:SpecifiedTradeAllowanceCharge>
        <ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
        <ram:ActualAmount>{amount}</ram:ActualAmount><ram:Reason>{escape(reason)}</ram:Reason>
        <ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>
          <ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:CategoryTradeTax>
      </ram:SpecifiedTradeAllowanceCharge>"""
    taxes = "".join(
        f"""
      <ram:ApplicableTradeTax><ram:CalculatedAmount>{vat}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
        <ram:BasisAmount>{base}</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>
        <ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>"""
        for rate, base, vat in paper.taxes()
    )
    lines = "".join(_cii_line(position, line) for position, line in enumerate(paper.lines, start=1))
    identifier, name = paper.buyer
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
    xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
    xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
  <rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
    <ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
  <rsm:ExchangedDocument><ram:ID>{escape(paper.number)}</ram:ID><ram:TypeCode>{paper.kind}</ram:TypeCode>
    <ram:IssueDateTime><udt:DateTimeString format="102">{paper.issued:%Y%m%d}</udt:DateTimeString></ram:IssueDateTime>
  </rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>{lines}
    <ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty><ram:Name>Fjordnetz AG</ram:Name>
        <ram:PostalTradeAddress><ram:PostcodeCode>26721</ram:PostcodeCode><ram:LineOne>Am Delft 3</ram:LineOne>
          <ram:CityName>Emden</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
        <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE136695976</ram:ID></ram:SpecifiedTaxRegistration>
      </ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:ID>{identifier}</ram:ID><ram:Name>{escape(name)}</ram:Name>
        <ram:PostalTradeAddress><ram:PostcodeCode>26725</ram:PostcodeCode><ram:LineOne>Deichweg 8</ram:LineOne>
          <ram:CityName>Emden</ram:CityName><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
      </ram:BuyerTradeParty>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeDelivery/>
    <ram:ApplicableHeaderTradeSettlement>
      {accounting}<ram:InvoiceCurrencyCode>{paper.currency}</ram:InvoiceCurrencyCode>{taxes}
      <ram:BillingSpecifiedPeriod>
        <ram:StartDateTime>
          <udt:DateTimeString format="102">{paper.start:%Y%m%d}</udt:DateTimeString></ram:StartDateTime>
        <ram:EndDateTime>
          <udt:DateTimeString format="102">{paper.end:%Y%m%d}</udt:DateTimeString></ram:EndDateTime>
      </ram:BillingSpecifiedPeriod>{off}
      <ram:SpecifiedTradePaymentTerms><ram:Description>Zahlbar sofort</ram:Description></ram:SpecifiedTradePaymentTerms>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:LineTotalAmount>{paper.lines_net}</ram:LineTotalAmount>
        <ram:AllowanceTotalAmount>{paper.off_net}</ram:AllowanceTotalAmount>
        <ram:TaxBasisTotalAmount>{paper.net}</ram:TaxBasisTotalAmount>
        <ram:TaxTotalAmount currencyID="{paper.currency}">{paper.vat}</ram:TaxTotalAmount>{vat_in_euro}
        <ram:GrandTotalAmount>{paper.gross}</ram:GrandTotalAmount>
        <ram:DuePayableAmount>{paper.gross}</ram:DuePayableAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>{concerns}
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
""".encode()


def _cii_line(position: int, line: Line) -> str:
    off = ""
    if line.off:
        off = f"""
        <ram:SpecifiedTradeAllowanceCharge>
          <ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
          <ram:ActualAmount>{line.off}</ram:ActualAmount><ram:Reason>Rabatt</ram:Reason>
        </ram:SpecifiedTradeAllowanceCharge>"""
    return f"""
    <ram:IncludedSupplyChainTradeLineItem>
      <ram:AssociatedDocumentLineDocument><ram:LineID>{position}</ram:LineID></ram:AssociatedDocumentLineDocument>
      <ram:SpecifiedTradeProduct><ram:Name>{escape(line.name)}</ram:Name>
        <ram:ApplicableProductCharacteristic><ram:Description>Produktgruppe</ram:Description>
          <ram:Value>{escape(line.group)}</ram:Value></ram:ApplicableProductCharacteristic>
      </ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>
        <ram:ChargeAmount>{line.price}</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery>
        <ram:BilledQuantity unitCode="{line.unit}">{line.quantity}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement>
        <ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode>
          <ram:RateApplicablePercent>{line.rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>{off}
        <ram:SpecifiedTradeSettlementLineMonetarySummation>
          <ram:LineTotalAmount>{line.net}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
      </ram:SpecifiedLineTradeSettlement>
    </ram:IncludedSupplyChainTradeLineItem>"""


UBL = "urn:oasis:names:specification:ubl:schema:xsd"
VAT_SCHEME = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def ubl(paper: Paper) -> bytes:
    """As UBL Invoice, or CreditNote for the type 381."""
    root = "CreditNote" if paper.kind == CREDIT_NOTE else "Invoice"
    unit = f'currencyID="{paper.currency}"'
    concerns = off = off_total = ""
    if paper.concerns:
        number, day = paper.concerns
        concerns = f"""
  <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{escape(number)}</cbc:ID>
    <cbc:IssueDate>{day}</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference>"""
    if paper.off:
        reason, amount = paper.off
        off = f"""
  <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
    <cbc:AllowanceChargeReason>{escape(reason)}</cbc:AllowanceChargeReason><cbc:Amount {unit}>{amount}</cbc:Amount>
    <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent>{VAT_SCHEME}</cac:TaxCategory></cac:AllowanceCharge>"""
        off_total = f"<cbc:AllowanceTotalAmount {unit}>{amount}</cbc:AllowanceTotalAmount>"
    taxes = "".join(
        f"""
    <cac:TaxSubtotal><cbc:TaxableAmount {unit}>{base}</cbc:TaxableAmount><cbc:TaxAmount {unit}>{vat}</cbc:TaxAmount>
      <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{rate}</cbc:Percent>{VAT_SCHEME}</cac:TaxCategory></cac:TaxSubtotal>"""
        for rate, base, vat in paper.taxes()
    )
    lines = "".join(
        _ubl_line(position, line, root, unit) for position, line in enumerate(paper.lines, start=1)
    )
    identifier, name = paper.buyer
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="{UBL}:{root}-2" xmlns:cac="{UBL}:CommonAggregateComponents-2" xmlns:cbc="{UBL}:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>{escape(paper.number)}</cbc:ID>
  <cbc:IssueDate>{paper.issued}</cbc:IssueDate>
  <cbc:{root}TypeCode>{paper.kind}</cbc:{root}TypeCode>
  <cbc:DocumentCurrencyCode>{paper.currency}</cbc:DocumentCurrencyCode>
  <cac:InvoicePeriod><cbc:StartDate>{paper.start}</cbc:StartDate><cbc:EndDate>{paper.end}</cbc:EndDate></cac:InvoicePeriod>{concerns}
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PostalAddress><cbc:StreetName>Am Delft 3</cbc:StreetName><cbc:CityName>Emden</cbc:CityName>
      <cbc:PostalZone>26721</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyTaxScheme><cbc:CompanyID>DE136695976</cbc:CompanyID>{VAT_SCHEME}</cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Fjordnetz AG</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cac:PartyIdentification><cbc:ID>{identifier}</cbc:ID></cac:PartyIdentification>
    <cac:PostalAddress><cbc:StreetName>Deichweg 8</cbc:StreetName><cbc:CityName>Emden</cbc:CityName>
      <cbc:PostalZone>26725</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingCustomerParty>{off}
  <cac:TaxTotal><cbc:TaxAmount {unit}>{paper.vat}</cbc:TaxAmount>{taxes}
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal><cbc:LineExtensionAmount {unit}>{paper.lines_net}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount {unit}>{paper.net}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount {unit}>{paper.gross}</cbc:TaxInclusiveAmount>{off_total}
    <cbc:PayableAmount {unit}>{paper.gross}</cbc:PayableAmount></cac:LegalMonetaryTotal>{lines}
</{root}>
""".encode()


def _ubl_line(position: int, line: Line, root: str, unit: str) -> str:
    quantity = "CreditedQuantity" if root == "CreditNote" else "InvoicedQuantity"
    off = ""
    if line.off:
        off = f"""
    <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:AllowanceChargeReason>Rabatt</cbc:AllowanceChargeReason>
      <cbc:Amount {unit}>{line.off}</cbc:Amount></cac:AllowanceCharge>"""
    return f"""
  <cac:{root}Line><cbc:ID>{position}</cbc:ID>
    <cbc:{quantity} unitCode="{line.unit}">{line.quantity}</cbc:{quantity}>
    <cbc:LineExtensionAmount {unit}>{line.net}</cbc:LineExtensionAmount>{off}
    <cac:Item><cbc:Name>{escape(line.name)}</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{line.rate}</cbc:Percent>{VAT_SCHEME}</cac:ClassifiedTaxCategory>
      <cac:AdditionalItemProperty><cbc:Name>Produktgruppe</cbc:Name><cbc:Value>{escape(line.group)}</cbc:Value></cac:AdditionalItemProperty>
    </cac:Item>
    <cac:Price><cbc:PriceAmount {unit}>{line.price}</cbc:PriceAmount></cac:Price>
  </cac:{root}Line>"""
