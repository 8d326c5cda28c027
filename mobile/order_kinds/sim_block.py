"""Blocking lost SIM cards: two clicks, at any hour, one card or all of them (C2, D3; section 7.5 of the seed)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.at_once import customer_of
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row, item
from contracts.orders.placing import in_both
from contracts.orders.quotes import activation_day
from contracts.orders.situation import Situation
from contracts.orders.states import OrderState
from mobile.block_notices import tell_staff
from mobile.models import SimCard, SimEvent, SimState
from mobile.rules.sims import block_fault
from mobile.sim_states import Mover, SimMoveRefused, may_move, move_sim
from portal.audit.trail import system
from portal.lib.working_days import add_working_days
from portal.shell.formats import day_text

from .cards import NO_SUCH_CARD, card_name, card_title, cards_of, current_cards, number_rows

ALL = "all"
LATEST_WORKING_DAYS = 3  # section 7.5: up to three Werktage may pass
CARRIER = system("carrier")


class BlockForm(OrderForm):
    """Which card. Cards that are blocked already stay in the list, so that a form sent twice stays the same form."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        cards = [card for card in current_cards(situation) if card.is_living]
        choices = [(str(card.pk), card_name(card)) for card in cards]
        if len(cards) > 1:
            choices.append((ALL, _("All cards with this number")))
        self.fields["cards"] = forms.ChoiceField(
            label=_("Which SIM card is lost?"),
            choices=choices,
            widget=forms.RadioSelect,
            initial=choices[0][0] if len(choices) == 1 else None,
            error_messages={"required": _("Please choose a SIM card."), "invalid_choice": NO_SUCH_CARD},
        )

    @property
    def latest(self) -> date:
        """By when the block works where the carrier sets it at once."""
        return latest_day(self.situation)

    @property
    def is_at_once(self) -> bool:
        service = self.situation.service("sim-block")
        return service is None or not service.lead_time_days

    @property
    def works_on(self) -> date:
        service = self.situation.service("sim-block")
        return activation_day(
            self.situation.today, service.lead_time_days if service else 0, self.situation.land
        )


