"""Which papers customers find on the documents page (C13): rooms announce the kinds they issue.

In `AppConfig.ready()`: `register(DocumentKind("mandate", _("SEPA direct debit mandate"), Scope.FULL, order=40))`.
Kinds that nobody announced (the files of invoices, which have a page of their own) are not listed.
"""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise

from portal.access.access import Access
from portal.access.scope import Scope

from .models import Document, DocumentQuerySet


@dataclass(frozen=True)
class DocumentKind:
    """A kind of paper. `drafts` names models (`contracts.OrderDraft`) whose papers are not issued yet."""

    key: str  # Document.kind
    title: str | Promise
    minimum_scope: Scope
    order: int
    drafts: tuple[str, ...] = ()

    @property
    def issued(self) -> Q:
        """The papers of this kind that count."""
        return Q(kind=self.key) & ~Q(subject_type__in=self.drafts)


@dataclass
class _Registry:
    kinds: dict[str, DocumentKind] = field(default_factory=dict)


_registry = _Registry()


def register(*kinds: DocumentKind) -> None:
    """Announce kinds of papers; ValueError when one is announced twice."""
    for kind in kinds:
        if kind.key in _registry.kinds:
            raise ValueError(f"the kind of document {kind.key!r} is registered twice")
        _registry.kinds[kind.key] = kind


def all_kinds() -> list[DocumentKind]:
    """Every announced kind, in order."""
    return sorted(_registry.kinds.values(), key=lambda kind: (kind.order, kind.key))


def kinds_for(access: Access) -> list[DocumentKind]:
    """The kinds this access may see."""
    return [kind for kind in all_kinds() if access.allows(kind.minimum_scope)]


def issued_to(access: Access) -> DocumentQuerySet:
    """The customer's issued papers of every announced kind, whatever scope they need."""
    return _of_kinds(Document.objects.visible_to(access), all_kinds())


def listed_for(access: Access) -> DocumentQuerySet:
    """The papers that this access finds on the documents page."""
    return _of_kinds(Document.objects.visible_to(access), kinds_for(access))


def _of_kinds(documents: DocumentQuerySet, kinds: list[DocumentKind]) -> DocumentQuerySet:
    if not kinds:
        return documents.none()
    wanted = Q()
    for kind in kinds:
        wanted |= kind.issued
    return documents.filter(wanted)
