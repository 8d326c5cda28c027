"""The kinds of papers that this room issues, for the documents page (C13)."""

from django.utils.translation import gettext_lazy as _

from portal.access.scope import Scope
from portal.documents.kinds import DocumentKind

SUMMARY = "contract_summary"
CONFIRMATION = "order_confirmation"
RECEIPT = "receipt"
MANDATE = "mandate"
DRAFT = "contracts.OrderDraft"  # what is not ordered yet

KINDS = (
    DocumentKind(CONFIRMATION, _("Order confirmation"), Scope.READ, order=10),
    DocumentKind(SUMMARY, _("Contract summary"), Scope.READ, order=20, drafts=(DRAFT,)),
    DocumentKind(RECEIPT, _("Receipt"), Scope.READ, order=30),
    DocumentKind(
        MANDATE, _("SEPA direct debit mandate"), Scope.FULL, order=40, drafts=(DRAFT,)
    ),  # whole IBAN
)
