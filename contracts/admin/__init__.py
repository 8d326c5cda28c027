"""The service centre's pages about catalogue, products and orders; who may do what stands in docs/security.md."""

from portal.shell.navigation import admin_panels, search_providers
from portal.shell.staff_groups import StaffGroup, grant

from . import catalogue, declarations, orders  # noqa: F401 registers
from .customer_panel import ORDER_PANEL, ORDER_SEARCH, PRODUCT_PANEL
from .customer_search import PRODUCT_SEARCH

grant(
    "contracts.view_catalogueversion",
    to=(StaffGroup.CATALOGUE, StaffGroup.LEAD, StaffGroup.AUDITOR),
)
grant("contracts.add_catalogueversion", to=(StaffGroup.CATALOGUE,))
grant(
    "contracts.view_order",
    "contracts.view_product",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD, StaffGroup.AUDITOR),
)
grant("contracts.change_order_state", to=(StaffGroup.SERVICE, StaffGroup.LEAD))
admin_panels.add(PRODUCT_PANEL, ORDER_PANEL)
search_providers.add(PRODUCT_SEARCH, ORDER_SEARCH)
