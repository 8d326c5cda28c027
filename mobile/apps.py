from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MobileConfig(AppConfig):
    name = "mobile"
    label = "mobile"
    verbose_name = _("Mobile")

    def ready(self) -> None:
        from mobile.feed.usage_taking import take_usage
        from portal.carrier.feed import BulkFeedKind, register

        register(BulkFeedKind("usage", 50, take_usage))
