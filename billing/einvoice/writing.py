"""InvoiceFacts to EN 16931 documents, for the demo's billing runs and for tests; same facts, same bytes.

The writers state what `billing.einvoice.reading` reads back, except: `delivery_address` and `extra` are not
written; both syntaxes hold one creditor identifier per document, and CII one mandate and payment reference; in
UBL a credit note's due date needs payment means, and a gross price needs a discount.
"""

from billing.einvoice.writing_cii import write_cii
from billing.einvoice.writing_ubl import write_ubl

__all__ = ["write_cii", "write_ubl"]
