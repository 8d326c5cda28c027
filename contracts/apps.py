from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"
    label = "contracts"
    verbose_name = _("Contracts and orders")

    def ready(self) -> None:
        from contracts.cards import contracts_at_a_glance
        from contracts.feed import order_lines, product_lines
        from contracts.feed.order_writing import write_orders
        from contracts.feed.product_writing import write_products
        from portal.access.scope import Scope
        from portal.carrier.feed import FeedKind, register
        from portal.shell.navigation import Card, NavItem, Section, cards, navigation

        navigation.add(NavItem(_("Products"), "contracts:products", Section.CONTRACTS, Scope.READ, order=10))
        cards.add(Card("contracts", 20, Scope.READ, "contracts/card.html", contracts_at_a_glance))

        register(
            FeedKind("products", 20, product_lines.read_product, write_products, product_lines.claims_of)
        )
        register(FeedKind("orders", 30, order_lines.read_order, write_orders, order_lines.claims_of))
