"""Releasing a number, so that another provider can fetch it (D7, A14; § 59 TKG)."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import FREE, Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import in_both
from contracts.orders.situation import Situation
from mobile.models import NumberKind, PortingRelease
from mobile.rules.porting import last_day_to_port, port_out_fault
from portal.shell.formats import day_text

from .number_rows import present_number, refuse_during_another_change, release_of

RELEASED_DAYS = 30  # what providers in Germany agree on; a new release can be ordered then


class PortOutForm(OrderForm):
    """Nothing to choose, but something to know."""

    gone_known = forms.BooleanField(
        label=gettext_lazy("I know that this contract loses its number when the other provider fetches it."),
        error_messages={"required": gettext_lazy("Please confirm that you know this.")},
    )

    @property
    def number(self) -> str:
        present = present_number(self.situation)
        return present.national if present else ""


class PortOut(OrderKind):
    """The release has a last day. Consumers never pay for taking a number along."""

    slug = "port-out"
    title = gettext_lazy("Release the number for another provider")
    description = gettext_lazy("Then you can take your number along to another provider.")
    icon = "log-out"
    families = frozenset({Family.MOBILE})
    form_class = PortOutForm
    template = "mobile/orders/port_out_fields.html"
    fresh_proof = True
    order = 62

    def offered(self, situation: Situation) -> bool:
        """Also after the end of the contract, as long as the number can be taken along."""
        fault = port_out_fault(contract_ends_on=situation.product.ends_on, today=situation.today)
        return present_number(situation) is not None and not fault

    def why_not(self, situation: Situation) -> str:
        return port_out_fault(contract_ends_on=situation.product.ends_on, today=situation.today)

    def refuse(self, situation: Situation, answers: Answers) -> None:
        if fault := self.why_not(situation):
            raise OrderRefused(fault)
        present = present_number(situation)
        if present is None or present.kind == NumberKind.TEMPORARY:
            raise OrderRefused(_("A temporary number goes back to us and cannot be taken along."))
        if release := release_of(situation):
            raise OrderRefused(
                _("Your number is released already, until %(day)s.") % {"day": day_text(release.valid_until)}
            )
        refuse_during_another_change(situation)

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "number"

    def fee(self, situation: Situation) -> Any:
        return FREE if situation.is_consumer else super().fee(situation)

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        present = present_number(situation)
        until = last_day_of_release(
            self.activation_on(situation, answers), contract_ends_on=situation.product.ends_on
        )
        return [
            Row(_("Number that is released"), present.national if present else ""),
            Row(_("Other providers can fetch it until"), day_text(until)),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        notes = [
            _(
                "Please order the porting with the other provider while the release holds. "
                "When the number is there, this contract has it no more, and it does not come back."
            )
        ]
        if situation.product.ends_on is None:
            notes.append(
                _("Your contract with us goes on and costs what it costs now until you terminate it.")
            )
        return notes

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"numberAction": "release"}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        until = last_day_of_release(agreed.on, contract_ends_on=product.ends_on)
        number = product.mobile_numbers.order_by("valid_from", "pk").filter(valid_from__lte=agreed.on).last()
        if number is None:
            raise ValueError(f"order {order.number}: the contract has no number to release")
        PortingRelease.objects.create(
            product=product, number=number.number, valid_from=agreed.on, valid_until=until
        )
        order.results = [
            {"label": in_both(lambda: _("Released until")), "value": in_both(lambda: day_text(until))}
        ]


def last_day_of_release(begins_on: date, *, contract_ends_on: date | None) -> date:
    """30 days, but not beyond the last day on which the number can be taken along; one day at least."""
    until = begins_on + timedelta(days=RELEASED_DAYS)
    if contract_ends_on is None:
        return until
    return max(begins_on, min(until, last_day_to_port(contract_ends_on)))
