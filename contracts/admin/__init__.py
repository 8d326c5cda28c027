"""The service centre's pages about catalogue, products and orders; who may do what stands in docs/security.md."""

from portal.shell.staff_groups import StaffGroup, grant

from . import catalogue  # noqa: F401 registers

grant(
    "contracts.view_catalogueversion",
    to=(StaffGroup.CATALOGUE, StaffGroup.LEAD, StaffGroup.AUDITOR),
)
grant("contracts.add_catalogueversion", to=(StaffGroup.CATALOGUE,))
