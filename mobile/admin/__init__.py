"""The service centre's pages about SIM cards; who may do what stands in docs/security.md."""

from portal.shell.navigation import admin_panels, search_providers
from portal.shell.staff_groups import StaffGroup, grant

from . import sims  # noqa: F401 registers
from .customer_panel import SIM_PANEL, SIM_SEARCH

grant("mobile.view_simcard", to=(StaffGroup.SERVICE, StaffGroup.LEAD, StaffGroup.AUDITOR))
grant("mobile.unblock_sim", to=(StaffGroup.SERVICE, StaffGroup.LEAD))
admin_panels.add(SIM_PANEL)
search_providers.add(SIM_SEARCH)
