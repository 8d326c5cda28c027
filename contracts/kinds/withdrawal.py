"""Withdrawal in the portal: within a fortnight a consumer undoes an order, with a receipt at once (§ 356a BGB)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contracts.catalogue.items import Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.cancelling import ask_to_cancel, may_cancel
from contracts.orders.errors import OrderRefused
from contracts.orders.fields import Offer, OfferField
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.locks import locked_order
from contracts.orders.moves import Cause, move_order
from contracts.orders.quotes import Quote
from contracts.orders.receipts import keep_order_receipt
from contracts.orders.registry import kind_of
from contracts.orders.situation import GONE, Situation
from contracts.orders.states import OrderState
from contracts.orders.undoing import Undoable
from contracts.orders.withdrawing import CHOSEN, SLUG, deadline_of, later_change, withdrawable
from contracts.papers import Declaration
from portal.audit.trail import Actor, record, system
from portal.shell.formats import day_text

ACTOR = system("carrier")


class WithdrawalForm(OrderForm):
    """Which order."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        orders = withdrawable(situation)
        offers = [
            Offer(
                order.number,
                order.name,
                _("Order %(number)s of %(day)s") % {"number": order.number, "day": day_text(order.placed_at)},
                _("until %(day)s") % {"day": day_text(deadline_of(order, situation.land))},
            )
            for order in orders
        ]
        self.fields["order"] = OfferField(label=_("Which order do you withdraw from?"), offers=offers)
        if len(orders) == 1:
            self.fields["order"].initial = orders[0].number


class Withdrawal(OrderKind):
    """An order that is still open is stopped; one that is done is undone by its own kind."""

    slug = SLUG
    title = gettext_lazy("Withdraw from an order")
    description = gettext_lazy(
        "Within 14 days you can withdraw from an order without a reason. You get a receipt with date and time at once."
    )
    icon = "x"
    families = frozenset(Family)
    form_class = WithdrawalForm
    button = pgettext_lazy("button", "Confirm withdrawal")
    thanks = gettext_lazy("We have received your withdrawal")
    placed_mail = "order_declared"
    is_cancellable = False  # a withdrawal takes effect when it reaches us (§ 355 (1) BGB)
    order = 910

    def offered(self, situation: Situation) -> bool:
        in_time = (o for o in withdrawable(situation) if situation.today <= deadline_of(o, situation.land))
        return situation.is_consumer and any(in_time)

    def why_not(self, situation: Situation) -> str:
        """Whoever comes too late gets the day, and the way that is still open."""
        if not situation.is_consumer:
            return _("Only consumers can withdraw from an order.")
        late = withdrawable(situation)
        if late:
            return too_late(situation, late[0])
        return _("There is no order of the last 14 days that you could withdraw from.")

    def preset(self, query: QueryDict) -> dict[str, Any]:
        return {"order": query[CHOSEN]} if CHOSEN in query else {}

    def refuse(self, situation: Situation, answers: Answers) -> None:
        order = chosen(situation, answers)
        if situation.today > deadline_of(order, situation.land):
            raise OrderRefused(too_late(situation, order))
        later = later_change(situation, order)
        if later is not None:
            raise OrderRefused(
                _(
                    "Order %(number)s changed the same thing later. Please withdraw from it first, or cancel it."
                )
                % {"number": later.number}
            )

    def subject(self, situation: Situation, answers: Answers) -> str:
        return f"withdrawal:{answers['order']}"

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        return Quote(self.activation_on(situation, answers))

    def name(self, situation: Situation, answers: Answers) -> str:
        order = chosen(situation, answers)
        return _("Withdrawal: %(order)s") % {"order": order.name}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        order = chosen(situation, answers)
        return [
            Row(_("Order"), order.number),
            Row(_("What was ordered"), order.name),
            Row(_("Ordered on"), day_text(order.placed_at)),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        order = chosen(situation, answers)
        if order.is_open:
            return [_("This order is not done yet: we stop it.")]
        if "new_product" in order.effect:
            told = [_("The new contract ends. You pay only for the days on which you had it.")]
        else:
            told = [_("Everything is put back to what it was before. You pay only for the days until then.")]
        return [*told, _("We pay back what you paid beyond that, within fourteen days.")]

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:
        keep_order_receipt(
            order,
            Declaration.WITHDRAWAL,
            words=lambda: _("I withdraw from the contract named here."),
            next_steps=lambda: [_("We tell you by mail when the order is undone.")],
            now=now,
        )
        target = target_of(order)
        if may_cancel(target):
            login = order.placed_by
            actor = Actor(login.kind, login.identifier, login.pk) if login else ACTOR
            ask_to_cancel(order=target, login_id=order.placed_by_id, actor=actor, now=now)

    def must_reach_carrier(self, order: Order) -> bool:
        """What never left for the carrier is cancelled at once."""
        return target_of(order).state != OrderState.CANCELLED

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return (item("modify", product, {"withdrawnOrder": order.answers["order"]}),)

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        target = target_of(order)
        kind = kind_of(target.kind)
        if target.is_open:
            move_order(
                order_id=target.pk, to=OrderState.CANCELLED, cause=Cause.CUSTOMER, actor=ACTOR, now=now
            )
        elif target.state == OrderState.COMPLETED and isinstance(kind, Undoable):
            kind.undo(target, on=agreed.on, now=now)
            record(
                "order.undone",
                actor=ACTOR,
                now=now,
                customer_id=target.customer_id,
                subject=target,
                new={"withdrawal": order.number, "from": agreed.on},
            )


def chosen(situation: Situation, answers: Answers) -> Order:
    """The order that is withdrawn from; OrderRefused when it is none of those."""
    for order in withdrawable(situation):
        if order.number == answers.get("order"):
            return order
    raise OrderRefused(GONE)


def too_late(situation: Situation, order: Order) -> str:
    """The public form receives what is refused here."""
    sentence = _(
        "The time to withdraw from this order ended on %(day)s. If you see that differently, use the form “Withdraw "
        "from a contract” at the end of this page: our service centre looks at it."
    )
    return sentence % {"day": day_text(deadline_of(order, situation.land))}


def target_of(withdrawal: Order) -> Order:
    """The order that a withdrawal names, locked with its product."""
    return locked_order(number=withdrawal.answers["order"])
