from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from contracts.catalogue.items import Family
        from contracts.families import LOOKS
        from contracts.panels import ProductPanel, panels
        from mobile.cards import usage_at_a_glance
        from mobile.feed.contract_lines import claims_of, read_contract
        from mobile.feed.contract_writing import write_contracts
        from mobile.feed.usage_taking import take_usage
        from mobile.product_panel import mobile_panel
        from portal.access.scope import Scope
        from portal.carrier.feed import BulkFeedKind, FeedKind, register
        from portal.shell.navigation import Card, NavItem, Section, cards, navigation

        panels.add(ProductPanel("mobile", 10, "mobile/product_panel.html", mobile_panel))
        navigation.add(
            NavItem(LOOKS[Family.MOBILE].title, "mobile:overview", Section.CONTRACTS, Scope.READ, order=15)
        )
        cards.add(Card("mobile-usage", 25, Scope.READ, "mobile/card.html", usage_at_a_glance))
        register(FeedKind("sims", 40, read_contract, write_contracts, claims_of))
        register(BulkFeedKind("usage", 50, take_usage))
