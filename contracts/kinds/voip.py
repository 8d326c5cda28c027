"""The superuser of a VoIP telephone system: create, new password, remove (C8, C14).

The password goes to the carrier under seal and nowhere else; the portal knows the user name only.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.models import Order, Product, VoipSuperuser
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderKind, Row, item
from contracts.orders.situation import Situation
from contracts.rules.superusers import GUESSED_FIRST
from portal.audit.trail import record, system

from .superuser_forms import CHANGE, CREATE, REMOVE, CreateForm, PasswordForm, RemoveForm, superuser_of


class SuperuserKind(OrderKind):
    """What the three have in common: one of them at a time, on telephone systems only."""

    families = frozenset({Family.TELEPHONY})
    icon = "key-round"
    order = 60

    def is_telephone_system(self, situation: Situation) -> bool:
        offering = situation.offering
        return situation.product.is_running and bool(offering and offering.characteristics.get("voip"))

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "voip-superuser"


class SuperuserCreate(SuperuserKind):
    """The first superuser of a telephone system; there is one at a time."""

    slug = "voip-superuser-create"
    title = CREATE
    description = gettext_lazy("With user name and password you manage your telephone system yourself.")
    form_class = CreateForm
    secret_fields = ("password",)

    def offered(self, situation: Situation) -> bool:
        return self.is_telephone_system(situation) and superuser_of(situation.product) is None

    def refuse(self, situation: Situation, answers: Answers) -> None:
        name = answers["username"]
        if name in GUESSED_FIRST:
            raise OrderRefused(
                _("“%(name)s” is what attackers try first. Please choose another user name.") % {"name": name}
            )
        owned = [product.pk for product in situation.owned]
        other = (
            VoipSuperuser.objects.filter(product__in=owned, username=name).select_related("product").first()
        )
        if other is not None:
            raise OrderRefused(
                _("You use the user name “%(name)s” for %(product)s already. Please choose another one.")
                % {"name": name, "product": other.product.title}
            )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            Row(_("Product"), situation.product.title),
            Row(_("User name"), answers["username"]),
            Row(_("Password"), _("as entered, it is not shown")),
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"superuser": "create", "username": order.answers["username"]}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        done_at = order.completed_at or now
        VoipSuperuser.objects.update_or_create(
            product=product,
            defaults={
                "username": order.answers["username"],
                "created_at": done_at,
                "password_changed_at": done_at,
            },
        )


class SuperuserPassword(SuperuserKind):
    """A new password for the superuser; the user name stays."""

    slug = "voip-superuser-password"
    title = CHANGE
    description = gettext_lazy("The old password works until the new one takes effect.")
    form_class = PasswordForm
    template = "contracts/orders/superuser_password.html"
    secret_fields = ("password",)

    def offered(self, situation: Situation) -> bool:
        return self.is_telephone_system(situation) and superuser_of(situation.product) is not None

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        superuser = superuser_of(situation.product)
        return [
            Row(_("Product"), situation.product.title),
            Row(_("User name"), superuser.username if superuser else ""),
            Row(_("New password"), _("as entered, it is not shown")),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [_("Devices that log in with the old password must be given the new one.")]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"superuser": "password"}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        VoipSuperuser.objects.filter(product=product).update(password_changed_at=order.completed_at or now)


class SuperuserRemove(SuperuserKind):
    """The superuser ends; the telephone system goes on as it is set."""

    slug = "voip-superuser-remove"
    title = REMOVE
    description = gettext_lazy("Your telephone system goes on as it is set; nobody can change its settings.")
    icon = "trash-2"
    form_class = RemoveForm
    template = "contracts/orders/superuser_remove.html"

    def offered(self, situation: Situation) -> bool:
        return self.is_telephone_system(situation) and superuser_of(situation.product) is not None

    def refuse(self, situation: Situation, answers: Answers) -> None:
        superuser = superuser_of(situation.product)
        if superuser is None or superuser.username != answers["confirmed_name"]:
            raise OrderRefused(
                _("Your superuser has another user name. Please enter it exactly as it is shown.")
            )

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return [
            Row(_("Product"), situation.product.title),
            Row(_("User name that ends"), answers["confirmed_name"]),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [
            _(
                "After that nobody can change the settings of your telephone system until you create a new one."
            )
        ]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"superuser": "remove"}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """Who it was and since when stays in the audit trail."""
        superuser = superuser_of(product)
        if superuser is None:
            return
        record(
            "voip_superuser.removed",
            actor=system("carrier"),
            now=now,
            customer_id=order.customer_id,
            subject=product,
            old={"username": superuser.username, "created_at": superuser.created_at.isoformat()},
            note=order.number,
        )
        superuser.delete()
