"""Changing the own password from inside the portal (requirement A8)."""

from datetime import datetime

from accounts.models import Login
from accounts.operations.passwords import change_password
from accounts.operations.proofs import check_own_password
from portal.audit.trail import Actor


def change_own_password(
    *, login: Login, password: str, new_password: str, actor: Actor, now: datetime
) -> None:
    """Replace `password` by `new_password` and end every session. WrongPassword or PasswordRefused if not."""
    check_own_password(login=login, password=password, actor=actor, now=now)
    change_password(login=login, new_password=new_password, actor=actor, now=now)
