"""Termination in the portal: to the next possible end or a later day, with a receipt at once (C11, § 312k BGB)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contracts.catalogue.items import Family
from contracts.catalogue.terms import term_of
from contracts.models import Order, Product, ProductStatus
from contracts.orders.agreed import Agreed
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.products import schedule_end
from contracts.orders.quotes import Quote
from contracts.orders.receipts import keep_order_receipt
from contracts.orders.situation import Situation
from contracts.papers import Declaration
from contracts.rules.ends import end_on_or_after, next_end
from portal.shell.formats import day_text

NEXT, LATER = "next", "later"


class TerminationForm(OrderForm):
    """When the contract shall end."""

    when = forms.ChoiceField(label=gettext_lazy("When shall the contract end?"), widget=forms.RadioSelect)
    wished_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Only if you choose a later day."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        field = self.fields["when"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (NEXT, _("As soon as possible: on %(day)s") % {"day": day_text(earliest_end(situation))}),
            (LATER, _("On a later day")),
        ]
        field.initial = NEXT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == LATER and not cleaned.get("wished_on") and "wished_on" not in self.errors:
            self.add_error("wished_on", _("Please enter the last day of the contract."))
        if cleaned.get("when") == NEXT:
            cleaned["wished_on"] = None
        return cleaned


class Termination(OrderKind):
    """Ordinary termination. Extraordinary ones state a reason and are read by people: the public form takes them.

    The carrier confirms within the lead time; then the product is terminated and runs until its last day, on which
    the job `end_terminated_products` lets it end. Until the carrier has confirmed, it can be cancelled like any order.
    """

    slug = "termination"
    title = gettext_lazy("Terminate contract")
    description = gettext_lazy("End this contract. You get a receipt with date and time at once.")
    icon = "x"
    families = frozenset(Family) - {Family.ACCOUNT, Family.MAILBOX, Family.MOBILE}
    form_class = TerminationForm
    template = "contracts/orders/termination.html"
    button = pgettext_lazy("button", "terminate now")
    thanks = gettext_lazy("We have received your termination")
    placed_mail = "order_declared"
    order = 900

    def offered(self, situation: Situation) -> bool:
        return situation.product.is_running and situation.product.status != ProductStatus.PENDING_TERMINATE

    def why_not(self, situation: Situation) -> str:
        product = situation.product
        if product.ends_on is None:
            return _("This contract is over already.")
        return _("This contract is terminated already. Its last day is %(day)s.") % {
            "day": day_text(product.ends_on)
        }

    def refuse(self, situation: Situation, answers: Answers) -> None:
        wished, first = wished_in(answers), earliest_end(situation)
        if wished is None:
            return
        if wished < first:
            raise OrderRefused(
                _("The contract can end on %(day)s at the earliest. Please choose that day or a later one.")
                % {"day": day_text(first)}
            )
        possible = end_on_or_after(wished, term_of(situation.product.term), **_contract(situation))
        if possible != wished:
            raise OrderRefused(
                _("This contract cannot end on %(wished)s. The next possible day is %(day)s.")
                % {"wished": day_text(wished), "day": day_text(possible)}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return "termination"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        last_day = last_day_in(situation, answers)
        confirmed_on = min(self.activation_on(situation, answers), last_day)
        return Quote(confirmed_on, one_off=self.fee(situation), ends_on=last_day)

    def name(self, situation: Situation, answers: Answers) -> str:
        return _("Termination: %(product)s") % {"product": situation.product.title}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        last_day = last_day_in(situation, answers)
        return [
            Row(_("Contract"), situation.product.title),
            Row(_("Contract number"), situation.product.number),
            Row(_("Type of termination"), _("ordinary")),
            Row(_("The contract ends on"), day_text(last_day)),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        parts = [
            _("“%(part)s” belongs to this contract and ends with it.") % {"part": part.title}
            for part in situation.parts()
        ]
        if situation.product.family == Family.TELEPHONY:
            parts.append(
                _("You can bring your telephone numbers to another provider, until one month after the end.")
            )
        return parts

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:
        ends_on = Quote.of_json(order.quote).ends_on
        keep_order_receipt(
            order,
            Declaration.TERMINATION,
            words=lambda: _("I terminate the contract named here."),
            next_steps=lambda: [_("We confirm by mail that the contract is terminated.")],
            ends_on=ends_on,
            now=now,
        )

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("delete", product, {"lastDay": order.quote["endsOn"]}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        assert agreed.quote.ends_on is not None  # noqa: S101
        schedule_end(product, last_day=agreed.quote.ends_on)


def earliest_end(situation: Situation) -> date:
    """The next possible last day, for notice that is given today."""
    return next_end(term_of(situation.product.term), **_contract(situation)).last_day


def last_day_in(situation: Situation, answers: Answers) -> date:
    """The last day that the answers ask for."""
    return wished_in(answers) or earliest_end(situation)


def wished_in(answers: Answers) -> date | None:
    """The later day that was chosen, if any."""
    text = answers.get("wished_on")
    return date.fromisoformat(text) if answers.get("when") == LATER and text else None


def _contract(situation: Situation) -> dict[str, Any]:
    return {
        "started_on": situation.product.started_on,
        "minimum_term_ends_on": situation.product.minimum_term_ends_on,
        "today": situation.today,
    }
