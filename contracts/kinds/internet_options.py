"""Options of an internet line: router, mesh, fixed address, faster upload (C8)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family, Option
from contracts.orders.errors import OrderRefused
from contracts.orders.situation import Situation

from .options import OptionKind


class InternetOption(OptionKind):
    """One option of a line is added or ended; some need a fast line."""

    slug = "internet-option"
    title = gettext_lazy("Internet options")
    description = gettext_lazy("Add an option to your line, or end one.")
    families = frozenset({Family.INTERNET})
    ended_sentence = gettext_lazy("Your line is terminated: no option can be added any more.")

    def refuse_add(self, situation: Situation, option: Option) -> None:
        speed = situation.offering.number("downstream_max_mbit") if situation.offering else 0
        if option.minimum_downstream_mbit > speed:
            raise OrderRefused(
                _(
                    "This option needs a line with at least %(needed)s Mbit/s; yours has %(speed)s Mbit/s. "
                    "Please change the bandwidth first."
                )
                % {"needed": option.minimum_downstream_mbit, "speed": speed}
            )
        super().refuse_add(situation, option)
