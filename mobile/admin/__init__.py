"""The service centre's pages about SIM cards and mobile numbers; who may see what stands in docs/security.md."""

from portal.shell.navigation import admin_panels, search_providers
from portal.shell.staff_groups import StaffGroup, grant

from . import sims  # noqa: F401 registers
from .customer_panel import MOBILE_PANEL
from .search import NUMBER_SEARCH, SIM_SEARCH

grant(
    "mobile.view_simcard",
    "mobile.view_mobilenumber",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD, StaffGroup.AUDITOR),
)
admin_panels.add(MOBILE_PANEL)
search_providers.add(NUMBER_SEARCH, SIM_SEARCH)
