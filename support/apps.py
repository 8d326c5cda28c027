from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "support"
    label = "support"
    verbose_name = _("Contact and help")

    def ready(self) -> None:
        from portal.access.scope import Scope
        from portal.shell.navigation import Card, cards

        cards.add(
            Card(
                key="help",
                order=90,
                minimum_scope=Scope.READ,
                template="support/card.html",
                context=lambda request: {},
            )
        )
