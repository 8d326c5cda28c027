from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from contracts.orders.registry import kinds
        from contracts.panels import ProductPanel, panels
        from mobile.cards import sims_to_block
        from mobile.order_kinds import KINDS
        from mobile.panels import sim_panel
        from portal.access.scope import Scope
        from portal.shell.navigation import Card, cards

        kinds.add(*KINDS)
        panels.add(ProductPanel("sims", 10, "mobile/sim_panel.html", sim_panel, change="puk-information"))
        cards.add(Card("sim-block", 30, Scope.FULL, "mobile/block_card.html", sims_to_block))
