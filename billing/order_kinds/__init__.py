"""What customers order about their customer number: bank details, invoices, call records (C8; docs/orders.md)."""

from contracts.orders.kind import OrderKind

from .bank_details import BankDetails
from .call_records import CallRecords
from .invoice_delivery import InvoiceDeliveryChange

KINDS: tuple[OrderKind, ...] = (BankDetails(), InvoiceDeliveryChange(), CallRecords())
