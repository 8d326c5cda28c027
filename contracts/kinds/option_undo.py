"""Options that a consumer can withdraw from: the order notes what it adds and what ends with it (C11)."""

from datetime import datetime

from contracts.models import Order, Product
from contracts.orders.agreed import Agreed
from contracts.orders.undoing import Undoable, note_added, note_ending

from .option_rules import shares_group
from .options import Choice, OptionChange


class UndoableOption(Undoable, OptionChange):
    """An ended option costs nothing, so nobody withdraws from it; an added one goes, and what it replaced returns."""

    def complete(self, order: Order, product: Product, agreed: Agreed, *, now: datetime) -> None:
        choice = Choice.of(order.answers)
        if choice.adds:
            options = agreed.catalogue.options
            replaced = [code for code, o in options.items() if shares_group(o, options[choice.code])]
            note_added(order, choice.code)
            note_ending(order, product, replaced, on=agreed.on)
        super().complete(order, product, agreed, now=now)
