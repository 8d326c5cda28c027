from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "referrals"
    label = "referrals"
    verbose_name = _("Recommendations")

    def ready(self) -> None:
        from contracts.orders.registry import ReferralCheck, kinds, referral_checks
        from portal.access.scope import Scope
        from portal.shell.navigation import NavItem, Section, navigation
        from referrals.order_kinds import ReferralCredit, ReferralOfExisting, ReferralOfNew
        from referrals.queries import problem_with

        referral_checks.add(ReferralCheck("referrals", problem_with))
        kinds.add(ReferralOfExisting(), ReferralOfNew(), ReferralCredit())

        navigation.add(
            NavItem(_("Recommend us"), "referrals:overview", Section.SERVICES, Scope.READ, order=10)
        )
