from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("Customers and staff")

    def ready(self) -> None:
        from accounts import languages, sessions  # noqa: F401  (connects the receivers)
        from accounts.feed.reading import read_customer
        from accounts.feed.writing import write_customers
        from portal.carrier.feed import FeedKind, register

        register(FeedKind(name="customers", order=10, read=read_customer, write=write_customers))
