"""Staff logins come into being here (requirements K1)."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.errors import PasswordRefused
from accounts.hashing import hashed
from accounts.models import Login, LoginKind
from accounts.operations.passwords import password_faults
from portal.audit.trail import Actor, record
from portal.shell.staff_groups import StaffGroup


@transaction.atomic
def create_staff(
    *,
    identifier: str,
    full_name: str,
    groups: Sequence[StaffGroup],
    password: str,
    actor: Actor,
    now: datetime,
) -> Login:
    """A staff login without a second factor: its first visit sets one up before anything else opens.

    PasswordRefused when the password breaks the rule (A5), ValueError when the name is taken or empty.
    """
    if not identifier.strip() or Login.objects.filter(kind=LoginKind.STAFF, identifier=identifier).exists():
        raise ValueError(f"There is a staff login {identifier!r} already, or the name is empty.")
    login = Login(kind=LoginKind.STAFF, identifier=identifier, full_name=full_name, created_at=now)
    login.set_unusable_password()
    login.save()
    faults = password_faults(login=login, new_password=password)
    if faults:
        raise PasswordRefused(faults)
    login.password = hashed(password)
    login.password_changed_at = now
    login.save(update_fields=["password", "password_changed_at"])
    login.groups.set(Group.objects.filter(name__in=[group.title for group in groups]))
    names = [group.value for group in groups]
    record(
        "staff.created",
        actor=actor,
        now=now,
        subject=login,
        new={"identifier": identifier, "groups": str(names)},
    )
    return login
