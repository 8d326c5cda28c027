"""Issued papers for tests of pages: their content is no PDF, which no page looks into."""

from datetime import UTC, date, datetime

from accounts.models import Customer
from portal.documents.models import Document
from portal.documents.store import keep

ISSUED_AT = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


class Thing:
    """Stands for the object a paper is about; papers only remember its label and key."""

    class _Meta:
        def __init__(self, label: str) -> None:
            self.label = label

    def __init__(self, label: str, pk: object) -> None:
        self._meta, self.pk = self._Meta(label), pk


def keep_paper(
    customer: Customer,
    *,
    kind: str = "order_confirmation",
    title: str = "Auftragsbestätigung A-1",
    about: str = "contracts.Order",
    key: object = 1,
    content: bytes = b"%PDF-1.7 a paper",
    at: datetime = ISSUED_AT,
) -> Document:
    """The paper of this kind about this object, issued now or before."""
    return keep(
        subject=Thing(about, f"{customer.pk}-{key}"),  # type: ignore[arg-type]
        kind=kind,
        content=content,
        customer_id=customer.pk,
        title=title,
        filename=f"{title}.pdf",
        content_type="application/pdf",
        retain_until=date(2032, 12, 31),
        now=at,
    )
