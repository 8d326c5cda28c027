"""Options of an internet line: router, mesh, fixed address, faster upload (C8)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.models import ProductStatus
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers
from contracts.orders.situation import Situation
from portal.shell.formats import day_text

from .option_undo import UndoableOption
from .options import Choice


class InternetOption(UndoableOption):
    """One option of a line is added or ended. Some need a fast line, and none can be added to a line that ends."""

    slug = "internet-option"
    title = gettext_lazy("Internet options")
    description = gettext_lazy("Add an option to your line, or end one.")
    families = frozenset({Family.INTERNET})
    order = 20

    def refuse(self, situation: Situation, answers: Answers) -> None:
        choice = Choice.of(answers)
        if choice.adds:
            _refuse_ending_line(situation)
            _refuse_slow_line(situation, choice.code)
        super().refuse(situation, answers)


def _refuse_ending_line(situation: Situation) -> None:
    product = situation.product
    if product.status == ProductStatus.PENDING_TERMINATE:
        raise OrderRefused(
            _("Your line is terminated to %(day)s: no option can be added any more.")
            % {"day": day_text(product.ends_on or situation.today)}
        )


def _refuse_slow_line(situation: Situation, code: str) -> None:
    needed = situation.option_sold(code).minimum_downstream_mbit
    speed = situation.offering.number("downstream_max_mbit") if situation.offering else 0
    if needed > speed:
        raise OrderRefused(
            _(
                "This option needs a line with at least %(needed)s Mbit/s; yours has %(speed)s Mbit/s. "
                "Please change the bandwidth first."
            )
            % {"needed": needed, "speed": speed}
        )
