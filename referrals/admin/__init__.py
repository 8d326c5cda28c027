"""The service centre's pages about referral codes."""

from portal.shell.navigation import admin_panels, search_providers
from portal.shell.staff_groups import StaffGroup, grant

from .code_list import ReferralCodeAdmin
from .customer_panel import CODE_SEARCH, PANEL

__all__ = ["ReferralCodeAdmin"]

grant("referrals.view_referralcode", "referrals.redeem_code", to=(StaffGroup.SERVICE, StaffGroup.LEAD))
grant("referrals.reward_code", to=(StaffGroup.LEAD,))
admin_panels.add(PANEL)
search_providers.add(CODE_SEARCH)
