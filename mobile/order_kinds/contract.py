"""A new mobile contract: plan, number, cards; its minimum term begins with the activation (C8, D1, D2, D7)."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import FREE, Family, Offering, Price
from contracts.models import OptionRole, Order, Product
from contracts.orders.agreed import Agreed, agreed_in
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderKind, Row, item
from contracts.orders.placing import rows_as_json
from contracts.orders.products import add_option, new_product
from contracts.orders.quotes import Quote, quote_for
from contracts.orders.situation import Situation
from contracts.orders.undoing import Undoable, note_new_product
from mobile.models import MobileNumber, NumberKind
from mobile.rules import barriers
from mobile.rules.porting import port_in_fault
from mobile.rules.sims import multicard_fault
from portal.lib.periods import add_months
from portal.lib.phone_numbers import national
from portal.shell.formats import day_text

from .assigned import add_cards, number_in
from .cards import new_card_rows
from .contract_choice import Port, cards_in, options_in, ordered_options
from .contract_form import MobileContractForm
from .contract_words import notes_for, summary_of
from .delivery import delivery_for_carrier
from .plans import plan_in, plans_for
from .prices import card_price

MONTHS_AHEAD = 6  # so long before its old contract ends a number can be ordered here


class MobileContract(Undoable, OrderKind):
    """A plan, with a data package if wanted; a new number, or the customer's own from the port on.

    With a temporary number the contract begins after the lead time; without one it begins with the own number.
    """

    slug = "mobile-contract"
    title = gettext_lazy("New mobile contract")
    description = gettext_lazy("Order a mobile plan, with a new number or your own.")
    icon = "smartphone"
    families = frozenset({Family.ACCOUNT})
    form_class = MobileContractForm
    template = "mobile/orders/contract.html"
    has_contract_summary = True
    begins_contract = True
    order = 6

    def offered(self, situation: Situation) -> bool:
        return bool(plans_for(situation))

    def refuse(self, situation: Situation, answers: Answers) -> None:
        plan, further = plan_in(situation, answers), cards_in(answers) - 1
        options_in(situation, answers)
        if further:
            fault = multicard_fault([1], wanted=further, most=plan.number("sim_cards_max") or 1)
            if fault:
                raise OrderRefused(fault)
        port = Port.of(answers)
        if port is not None:
            self._refuse_port(situation, port)

    def _refuse_port(self, situation: Situation, port: Port) -> None:
        fault = port_in_fault(old_contract_ends_on=port.old_ends_on, today=situation.today)
        if fault:
            raise OrderRefused(fault)
        last = add_months(situation.today, MONTHS_AHEAD)
        if port.day(first=self.first_day(situation), land=situation.land) > last:
            raise OrderRefused(
                _(
                    "Your number can come on %(day)s at the latest. Please order closer to the end of your "
                    "present contract."
                )
                % {"day": day_text(last)}
            )
        if MobileNumber.objects.filter(number=port.number, valid_to=None).exists():
            raise OrderRefused(_("This number is in our network already. It cannot be brought along."))

    def subject(self, situation: Situation, answers: Answers) -> str:
        """One open order for each number; new contracts of one plan one after the other."""
        return f"mobile:{answers.get('number') or answers['offering']}"

    # Days

    def first_day(self, situation: Situation) -> date:
        """The earliest day, by the lead time."""
        return super().activation_on(situation, {})

    def activation_on(self, situation: Situation, answers: Answers) -> date:
        first, port = self.first_day(situation), Port.of(answers)
        if port is None or port.wants_temporary:
            return first
        return port.day(first=first, land=situation.land)

    # Price and words

    def quote(self, situation: Situation, answers: Answers) -> Quote:
        plan = plan_in(situation, answers)
        prices = [
            plan.price,
            *(option.price for option in options_in(situation, answers)),
            card_price(situation, cards_in(answers) - 1),
        ]
        return quote_for(
            Price(sum((p.monthly for p in prices), FREE), sum((p.one_off for p in prices), FREE)),
            activation_on=self.activation_on(situation, answers),
            fee=self.fee(situation),
            term=plan.term,
        )

    def target(self, situation: Situation, answers: Answers) -> Offering | None:
        return plan_in(situation, answers)

    def name(self, situation: Situation, answers: Answers) -> str:
        return _("New mobile contract: %(plan)s") % {"plan": plan_in(situation, answers).name}

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        return summary_of(situation, answers, first=self.first_day(situation))

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return notes_for(situation, answers, first=self.first_day(situation))

    # Carrier and effect

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        """The plan with its cards and its number, then each option as an item of its own."""
        answers = order.answers
        wishes = {"simCards": cards_in(answers), **delivery_for_carrier(answers), **_number_wishes(order)}
        plan = item("add", product, wishes, offering=answers["offering"])
        ordered = ordered_options(agreed_in(order).catalogue, answers)
        options = [item("add", product, {}, offering=option.code) for option in ordered]
        return (plan, *({**option, "id": str(place)} for place, option in enumerate(options, 2)))

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """Contract, options, usual barriers, cards and number. What the carrier did not name its next feed brings.

        IntegrityError when a card or the number is somebody else's: the order waits for staff then.
        """
        plan = agreed.catalogue.offerings[order.answers["offering"]]
        contract = new_product(order, plan, now=now)
        note_new_product(order, contract)
        for entry in ordered_options(agreed.catalogue, order.answers):
            add_option(contract, entry, role=OptionRole.OPTION, on=agreed.on, monthly=entry.price.monthly)
            contract.monthly_price -= entry.price.monthly  # the quote has it all in one sum
        contract.save(update_fields=["monthly_price"])
        for group in barriers.defaults(plan, agreed.catalogue.barriers):
            add_option(contract, group, role=OptionRole.BARRIER, on=agreed.on)
        cards = add_cards(contract, order.carrier_assigned, range(1, cards_in(order.answers) + 1), now=now)
        numbers = _add_numbers(order, contract, on=agreed.on)
        order.results = rows_as_json(
            lambda: [
                *(Row(_("Your number"), _named(number)) for number in numbers),
                *(new_card_rows(len(cards)) if cards else ()),
            ]
        )

    def undo(self, order: Order, *, on: date, now: datetime) -> None:
        """With the contract its numbers go: a number that was brought along can be ordered again."""
        super().undo(order, on=on, now=now)
        numbers = MobileNumber.objects.filter(product=order.effect["new_product"]).exclude(valid_to__lte=on)
        numbers.filter(valid_from__gte=on).delete()
        numbers.update(valid_to=on)


def _named(number: MobileNumber) -> str:
    """`0151 1010 0018 (assigned by us)`."""
    return f"{national(number.number)} ({number.get_kind_display()})"


def _number_wishes(order: Order) -> dict[str, Any]:
    port, on = Port.of(order.answers), order.activation_on
    assert on is not None  # noqa: S101
    if port is None:
        return {"newNumber": True}
    land = settings.FEDERAL_STATE
    return {
        "portedNumber": port.number,
        "presentProvider": port.provider,
        "portOn": port.day(first=on, land=land).isoformat(),
        "temporaryNumber": port.has_temporary(first=on, land=land),
    }


def _add_numbers(order: Order, contract: Product, *, on: date) -> list[MobileNumber]:
    """The number from the first day on; the own one from the day it comes, a temporary one before."""
    port, assigned = Port.of(order.answers), number_in(order.carrier_assigned)
    begins = port.day(first=on, land=settings.FEDERAL_STATE) if port else on
    rows = []
    if assigned and port is None:
        rows.append(MobileNumber(number=assigned, kind=NumberKind.ASSIGNED, valid_from=on))
    if assigned and port is not None and begins > on:
        rows.append(MobileNumber(number=assigned, kind=NumberKind.TEMPORARY, valid_from=on, valid_to=begins))
    if port is not None:
        rows.append(MobileNumber(number=port.number, kind=NumberKind.PORTED, valid_from=begins))
    for row in rows:
        row.product = contract
        row.save(force_insert=True)
    return rows
