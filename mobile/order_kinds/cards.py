"""What kinds of order about one SIM card share: which cards there are, how one is chosen, what is refused (D3)."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.catalogue.items import Family
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers, OrderForm, OrderKind, Row
from contracts.orders.situation import Situation
from mobile.models import MobileNumber, SimCard, SimState

Fault = Callable[[str], str]  # a card's state → why not; "" when nothing is in the way
UNPROVEN = (SimState.ORDERED, SimState.SENT, SimState.INACTIVE)
NO_SUCH_CARD = gettext_lazy("This card does not belong to your contract. Please choose again.")


def cards_of(situation: Situation) -> list[SimCard]:
    """Every card of the contract, replaced ones too; asked for once per situation."""
    prefetch_related_objects([situation.product], "sims")
    return list(situation.product.sims.all())


def current_cards(situation: Situation) -> list[SimCard]:
    """Those that customers still deal with."""
    return [card for card in cards_of(situation) if card.state != SimState.REPLACED]


def number_on_card(situation: Situation) -> MobileNumber | None:
    """The number that the contract has today."""
    prefetch_related_objects([situation.product], "mobile_numbers")
    today = situation.today
    valid = [
        row
        for row in situation.product.mobile_numbers.all()
        if row.valid_from <= today and (row.valid_to is None or row.valid_to > today)
    ]
    return valid[-1] if valid else None


def card_title(card: SimCard) -> str:
    """Tells cards apart by the end of the printed number; of a card that waits for its activation only the place:
    whoever activates it proves with those digits that it has arrived."""
    if card.state in UNPROVEN:
        return _("Card %(position)d") % {"position": card.position}
    return _("Card ending in %(end)s") % {"end": card.iccid[-4:]}


def card_name(card: SimCard) -> str:
    """The title with the card's state."""
    return f"{card_title(card)} ({card.get_state_display()})"


def new_card_rows(named: int) -> list[Row]:
    """What a finished order says about the cards that the carrier named, never their numbers: see `card_title`."""
    label = ngettext("Your new SIM card", "Your new SIM cards", max(named, 1))
    if not named:
        return [Row(label, _("stands with your contract as soon as it is reported"))]
    what_now = ngettext(
        "please activate it here when it has arrived",
        "please activate them here when they have arrived",
        named,
    )
    return [Row(label, what_now)]


class CardField(forms.ChoiceField):
    """Choose one of the cards that nothing speaks against; for another card of the contract the reason is told."""

    def __init__(self, situation: Situation, fault: Fault, **options: Any) -> None:
        cards = current_cards(situation)
        self.faults = {str(card.pk): fault(card.state) for card in cards_of(situation)}
        possible = [(str(card.pk), card_name(card)) for card in cards if not self.faults[str(card.pk)]]
        super().__init__(
            label=options.pop("label", gettext_lazy("Which SIM card?")),
            choices=possible,
            widget=forms.RadioSelect,
            initial=possible[0][0] if len(possible) == 1 else None,
            error_messages={
                "required": gettext_lazy("Please choose a SIM card."),
                "invalid_choice": NO_SUCH_CARD,
            },
            **options,
        )

    def validate(self, value: Any) -> None:
        if self.faults.get(str(value)):
            raise ValidationError(self.faults[str(value)])
        super().validate(value)


class CardKind(OrderKind):
    """An order about one card."""

    families = frozenset({Family.MOBILE})
    icon = "smartphone"

    @abstractmethod
    def fault(self, state: str) -> str:
        """Why this cannot be done with a card in that state; "" when it can."""

    def offered(self, situation: Situation) -> bool:
        cards = current_cards(situation)
        return situation.product.is_running and any(not self.fault(card.state) for card in cards)

    def why_not(self, situation: Situation) -> str:
        faults = (self.fault(card.state) for card in current_cards(situation))
        return next((fault for fault in faults if fault), "")

    def answers_of(self, form: OrderForm) -> dict[str, Any]:
        answers = super().answers_of(form)
        return {**answers, "sim": int(answers["sim"])}

    def refuse(self, situation: Situation, answers: Answers) -> None:
        if fault := self.fault(card_in(situation, answers).state):
            raise OrderRefused(fault)

    def subject(self, situation: Situation, answers: Answers) -> str:
        return f"{self.slug}:{answers['sim']}"

    def card_rows(self, situation: Situation, answers: Answers) -> list[Row]:
        """The contract's number and the card, as every summary of these kinds begins."""
        return [*number_rows(situation), Row(_("SIM card"), card_title(card_in(situation, answers)))]


def card_in(situation: Situation, answers: Answers) -> SimCard:
    """The card that the answers name; OrderRefused when it is not one of this contract."""
    for card in cards_of(situation):
        if card.pk == answers["sim"]:
            return card
    raise OrderRefused(str(NO_SUCH_CARD))


def number_rows(situation: Situation) -> list[Row]:
    number = number_on_card(situation)
    return [Row(_("Number"), number.national)] if number else []
