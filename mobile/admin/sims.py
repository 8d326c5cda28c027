"""SIM cards in the service centre: found and read. PIN and PUK are shown nowhere here (D5)."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mobile.models import SimCard, SimEvent
from portal.shell.admin_base import ReadOnlyAdmin

if TYPE_CHECKING:
    EventInline = admin.TabularInline[SimEvent, SimCard]
else:
    EventInline = admin.TabularInline


class SimEventInline(EventInline):
    """What happened to the card, newest first."""

    model = SimEvent
    extra = 0
    can_delete = False
    fields = ["at", "old_state", "new_state", "author", "reason"]
    readonly_fields = ["at", "old_state", "new_state", "author", "reason"]
    ordering = ["-at", "-id"]

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Whoever sees the card sees its history."""
        return request.user.has_perm("mobile.view_simcard")


@admin.register(SimCard)
class SimCardAdmin(ReadOnlyAdmin):
    """Every look at a card is in the trail: it tells what a customer has."""

    list_display = ["iccid", "customer", "contract", "position", "state", "state_at"]
    list_filter = ["state"]
    list_select_related = ["product__customer"]
    search_fields = ["iccid", "=product__number", "=product__customer__number"]
    search_help_text = _("Card number, contract number or customer number")
    ordering = ["-state_at", "-id"]
    fields = ["iccid", "customer", "contract", "position", "state", "state_at", "activated_at", "replaced_by"]
    readonly_fields = ["customer", "contract"]
    inlines = [SimEventInline]
    sensitive = True

    @admin.display(description=_("customer"))
    def customer(self, sim: SimCard) -> str:
        return str(sim.product.customer)

    @admin.display(description=_("product"))
    def contract(self, sim: SimCard) -> str:
        return str(sim.product)

    def customer_id_of(self, subject: models.Model) -> int | None:
        return subject.product.customer_id if isinstance(subject, SimCard) else None
