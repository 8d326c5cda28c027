"""SIM cards and what happened to them (D3, D4, D5)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from portal.access.access import Access


class SimState(models.TextChoices):
    """In the order of a card's life; the labels are for customers."""

    ORDERED = "ordered", pgettext_lazy("SIM card", "ordered")
    SENT = "sent", pgettext_lazy("SIM card", "sent")
    INACTIVE = "inactive", pgettext_lazy("SIM card", "not activated yet")
    ACTIVE = "active", pgettext_lazy("SIM card", "active")
    BLOCKED_LOSS = "blocked_loss", pgettext_lazy("SIM card", "blocked after loss")
    BLOCKED_PIN = "blocked_pin", pgettext_lazy("SIM card", "locked: PIN wrong three times")
    DEAD = "dead", pgettext_lazy("SIM card", "unusable: PUK wrong ten times")
    REPLACED = "replaced", pgettext_lazy("SIM card", "replaced")


OVER = (SimState.DEAD, SimState.REPLACED)  # leave their place to another card


class SimCardQuerySet(models.QuerySet["SimCard"]):
    def visible_to(self, access: "Access") -> "SimCardQuerySet":
        """The cards of the customers `access` stands for."""
        return self.filter(product__customer_id__in=access.customer_ids)

    def living(self) -> "SimCardQuerySet":
        """Those that are in use or can be."""
        return self.exclude(state__in=OVER)

    def current(self) -> "SimCardQuerySet":
        """Those that customers still deal with: a dead card is, until another one replaces it."""
        return self.exclude(state=SimState.REPLACED)


class SimCard(models.Model):
    """One card of a mobile contract; several with one number are a MultiCard (D4).

    PIN and PUK are sealed for the card's ICCID (mobile.secrets). Only mobile.sim_states changes `state`.
    """

    product = models.ForeignKey(
        "contracts.Product", models.CASCADE, related_name="sims", verbose_name=_("product")
    )
    iccid = models.CharField(_("card number"), max_length=22, unique=True)
    position = models.PositiveSmallIntegerField(_("place in the MultiCard"), default=1)
    state = models.CharField(_("state"), max_length=20, choices=SimState.choices)
    state_at = models.DateTimeField(_("state since"))
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    pin_sealed = models.CharField(_("PIN"), max_length=200, blank=True)
    puk_sealed = models.CharField(_("PUK"), max_length=200, blank=True)
    puk_letter_at = models.DateTimeField(_("PUK sent by letter"), null=True, blank=True)

    objects = SimCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("SIM card")
        verbose_name_plural = _("SIM cards")
        ordering = ["product_id", "position", "id"]
        permissions = [("unblock_sim", "Can unblock a SIM card that was reported lost")]
        constraints = [
            models.CheckConstraint(condition=Q(position__range=(1, 3)), name="sim_has_place_1_to_3"),
            models.UniqueConstraint(
                fields=["product", "position"],
                condition=~Q(state__in=OVER),
                name="one_living_sim_per_place",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(state=SimState.REPLACED),
                name="only_replaced_sims_have_heirs",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")), name="no_sim_replaces_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.iccid

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # the stubs know Django's
        """As Django's own, which builds the table of all labels each time: lists ask for many."""
        return str(SimState(self.state).label)

    @property
    def is_living(self) -> bool:
        return self.state not in OVER

    @property
    def short_iccid(self) -> str:
        """The end of the card's number: enough to tell cards apart."""
        return f"…{self.iccid[-4:]}"


class SimEventQuerySet(models.QuerySet["SimEvent"]):
    def visible_to(self, access: "Access") -> "SimEventQuerySet":
        return self.filter(sim__product__customer_id__in=access.customer_ids)


class SimEvent(models.Model):
    """A card went from one state to another: a dated fact that is never changed."""

    sim = models.ForeignKey(SimCard, models.CASCADE, related_name="events", verbose_name=_("SIM card"))
    old_state = models.CharField(_("before"), max_length=20, choices=SimState.choices, blank=True)
    new_state = models.CharField(_("after"), max_length=20, choices=SimState.choices)
    at = models.DateTimeField(_("when"))
    author = models.CharField(_("who"), max_length=150)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = SimEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a SIM card")
        verbose_name_plural = _("events of SIM cards")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.sim_id}: {self.old_state} → {self.new_state}"
