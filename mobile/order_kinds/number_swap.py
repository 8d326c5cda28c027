"""Another number for a mobile contract: assigned, never wished for; the old one is gone (D7)."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import in_both
from contracts.orders.situation import Situation
from mobile.models import NumberKind
from mobile.rules.porting import number_is_gone
from portal.lib.phone_numbers import national
from portal.shell.formats import day_text

from .assigned import number_in
from .number_rows import change_number, present_number, refuse_during_another_change, release_of


class SwapForm(OrderForm):
    """Nothing to choose, but something to know."""

    gone_known = forms.BooleanField(
        label=gettext_lazy("I know that I lose my present number for ever."),
        error_messages={"required": gettext_lazy("Please confirm that you know this.")},
    )

    @property
    def number(self) -> str:
        present = present_number(self.situation)
        return present.national if present else ""

    @property
    def explanation(self) -> str:
        return number_is_gone()


class NumberSwap(OrderKind):
    """The fee is the price list's; the carrier names the new number when it is done."""

    slug = "number-swap"
    title = gettext_lazy("Swap the number")
    description = gettext_lazy("You get another number. It is assigned, it cannot be chosen.")
    icon = "refresh-cw"
    families = frozenset({Family.MOBILE})
    form_class = SwapForm
    template = "mobile/orders/swap_fields.html"
    order = 60

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and present_number(situation) is not None

    def refuse(self, situation: Situation, answers: Answers) -> None:
        present = present_number(situation)
        if present is None:
            raise OrderRefused(_("This contract has no number that could be swapped."))
        if present.kind == NumberKind.TEMPORARY:
            raise OrderRefused(
                _("Your present number is temporary: it is swapped for free when your own number comes.")
            )
        refuse_during_another_change(situation)
        if release := release_of(situation):
            raise OrderRefused(
                _("Your number is released for another provider until %(day)s. It cannot be swapped before.")
                % {"day": day_text(release.valid_until)}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "number"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        present = present_number(situation)
        return [
            Row(_("Number that ends"), present.national if present else ""),
            Row(_("New number"), _("is assigned by us")),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [number_is_gone()]

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        present = product.mobile_numbers.filter(valid_to=None).first()
        old = {"mobileNumber": present.number} if present else {}
        return (item("modify", product, {"numberAction": "swap", "newNumber": True, **old}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """If the carrier named no number, its next feed brings it and ends the old one."""
        number = number_in(order.carrier_assigned)
        if number:
            change_number(product, number, NumberKind.ASSIGNED, on=agreed.on)
        order.results = [
            {
                "label": in_both(lambda: _("Your new number")),
                "value": in_both(
                    lambda: (
                        national(number)
                        if number
                        else _("stands with your product as soon as it is reported")
                    )
                ),
            }
        ]
