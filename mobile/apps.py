from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from contracts.orders.registry import kinds
        from mobile.cards import sims_to_block
        from mobile.order_kinds import KINDS
        from portal.access.scope import Scope
        from portal.shell.navigation import Card, cards

        kinds.add(*KINDS)
        cards.add(Card("sim-block", 30, Scope.FULL, "mobile/block_card.html", sims_to_block))
