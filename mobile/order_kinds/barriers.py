"""Barriers of a mobile number: several at once, free or by the price list (C8, D6, § 61 TKG)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.items import Family
from contracts.kinds.barrier_rules import Change, groups_of, holders_of, lift_price
from contracts.kinds.barriers import BarrierOrder, BarriersForm
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import Answers
from contracts.orders.situation import Situation


class MobileBarriersForm(BarriersForm):
    """Says besides what is barred from the start, and what MMS abroad need (section 3.3.1 of the description)."""

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        super().__init__(situation, *args, **options)
        from_the_start = ", ".join(str(group.name) for group in groups_of(situation) if group.on_by_default)
        if from_the_start:
            field = self.fields["barriers"]
            field.help_text = _(
                "A tick means barred. Remove a tick to lift a barrier. Set from the start, to protect you from "
                "costs: “%(groups)s”. MMS abroad are possible only when you lift it."
            ) % {"groups": from_the_start}


class MobileBarriers(BarrierOrder):
    """Barrier groups of a mobile number, with all its cards."""

    slug = "mobile-barriers"
    description = gettext_lazy(
        "Bar numbers and services, several at once. Barring numbers is free. Emergency calls are always possible."
    )
    families = frozenset({Family.MOBILE})
    form_class = MobileBarriersForm

    def refuse(self, situation: Situation, answers: Answers) -> None:
        super().refuse(situation, answers)
        for code in Change.of(answers).sets:
            group = situation.catalogue.barriers[code]
            for wider in holders_of(situation, code, among=answers["barriers"]) if lift_price(group) else ():
                raise OrderRefused(
                    _(
                        "“%(group)s” is barred with “%(wider)s” already. Please remove the tick at “%(group)s”: "
                        "with two barriers you would pay twice for lifting them."
                    )
                    % {"group": group.name, "wider": wider.name}
                )
