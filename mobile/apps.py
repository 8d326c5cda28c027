from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from contracts.orders.registry import kinds
        from contracts.panels import ProductPanel, panels
        from mobile.feed.contract_lines import claims_of, read_contract
        from mobile.feed.contract_writing import write_contracts
        from mobile.feed.usage_taking import take_usage
        from mobile.notices.panel import notices_panel
        from mobile.order_kinds import KINDS
        from portal.carrier.feed import BulkFeedKind, FeedKind, register

        register(FeedKind("sims", 40, read_contract, write_contracts, claims_of))
        register(BulkFeedKind("usage", 50, take_usage))
        kinds.add(*KINDS)
        panels.add(ProductPanel("usage-notices", 60, "mobile/panels/notices.html", notices_panel))