class SimBlock(OrderKind):
    """The portal marks the card when the order is placed; the carrier follows. If it finally says no, the mark is
    taken back, the customer is told to call, and so is the service centre."""

    slug = "sim-block"
    title = gettext_lazy("Block a SIM card")
    description = gettext_lazy("Lost or stolen? After the block nobody can use the card any more.")
    icon = "lock"
    families = frozenset({Family.MOBILE})
    form_class = BlockForm
    template = "mobile/orders/block_fields.html"
    foot_template = "mobile/orders/night_lines.html"
    next_template = "mobile/orders/block_next.html"
    skips_check = True
    button = gettext_lazy("Block now")
    is_cancellable = False  # unblocking is for the service centre alone
    order = 5

    def offered(self, situation: Situation) -> bool:
        """A card that is blocked already keeps the page open: whoever presses twice sees the same order."""
        return situation.product.is_running and any(card.is_living for card in current_cards(situation))

    def why_not(self, situation: Situation) -> str:
        return next((fault for card in current_cards(situation) if (fault := block_fault(card.state))), "")

    def answers_of(self, form: OrderForm) -> dict[str, Any]:
        """The cards themselves: of all, those that can be blocked."""
        chosen = form.cleaned_data["cards"]
        if chosen != ALL:
            return {"cards": [int(chosen)]}
        cards = current_cards(form.situation)
        return {"cards": [card.pk for card in cards if not block_fault(card.state)]}

    def refuse(self, situation: Situation, answers: Answers) -> None:
        chosen = chosen_cards(situation, answers)
        if not chosen:
            raise OrderRefused(_("All your cards are blocked already."))
        for card in chosen:
            if fault := block_fault(card.state):
                raise OrderRefused(fault)

    def subject(self, situation: Situation, answers: Answers) -> str:
        return f"{self.slug}:{','.join(str(pk) for pk in sorted(answers['cards']))}"

    def summary(self, situation: Situation, answers: Answers) -> list[Row]:
        cards = [card_title(card) for card in chosen_cards(situation, answers)]
        when = _("at once, at the latest by %(day)s") % {"day": day_text(latest_day(situation))}
        if self.lead_time_days(situation):
            when = _("on %(day)s") % {"day": day_text(self.activation_on(situation, answers))}
        return [
            *number_rows(situation),
            Row(_("Blocked card"), ", ".join(cards)),
            Row(_("The block works"), when),
            *(
                Row(str(line.label), _spoken(line.number, line.from_abroad))
                for line in settings.BRAND.night_lines
            ),
        ]

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        return [
            _("Only our service centre can unblock the card. Your contract and its price go on."),
            _("If you need a new card, order a replacement afterwards."),
        ]

    def placed(self, order: Order, secrets: Mapping[str, str], *, now: datetime) -> None:
        """The mark is set at once, whether the carrier can be reached or not."""
        actor = customer_of(order)
        for card in cards_in(order):
            try:
                move_sim(sim=card, to=SimState.BLOCKED_LOSS, actor=actor, now=now, reason=order.number)
            except SimMoveRefused as refused:
                raise OrderRefused(str(refused)) from refused

    def to_carrier(self, order: Order, product: Product) -> tuple[dict[str, Any], ...]:
        return tuple(
            {**item("modify", product, {"simAction": "block", "iccid": card.iccid}), "id": str(position)}
            for position, card in enumerate(cards_in(order), 1)
        )

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        """The mark is there already, unless a feed has taken it away meanwhile."""
        for card in cards_in(order):
            if may_move(card.state, SimState.BLOCKED_LOSS, Mover.CARRIER):
                move_sim(sim=card, to=SimState.BLOCKED_LOSS, actor=CARRIER, now=now, reason=order.number)
        order.results = [
            {"label": in_both(lambda: _("SIM card")), "value": in_both(lambda: _("blocked by the network"))}
        ]

    def dropped(self, order: Order, *, now: datetime) -> None:
        """The carrier will not block: nobody may believe that the card is safe."""
        if order.state != OrderState.PARTIAL:  # then the carrier's feed knows which card is blocked
            take_back(order, now)
        order.results = [
            {
                "label": in_both(lambda: _("Important")),
                "value": in_both(lambda: _("The card may still work. Please call us at once: %s") % _lines()),
            }
        ]
        tell_staff(order, cards_in(order), now=now)


def take_back(order: Order, now: datetime) -> None:
    """Cards that this order has marked are again what they were."""
    marked = SimEvent.objects.filter(sim__in=cards_in(order), new_state=SimState.BLOCKED_LOSS)
    for event in marked.filter(reason=order.number).select_related("sim"):
        before = SimState(event.old_state)
        if event.sim.state == SimState.BLOCKED_LOSS and may_move(event.sim.state, before, Mover.CARRIER):
            move_sim(sim=event.sim, to=before, actor=CARRIER, now=now, reason=order.number)


def cards_in(order: Order) -> list[SimCard]:
    """The cards of an order that was placed."""
    return list(SimCard.objects.filter(pk__in=order.answers["cards"], product__orders=order))


def chosen_cards(situation: Situation, answers: Answers) -> list[SimCard]:
    """OrderRefused when one is no card of this contract."""
    by_key = {card.pk: card for card in cards_of(situation)}
    if not set(answers["cards"]) <= set(by_key):
        raise OrderRefused(str(NO_SUCH_CARD))
    return [by_key[pk] for pk in answers["cards"]]


def latest_day(situation: Situation) -> date:
    """The day by which the block works whatever happens."""
    return add_working_days(situation.today, LATEST_WORKING_DAYS, situation.land)


def _spoken(number: str, from_abroad: str) -> str:
    return (
        _("%(number)s, from abroad %(abroad)s") % {"number": number, "abroad": from_abroad}
        if from_abroad
        else number
    )


def _lines() -> str:
    """The numbers that are answered at any hour; without one, the hotline."""
    lines = settings.BRAND.night_lines or (settings.BRAND.hotline,)
    return "; ".join(_spoken(line.number, line.from_abroad) for line in lines)
