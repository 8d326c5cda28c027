"""Terminations and withdrawals as people declared them, and what the service centre made of them (C11)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.declarations.states import OPEN, DeclarationState
from portal.lib.periods import berlin_day

LONGEST_LINE = 200
LONGEST_TEXT = 3000
# What a person declared, as opposed to what we made of it: a form that comes twice is told by these.
CONTENT_FIELDS = (
    "kind", "name", "customer_number", "contract", "email", "termination_type", "reason", "ends_wanted_on",
    "remark", "customer_id", "product_id", "order_id",
)  # fmt: skip


class DeclarationKind(models.TextChoices):
    TERMINATION = "termination", _("termination")
    WITHDRAWAL = "withdrawal", _("withdrawal")


class TerminationType(models.TextChoices):
    """§ 312k (2) no. 1 a BGB."""

    ORDINARY = "ordinary", _("ordinary termination")
    EXTRAORDINARY = "extraordinary", _("extraordinary termination, for good cause")


class DeclarationChannel(models.TextChoices):
    PUBLIC = "public", _("without login")
    PORTAL = "portal", _("logged in")


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def open(self) -> "DeclarationQuerySet":
        """Those that wait for the service centre."""
        return self.filter(state__in=OPEN)

    def of_customer(self, customer_id: int, number: str) -> "DeclarationQuerySet":
        """What was sent under the customer's login, or with their number typed in: whoever typed it."""
        return self.filter(Q(customer_id=customer_id) | Q(customer_number=number))


class Declaration(models.Model):
    """One declaration, word for word. Who sent it is not proven, unless `customer` is set: then it came from a
    login that may change everything for that customer.

    `slug` opens the receipt: whoever knows it may read it. `form_key` makes one declaration of a form that is
    sent twice (contracts.declarations.rules). Without `ends_wanted_on` the contract shall end as soon as possible
    (§ 312k (5) BGB).
    """

    kind = models.CharField(_("kind"), max_length=15, choices=DeclarationKind.choices)
    number = models.CharField(_("number"), max_length=20, unique=True)
    slug = models.CharField(_("address of the receipt"), max_length=60, unique=True, editable=False)
    form_key = models.CharField(_("form"), max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(_("received"))
    channel = models.CharField(_("channel"), max_length=10, choices=DeclarationChannel.choices)
    language = models.CharField(_("language"), max_length=2, default="de")
    name = models.CharField(_("name"), max_length=LONGEST_LINE)
    customer_number = models.CharField(_("customer number as written"), max_length=40, blank=True)
    contract = models.TextField(_("contract"))
    email = models.EmailField(_("e-mail address"))
    termination_type = models.CharField(
        _("type of termination"), max_length=15, choices=TerminationType.choices, blank=True
    )
    reason = models.TextField(_("reason"), blank=True)
    ends_wanted_on = models.DateField(_("shall end on"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    customer = models.ForeignKey(
        "accounts.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declarations",
        verbose_name=_("logged-in customer"),
    )
    product = models.ForeignKey(
        "contracts.Product", models.SET_NULL, null=True, blank=True, related_name="declarations",
        verbose_name=_("product"),
    )  # fmt: skip
    order = models.ForeignKey(
        "contracts.Order", models.SET_NULL, null=True, blank=True, related_name="declarations",
        verbose_name=_("order"),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=15, choices=DeclarationState.choices, default=DeclarationState.NEW
    )
    handled_at = models.DateTimeField(_("decided"), null=True, blank=True)
    handled_by = models.ForeignKey(
        "accounts.Login", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    answer = models.TextField(_("answer"), blank=True)  # as it was mailed

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("termination or withdrawal")
        verbose_name_plural = _("terminations and withdrawals")
        ordering = ["-received_at", "-id"]
        permissions = [("handle_declaration", "Can take and decide terminations and withdrawals")]
        indexes = [
            models.Index(fields=["state", "-received_at"]),
            models.Index(fields=["customer_number"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(termination_type=TerminationType.EXTRAORDINARY) | ~Q(reason=""),
                name="extraordinary_termination_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=DeclarationKind.TERMINATION) ^ Q(termination_type=""),
                name="terminations_have_a_type",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_termination(self) -> bool:
        return self.kind == DeclarationKind.TERMINATION

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def received_on(self) -> date:
        """The day of receipt in Europe/Berlin."""
        return berlin_day(self.received_at)

    def content(self) -> dict[str, object]:
        """What was declared, by column."""
        return {name: getattr(self, name) for name in CONTENT_FIELDS}


class DeclarationEvent(models.Model):
    """One change of state: when, by whom, with which note for the house."""

    declaration = models.ForeignKey(
        Declaration, models.CASCADE, related_name="events", verbose_name=_("declaration")
    )
    state = models.CharField(_("state"), max_length=15, choices=DeclarationState.choices)
    at = models.DateTimeField(_("time"))
    actor = models.CharField(_("by"), max_length=150, blank=True)  # "" for strangers
    note = models.TextField(pgettext_lazy("for the house", "note"), blank=True)

    class Meta:
        verbose_name = _("event of a declaration")
        verbose_name_plural = _("events of declarations")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.declaration_id}: {self.state}"
