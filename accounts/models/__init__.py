"""Customers, logins, what a login may see, and the proofs it gives."""

from .credentials import EmailConfirmation, NotificationAddress, OneTimePassword, PasswordResetRequest
from .customers import (
    Address,
    AddressRole,
    CallRecordChoice,
    CallRecordDetail,
    Customer,
    CustomerKind,
    InvoiceDelivery,
    PaymentDetails,
    PaymentMethod,
)
from .factors import RecoveryCode, RecoveryDevice
from .logins import Access, Login, LoginKind
from .sessions import FormDraft, LoginSession, SessionEnd

__all__ = [
    "Access",
    "Address",
    "AddressRole",
    "CallRecordChoice",
    "CallRecordDetail",
    "Customer",
    "CustomerKind",
    "EmailConfirmation",
    "FormDraft",
    "InvoiceDelivery",
    "Login",
    "LoginKind",
    "LoginSession",
    "NotificationAddress",
    "OneTimePassword",
    "PasswordResetRequest",
    "PaymentDetails",
    "PaymentMethod",
    "RecoveryCode",
    "RecoveryDevice",
    "SessionEnd",
]
