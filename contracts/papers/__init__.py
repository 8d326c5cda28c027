"""Papers about contracts: summary before the order, confirmation, receipt, mandate (C4, C11, C13, B2).

Each paper is a frozen dataclass that states facts, and a function that makes pages of it. What the caller gives as
text (product, services, terms) is already in the language of the paper; labels and numbers are put into it here.
"""

from .confirmation import OrderPaper, Withdrawal, render_confirmation
from .contract_summary import ContractSummary, Speed, render_contract_summary
from .documents import keep_contract_summary, keep_mandate, keep_order_confirmation, keep_receipt
from .mandate import MandatePaper, render_mandate
from .parts import PriceKind, PriceLine, Row
from .receipt import Declaration, ReceiptPaper, render_receipt

__all__ = [
    "ContractSummary",
    "Declaration",
    "MandatePaper",
    "OrderPaper",
    "PriceKind",
    "PriceLine",
    "ReceiptPaper",
    "Row",
    "Speed",
    "Withdrawal",
    "keep_contract_summary",
    "keep_mandate",
    "keep_order_confirmation",
    "keep_receipt",
    "render_confirmation",
    "render_contract_summary",
    "render_mandate",
    "render_receipt",
]
