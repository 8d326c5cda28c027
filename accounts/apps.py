from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("Customers and staff")

    def ready(self) -> None:
        from accounts import drafts, languages, sessions  # noqa: F401  (connects the receivers)
        from accounts.feed.reading import claims_of, read_customer
        from accounts.feed.writing import write_customers
        from portal.access.scope import Scope
        from portal.carrier.feed import FeedKind, register
        from portal.shell.navigation import NavItem, Section, navigation

        navigation.add(
            NavItem(_("Security"), "accounts:security", Section.SETTINGS, Scope.READ, order=30),
            NavItem(_("Messages"), "accounts:messages", Section.SETTINGS, Scope.READ, order=40),
        )
        register(
            FeedKind(name="customers", order=10, read=read_customer, write=write_customers, claims=claims_of)
        )
