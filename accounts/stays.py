"""Stays as their owner sees them: open ones, and the history of logins (requirement A18)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, F, QuerySet, Value

from accounts.access import last_seen_of, reason_to_end
from accounts.models import LoginSession, SessionEnd
from portal.access.access import Access
from portal.audit.models import AuditEntry

FAILED = "failed"


@dataclass(frozen=True)
class OpenStay:
    """One device that is logged in now."""

    pk: int
    device: str
    address: str
    started_at: datetime
    last_seen_at: datetime  # exact, unlike the column
    is_current: bool


@dataclass(frozen=True)
class PastLogin:
    """A stay that has ended, or an attempt that opened nothing (`how` is FAILED)."""

    at: datetime
    until: datetime | None
    device: str
    address: str
    how: str

    @property
    def failed(self) -> bool:
        return self.how == FAILED

    @property
    def reason(self) -> str:
        """How it ended, in words."""
        return str(SessionEnd(self.how).label) if self.how in SessionEnd.values else ""


def open_stays(login_id: int, *, current_id: int | None, now: datetime) -> list[OpenStay]:
    """Who is logged in at this moment, the newest activity first; stays that ran out unnoticed are left out."""
    stays = list(LoginSession.objects.filter(login_id=login_id, ended_at=None))
    seen = last_seen_of(stays)
    found = [
        OpenStay(stay.pk, stay.device, stay.address, stay.started_at, seen[stay.pk], stay.pk == current_id)
        for stay in stays
        if not reason_to_end(stay, seen[stay.pk], now)
    ]
    return sorted(found, key=lambda stay: (stay.is_current, stay.last_seen_at), reverse=True)


def past_logins(access: Access) -> QuerySet[Any]:
    """Ended stays of this login and, for its owner, failed attempts at the customer number, newest first.

    Rows of `PastLogin`'s values: give them to `as_past_login`.
    """
    columns = ("at", "until", "device", "address", "how")
    stays = (
        LoginSession.objects.filter(login_id=access.login_id)
        .exclude(ended_at=None)
        .order_by()
        .annotate(at=F("started_at"), until=F("ended_at"), how=F("end"))
    )
    failures = (
        AuditEntry.objects.filter(action="login.failed", customer_id__in=access.customer_ids)
        .order_by()
        .annotate(
            until=Value(None, DateTimeField()),
            device=Value("", CharField()),
            how=Value(FAILED, CharField()),
        )
    )
    if not access.may_change:
        failures = failures.none()
    return stays.values_list(*columns).union(failures.values_list(*columns), all=True).order_by("-at")


def last_use(login_id: int) -> datetime | None:
    """When somebody was last inside with this login."""
    seen = LoginSession.objects.filter(login_id=login_id).order_by("-last_seen_at")
    return seen.values_list("last_seen_at", flat=True).first()
