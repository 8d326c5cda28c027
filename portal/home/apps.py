from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"

    def ready(self) -> None:
        from portal.access.scope import Scope
        from portal.shell.navigation import NavItem, Section, navigation

        navigation.add(
            NavItem(_("Home"), "home:start", Section.START, Scope.READ, order=0),
            NavItem(_("Documents"), "home:documents", Section.SETTINGS, Scope.READ, order=50),
        )
