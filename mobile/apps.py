from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from contracts.orders.registry import kinds
        from contracts.panels import ProductPanel, panels
        from mobile.notices.panel import notices_panel
        from mobile.order_kinds import KINDS

        kinds.add(*KINDS)
        panels.add(ProductPanel("usage-notices", 60, "mobile/panels/notices.html", notices_panel))
