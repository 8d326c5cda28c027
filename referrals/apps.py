from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "referrals"
    label = "referrals"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        from contracts.orders.registry import kinds
        from portal.access.scope import Scope
        from portal.shell.navigation import NavItem, Section, navigation
        from referrals.order_kinds import ReferralCredit, ReferralOfExisting, ReferralOfNew

        kinds.add(ReferralOfExisting(), ReferralOfNew(), ReferralCredit())

        navigation.add(
            NavItem(_("Recommend us"), "referrals:overview", Section.SERVICES, Scope.READ, order=10)
        )
