from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from contracts.orders.registry import kinds
        from mobile.order_kinds import KINDS as ORDER_KINDS

        kinds.add(*ORDER_KINDS)
