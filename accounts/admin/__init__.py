"""The service centre's view of customers and staff; who may do what stands in docs/security.md."""

from portal.shell.navigation import admin_panels
from portal.shell.staff_groups import StaffGroup, grant

from . import customers, staff_logins  # noqa: F401 registers
from .customer_panels import PANELS

grant(
    "accounts.view_customer",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD, StaffGroup.BILLING),
)
grant(
    "accounts.verify_telephone_password",
    "accounts.reset_portal_password",
    "accounts.unlock_login",
    "accounts.end_sessions",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD),
)
grant(
    "accounts.view_login",
    "accounts.change_login",
    "accounts.remove_factor",
    to=(StaffGroup.LEAD,),
)
grant("accounts.view_login", to=(StaffGroup.AUDITOR,))
admin_panels.add(*PANELS)
