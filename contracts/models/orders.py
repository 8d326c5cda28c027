"""Orders: what a customer asked for, what it costs, and every state it went through (C2–C7)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.catalogue.items import Text
from contracts.orders.states import OPEN, OrderState

if TYPE_CHECKING:
    from portal.access.access import Access


class OrderChannel(models.TextChoices):
    PORTAL = "portal", _("portal")
    ELSEWHERE = "elsewhere", _("by telephone, in a shop or on paper")
    SERVICE = "service", _("service centre")


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, access: "Access") -> "OrderQuerySet":
        """The orders of the customers `access` stands for."""
        return self.filter(customer_id__in=access.customer_ids)

    def open(self) -> "OrderQuerySet":
        """Those whose outcome is not known yet."""
        return self.filter(state__in=OPEN)


class Order(models.Model):
    """One change of one product. Texts, prices and the catalogue version are those it was placed under.

    `answers` are what the customer chose, without secrets; secrets travel sealed in the carrier's message and
    nowhere else (C14). `subject` names what is changed ("option:fon-mobil-flat"): one open order per product and
    subject. `draft_key` makes one order of a form that is sent twice.
    """

    number = models.CharField(_("order number"), max_length=60, unique=True)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="orders", verbose_name=_("customer")
    )
    product = models.ForeignKey(
        "contracts.Product", models.PROTECT, null=True, related_name="orders", verbose_name=_("product")
    )
    kind = models.CharField(_("kind"), max_length=50)
    subject = models.CharField(_("what is changed"), max_length=200)
    title = models.JSONField(_("title"))  # {"de": …, "en": …}
    channel = models.CharField(_("placed"), max_length=10, choices=OrderChannel.choices)
    state = models.CharField(_("state"), max_length=25, choices=OrderState.choices)
    state_at = models.DateTimeField(_("state since"))
    reason = models.TextField(_("reason"), blank=True)  # why it failed or was refused, for the customer
    placed_at = models.DateTimeField(_("placed"))
    placed_by = models.ForeignKey(
        "accounts.Login", models.SET_NULL, null=True, related_name="+", verbose_name=_("placed by")
    )
    activation_on = models.DateField(_("takes effect on"), null=True)
    completed_at = models.DateTimeField(_("completed"), null=True)
    answers = models.JSONField(_("answers"), default=dict)
    summary = models.JSONField(_("summary"), default=list)  # contracts.orders.quotes.rows_as_json
    quote = models.JSONField(_("price and term"), default=dict)  # contracts.orders.quotes.Quote.as_json
    monthly = models.DecimalField(_("monthly"), max_digits=10, decimal_places=2, default=0)
    one_off = models.DecimalField(_("once"), max_digits=10, decimal_places=2, default=0)
    catalogue = models.ForeignKey(
        "contracts.CatalogueVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("catalogue")
    )
    summary_sha256 = models.CharField(_("SHA-256 of the contract summary"), max_length=64, blank=True)
    # What completion brought: the new product's number, the referral code … shown in the details.
    results = models.JSONField(_("results"), default=list)
    # What completion changed here, so that a withdrawal can put it back (contracts.orders.undoing).
    effect = models.JSONField(_("effect"), default=dict)
    referral_code = models.CharField(_("referral code"), max_length=40, blank=True)
    draft_key = models.UUIDField(_("form"), unique=True, default=uuid.uuid4, editable=False)
    carrier_reference = models.CharField(_("reference at the carrier"), max_length=100, blank=True)
    carrier_received_at = models.DateTimeField(_("received by the carrier"), null=True)
    carrier_news_at = models.DateTimeField(_("newest news of the carrier"), null=True)
    carrier_assigned = models.JSONField(_("assigned by the carrier"), default=dict)  # {"phoneNumber": …}
    trouble = models.TextField(_("trouble"), blank=True)  # for staff: why it does not go on

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-id"]
        permissions = [("change_order_state", "Can change the state of an order, with a reason")]
        indexes = [
            models.Index(fields=["customer", "-placed_at"]),
            models.Index(fields=["state", "activation_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "subject"],
                condition=Q(state__in=[str(state) for state in OPEN]),
                name="one_open_order_per_subject",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> str:
        """The title in the active language."""
        return str(Text.of(self.title))

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # the stubs know Django's
        """As Django's own, which builds the table of all labels each time: lists ask for many."""
        return str(OrderState(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def ends_on(self) -> date | None:
        """Of a termination: the contract's last day. `activation_on` is when the carrier confirms it."""
        text = self.quote.get("endsOn")
        return date.fromisoformat(text) if text else None

    @property
    def is_priced(self) -> bool:
        """Does it cost something, by its quote?"""
        return self.one_off > 0 or self.monthly > 0

    def is_late(self, today: date) -> bool:
        """Has the day passed that the customer was told, and it is still open?"""
        return self.is_open and self.activation_on is not None and self.activation_on < today


class OrderEvent(models.Model):
    """One change of state, with the time it holds from and its cause (C7)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events", verbose_name=_("order"))
    state = models.CharField(_("state"), max_length=25, choices=OrderState.choices)
    at = models.DateTimeField(_("time"))
    cause = models.CharField(_("cause"), max_length=30)  # contracts.orders.moves.Cause
    actor = models.CharField(_("by"), max_length=150)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.state}"


class OrderDraftQuerySet(models.QuerySet["OrderDraft"]):
    def visible_to(self, access: "Access") -> "OrderDraftQuerySet":
        """What this login left unfinished for the customer it stands for."""
        return self.filter(login_id=access.login_id, product__customer_id__in=access.customer_ids)


class OrderDraft(models.Model):
    """An order that is not placed yet: it survives logout, and becomes at most one order.

    Its answers never change: other answers are another draft. So its key names exactly what the customer checked,
    and its contract summary. Secrets lie sealed until the order is placed.
    """

    key = models.UUIDField(_("key"), primary_key=True, default=uuid.uuid4, editable=False)
    login = models.ForeignKey(
        "accounts.Login", models.CASCADE, related_name="order_drafts", verbose_name=_("login")
    )
    product = models.ForeignKey(
        "contracts.Product", models.CASCADE, related_name="drafts", verbose_name=_("product")
    )
    kind = models.CharField(_("kind"), max_length=50)
    answers = models.JSONField(_("answers"), default=dict)
    sealed = models.TextField(_("sealed secrets"), blank=True)
    created_at = models.DateTimeField(_("created"))
    order = models.OneToOneField(
        Order, models.SET_NULL, null=True, related_name="draft", verbose_name=_("order")
    )

    objects = OrderDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("order draft")
        verbose_name_plural = _("order drafts")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["login", "product", "kind"],
                condition=Q(order=None),
                name="one_open_draft_per_login_product_and_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class CancellationOutcome(models.TextChoices):
    ASKED = "asked", _("being examined")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class CancellationRequest(models.Model):
    """The customer's wish to cancel an order, with an outcome of its own (C6)."""

    order = models.OneToOneField(
        Order, models.CASCADE, related_name="cancellation", primary_key=True, verbose_name=_("order")
    )
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        "accounts.Login", models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=CancellationOutcome.choices)
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    state_before = models.CharField(_("state before"), max_length=25)

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")

    def __str__(self) -> str:
        return str(self.order_id)
