from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    label = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        from billing.cards import newest_invoice
        from billing.order_kinds import KINDS
        from contracts.orders.registry import kinds
        from portal.access.scope import Scope
        from portal.shell.navigation import Card, NavItem, Section, cards, navigation

        navigation.add(NavItem(_("Invoices"), "billing:archive", Section.CONTRACTS, Scope.INVOICES, order=20))
        navigation.add(
            NavItem(_("Statistics"), "billing:statistics", Section.CONTRACTS, Scope.INVOICES, order=21)
        )
        cards.add(Card("newest-invoice", 10, Scope.INVOICES, "billing/card.html", newest_invoice))
        navigation.add(
            NavItem(_("Master data"), "master_data:overview", Section.SETTINGS, Scope.READ, order=10)
        )
        kinds.add(*KINDS)
