from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"
    label = "contracts"
    verbose_name = _("Contracts and orders")

    def ready(self) -> None:
        from contracts import checks  # noqa: F401 registers the system check
        from contracts.cards import contracts_at_a_glance
        from contracts.feed import order_lines, product_lines
        from contracts.feed.order_writing import write_orders
        from contracts.feed.product_writing import write_products
        from contracts.kinds import KINDS as ORDER_KINDS
        from contracts.kinds.consequences import CONSEQUENCES
        from contracts.kinds.directory import directory_panel
        from contracts.order_card import orders_at_a_glance
        from contracts.orders import carrier_orders  # noqa: F401 hears the carrier's news
        from contracts.orders.registry import consequences, kinds
        from contracts.panels import ProductPanel, panels
        from contracts.papers.kinds import KINDS
        from contracts.security_items import dial_ins
        from portal.access.scope import Scope
        from portal.carrier.feed import FeedKind
        from portal.carrier.feed import register as register_feed
        from portal.documents.kinds import register
        from portal.shell.navigation import (
            Card,
            NavItem,
            Section,
            SecurityItem,
            cards,
            navigation,
            security_items,
        )

        register(*KINDS)
        kinds.add(*ORDER_KINDS)
        consequences.add(*CONSEQUENCES)
        panels.add(
            ProductPanel(
                "directory",
                50,
                "contracts/panels/directory.html",
                directory_panel,
                change="directory-entry",
                relation="directory",
            )
        )
        register_feed(
            FeedKind("products", 20, product_lines.read_product, write_products, product_lines.claims_of)
        )
        register_feed(FeedKind("orders", 30, order_lines.read_order, write_orders, order_lines.claims_of))
        navigation.add(
            NavItem(_("Products"), "contracts:products", Section.CONTRACTS, Scope.READ, order=10),
            NavItem(_("Orders"), "orders:list", Section.CONTRACTS, Scope.READ, order=30),
            NavItem(_("E-mail addresses"), "mail_addresses:list", Section.SETTINGS, Scope.READ, order=20),
        )
        cards.add(
            Card("orders", 15, Scope.READ, "contracts/order_card.html", orders_at_a_glance),
            Card("contracts", 20, Scope.READ, "contracts/card.html", contracts_at_a_glance),
        )
        security_items.add(
            SecurityItem("dial-in", 10, Scope.READ, "contracts/security_dial_in.html", dial_ins)
        )
