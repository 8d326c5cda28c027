"""Clients of staff with the rights of one group each. Imports wait: pytest reads this before Django is ready."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def staff_client(db: None) -> Callable[..., Any]:
    """`staff_client(StaffGroup.SERVICE)`: logged in with the rights of these groups."""
    from tests.staff.people import enter, make_staff

    return lambda *groups: enter(make_staff("_".join(g.value for g in groups) or "nobody", *groups))


@pytest.fixture
def service(db: None) -> Any:
    from portal.shell.staff_groups import StaffGroup
    from tests.staff.people import enter, make_staff

    return enter(make_staff("karin", StaffGroup.SERVICE))


@pytest.fixture
def lead(db: None) -> Any:
    from portal.shell.staff_groups import StaffGroup
    from tests.staff.people import enter, make_staff

    return enter(make_staff("leitung", StaffGroup.LEAD))
