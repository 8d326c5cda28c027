"""Proving oneself again before something important (requirement A14)."""

from datetime import datetime

from django.db import transaction

from accounts.errors import WrongPassword
from accounts.hashing import matches
from accounts.models import Login, LoginSession
from accounts.operations.notices import customer_id_of
from portal.audit.trail import Actor, record


def prove(*, session_id: int, password: str, actor: Actor, now: datetime) -> None:
    """`password` is the login's own: for some minutes the stay may do what asks for it. Else WrongPassword."""
    stay = LoginSession.objects.select_related("login").get(pk=session_id)
    check_own_password(login=stay.login, password=password, actor=actor, now=now)
    with transaction.atomic():
        LoginSession.objects.filter(pk=session_id, ended_at=None).update(proof_at=now)
        record(
            "proof.given", actor=actor, now=now, customer_id=customer_id_of(stay.login), subject=stay.login
        )


def check_own_password(*, login: Login, password: str, actor: Actor, now: datetime) -> None:
    """WrongPassword, and a line in the trail, unless `password` is the login's own."""
    if not matches(password, login.password):
        record("proof.failed", actor=actor, now=now, customer_id=customer_id_of(login), subject=login)
        raise WrongPassword
