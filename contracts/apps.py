from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"
    label = "contracts"
    verbose_name = _("Contracts and orders")

    def ready(self) -> None:
        from contracts import checks  # noqa: F401 registers the system check
        from contracts.kinds import KINDS as ORDER_KINDS
        from contracts.orders import carrier_orders  # noqa: F401 hears the carrier's news
        from contracts.orders.registry import kinds
        from contracts.papers.kinds import KINDS
        from portal.access.scope import Scope
        from portal.documents.kinds import register
        from portal.shell.navigation import NavItem, Section, navigation

        register(*KINDS)
        kinds.add(*ORDER_KINDS)
        navigation.add(NavItem(_("Orders"), "orders:list", Section.CONTRACTS, Scope.READ, order=30))
