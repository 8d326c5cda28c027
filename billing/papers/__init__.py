"""Invoice papers: the PDF of an invoice, issued once and never changed (E2)."""

from .documents import PaperUnavailable, document_for, xml_of

__all__ = ["PaperUnavailable", "document_for", "xml_of"]
