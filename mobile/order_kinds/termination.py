"""Terminating a mobile contract: its options end with it, its number can be taken along (C8, C12, D7)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.kinds.termination import Termination, last_day_in
from contracts.models import OptionRole
from contracts.orders.kind import Answers
from contracts.orders.situation import Situation
from mobile.models import SimCard
from mobile.rules.porting import last_day_to_port
from portal.shell.formats import day_text


class MobileTermination(Termination):
    """As every termination, with what a mobile contract loses by it."""

    slug = "mobile-termination"
    title = gettext_lazy("Terminate the mobile contract")
    description = gettext_lazy(
        "End this contract with its options. You get a receipt with date and time at once."
    )
    families = frozenset({Family.MOBILE})

    def notes(self, situation: Situation, answers: Answers) -> list[str]:
        last_day = last_day_in(situation, answers)
        ending = [
            _("The option “%(option)s” ends with the contract.") % {"option": row.title}
            for row in situation.options
            if row.role == OptionRole.OPTION and (row.valid_to is None or row.valid_to > last_day)
        ]
        days = {"day": day_text(last_day)}
        cards = SimCard.objects.living().filter(product=situation.product).count()
        useless = [_("After %(day)s your SIM cards do not work any more.") % days] if cards else []
        port = _(
            "You can take your number to another provider, now and until %(day)s. After that it goes back to us."
        ) % {"day": day_text(last_day_to_port(last_day))}
        return [*super().notes(situation, answers), *ending, *useless, port]
