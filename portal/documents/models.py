"""Issued papers: written once, addressed by content, never changed (architecture, wall 6)."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.access.access import Access


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, access: "Access") -> "DocumentQuerySet":
        """Papers of the customers `access` stands for. What scope a paper needs is decided by the room it is of."""
        return self.filter(customer_id__in=access.customer_ids)

    def about(self, subject: models.Model) -> "DocumentQuerySet":
        """Papers issued for one object."""
        return self.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))


class Document(models.Model):
    """One issued paper. The file lies under its SHA-256; a trigger refuses UPDATE, and DELETE until `retain_until`."""

    subject_type = models.CharField(_("kind of object"), max_length=100)  # billing.Invoice
    subject_id = models.CharField(_("object"), max_length=100)
    kind = models.CharField(_("kind"), max_length=30)  # original, xml, pdf, mandate, contract_summary …
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="documents", verbose_name=_("customer")
    )
    title = models.CharField(_("title"), max_length=200)
    filename = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("created"))
    retain_until = models.DateField(_("kept until"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"], name="one_document_per_subject_and_kind"
            )
        ]

    def __str__(self) -> str:
        return self.title
