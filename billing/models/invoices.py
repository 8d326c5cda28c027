"""Invoices as their documents state them; nothing here is ever computed anew."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.access.access import Access


class InvoiceType(models.TextChoices):
    """UNTDID 1001, the codes a carrier sends; others are shown as invoices."""

    INVOICE = "380", _("invoice")
    CREDIT_NOTE = "381", _("credit note")
    CORRECTION = "384", _("corrected invoice")
    SELF_BILLED = "389", _("self-billed invoice")


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, access: "Access") -> "InvoiceQuerySet":
        """What a customer sees: their own, the newest 13 (older ones are hidden by a daily job, E1)."""
        return self.filter(customer_id__in=access.customer_ids, hidden_at=None)

    def without_frozen(self) -> "InvoiceQuerySet":
        """For lists: without the large columns that only the pages and papers of one invoice need."""
        return self.defer("facts", "contract_data")

    def newest_first(self) -> "InvoiceQuerySet":
        return self.order_by("-issued_on", "-dispatched_on", "-id")


class Invoice(models.Model):
    """One invoice, credit note or correction. Amounts in `currency`, as written in the document."""

    run = models.ForeignKey(
        "billing.BillingRun", models.PROTECT, related_name="invoices", verbose_name=_("billing run")
    )
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="invoices", verbose_name=_("customer")
    )
    seller_key = models.CharField(
        _("seller"), max_length=200
    )  # VAT id or name: numbers are unique per seller
    number = models.CharField(_("invoice number"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    syntax = models.CharField(_("syntax"), max_length=10)  # ubl | cii | zugferd
    type_code = models.CharField(_("type"), max_length=3)
    currency = models.CharField(_("currency"), max_length=3)
    issued_on = models.DateField(_("invoice date"))
    dispatched_on = models.DateField(_("dispatched on"))
    period_start = models.DateField(_("period from"), null=True, blank=True)
    period_end = models.DateField(_("period to (inclusive)"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    net = models.DecimalField(_("net"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("VAT"), max_digits=18, decimal_places=2, null=True)
    gross = models.DecimalField(_("gross"), max_digits=18, decimal_places=2)
    payable = models.DecimalField(_("payable"), max_digits=18, decimal_places=2)
    corrects_number = models.CharField(_("concerns invoice"), max_length=200, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("concerns invoice"),
    )
    facts = models.JSONField(_("facts"))  # billing.einvoice.facts.InvoiceFacts as JSON
    # contracts.contract_data of consumers, as it stood when the run went out (§ 4 TKTransparenzV)
    contract_data = models.JSONField(_("contract data"), default=list)
    source_sha256 = models.CharField(_("SHA-256 of the document"), max_length=64)
    # Unfiltered count and sum of the call records, so that pages need not count (performance.md).
    call_count = models.PositiveIntegerField(_("call records"), default=0)
    call_net = models.DecimalField(_("net of call records"), max_digits=16, decimal_places=4, default=0)
    hidden_at = models.DateTimeField(_("hidden from the customer"), null=True, blank=True)
    created_at = models.DateTimeField(_("imported"))

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["seller_key", "number"], name="invoice_numbers_unique_per_seller")
        ]
        indexes = [
            models.Index(fields=["customer", "-issued_on", "-id"], name="invoices_newest_first"),
            models.Index(fields=["number"], name="invoices_by_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def type_label(self) -> str:
        """Credit notes and corrections are named as what they are (E2)."""
        try:
            return str(InvoiceType(self.type_code).label)
        except ValueError:
            return str(InvoiceType.INVOICE.label)


class InvoiceLine(models.Model):
    """A line of an invoice, for lists, exports and statistics; the document stays the original."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", verbose_name=_("invoice"))
    position = models.PositiveIntegerField(_("position"))
    number = models.CharField(_("line number"), max_length=50)
    name = models.TextField(_("item"))
    description = models.TextField(_("description"), blank=True)
    product_group = models.CharField(_("product group"), max_length=100, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=20, decimal_places=6, null=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    net_price = models.DecimalField(_("net price"), max_digits=20, decimal_places=6, null=True)
    net_amount = models.DecimalField(_("net amount"), max_digits=18, decimal_places=2)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=6, decimal_places=2, null=True)
    period_start = models.DateField(_("period from"), null=True)
    period_end = models.DateField(_("period to (inclusive)"), null=True)

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice_id", "position"]
        constraints = [models.UniqueConstraint(fields=["invoice", "position"], name="one_line_per_position")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Objection(models.Model):
    """A customer objects to an invoice (E7): while it is open, its call records are kept (TDDDG § 10 (2))."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="objections", verbose_name=_("invoice"))
    reason = models.TextField(_("reason"))
    raised_at = models.DateTimeField(_("raised"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=models.Q(closed_at__isnull=True), name="one_open_objection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.raised_at:%Y-%m-%d}"
