from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from contracts.catalogue.items import Family
        from contracts.families import LOOKS
        from contracts.number_sources import NumberSource, number_sources
        from contracts.orders.registry import kinds
        from contracts.panels import ProductPanel, panels
        from mobile.cards import sims_to_block
        from mobile.feed.contract_lines import claims_of, read_contract
        from mobile.feed.contract_writing import write_contracts
        from mobile.feed.usage_taking import take_usage
        from mobile.notices.panel import notices_panel
        from mobile.order_kinds import KINDS
        from mobile.panels import mobile_numbers, mobile_panel, sim_panel
        from mobile.usage_card import usage_at_a_glance
        from portal.access.scope import Scope
        from portal.carrier.feed import BulkFeedKind, FeedKind, register
        from portal.shell.navigation import Card, NavItem, Section, cards, navigation

        register(FeedKind("sims", 40, read_contract, write_contracts, claims_of))
        register(BulkFeedKind("usage", 50, take_usage))
        kinds.add(*KINDS)
        panels.add(
            ProductPanel("mobile", 5, "mobile/product_panel.html", mobile_panel),
            ProductPanel("sims", 10, "mobile/sim_panel.html", sim_panel, change="puk-information"),
            ProductPanel(
                "usage-notices",
                60,
                "mobile/panels/notices.html",
                notices_panel,
                relation="usage_notice_choice",
            ),
        )
        number_sources.add(NumberSource("mobile", mobile_numbers))
        navigation.add(
            NavItem(LOOKS[Family.MOBILE].title, "mobile:overview", Section.CONTRACTS, Scope.READ, order=15)
        )
        cards.add(
            Card("mobile-usage", 25, Scope.READ, "mobile/usage_card.html", usage_at_a_glance),
            Card("sim-block", 30, Scope.FULL, "mobile/block_card.html", sims_to_block),
        )
