from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CarrierConfig(AppConfig):
    name = "portal.carrier"
    label = "carrier"
    verbose_name = _("Carrier")

    def ready(self) -> None:
        from . import checks  # noqa: F401 registers the system checks
