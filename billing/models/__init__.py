"""Billing runs, invoices, the calls billed on them, and bank details on their way."""

from .calls import CallRecord, CounsellingNumber, FrozenCallRecord
from .invoices import Invoice, InvoiceLine, InvoiceType, Objection
from .payments import PendingPayment
from .runs import BillingRun, RunState

__all__ = [
    "BillingRun",
    "CallRecord",
    "CounsellingNumber",
    "FrozenCallRecord",
    "Invoice",
    "InvoiceLine",
    "InvoiceType",
    "Objection",
    "PendingPayment",
    "RunState",
]
