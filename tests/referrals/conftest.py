"""Staff redeem and reward what customers pass on."""

from tests.staff.conftest import lead, service, staff_client

__all__ = ["lead", "service", "staff_client"]
