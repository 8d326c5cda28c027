"""The groups of the service centre and what each may do (requirements K1, docs/security.md).

Rooms say next to their admin pages which groups get which permission; `post_migrate` brings the database in
line, so that a group never keeps a right that the code took back. Nobody needs a superuser in daily work.
"""

from collections import defaultdict
from enum import Enum
from typing import Any

from django.apps import AppConfig


class StaffGroup(Enum):
    """Key (`create_staff --group`) and the name that staff see; names are data, in the operator's language."""

    SERVICE = "service"
    LEAD = "lead"
    BILLING = "billing"
    CATALOGUE = "catalogue"
    AUDITOR = "auditor"

    @property
    def title(self) -> str:
        return TITLES[self]


TITLES = {
    StaffGroup.SERVICE: "Servicecenter",
    StaffGroup.LEAD: "Leitung Servicecenter",
    StaffGroup.BILLING: "Rechnungswesen",
    StaffGroup.CATALOGUE: "Katalogpflege",
    StaffGroup.AUDITOR: "Revision",
}

_grants: dict[str, set[StaffGroup]] = defaultdict(set)


def grant(*permissions: str, to: tuple[StaffGroup, ...]) -> None:
    """Give `permissions` ("billing.view_invoice") to groups. Called while admin modules load."""
    for permission in permissions:
        _grants[permission].update(to)


def granted_to(group: StaffGroup) -> list[str]:
    """Every permission of `group`, in order."""
    return sorted(name for name, groups in _grants.items() if group in groups)


def bring_groups_in_line(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """After an app was migrated: make the groups, set exactly the granted permissions of this app."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission
    from django.db import router

    if not router.allow_migrate_model(using, Group):
        return
    create_permissions(sender, using=using, verbosity=0)
    permissions = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    by_name = {f"{sender.label}.{permission.codename}": permission for permission in permissions}
    for group in StaffGroup:
        row, _created = Group.objects.using(using).get_or_create(name=group.title)
        wanted = {by_name[name].pk for name in granted_to(group) if name in by_name}
        held = set(row.permissions.filter(content_type__app_label=sender.label).values_list("pk", flat=True))
        row.permissions.remove(*(held - wanted))
        row.permissions.add(*(wanted - held))
