"""Billing runs, invoices and the calls billed on them."""

from .calls import CallRecord, CounsellingNumber, FrozenCallRecord
from .invoices import Invoice, InvoiceLine, InvoiceType, Objection
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
    "RunState",
]
