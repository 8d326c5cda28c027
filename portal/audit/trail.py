"""Writing to the audit trail: explicit actor, dotted action, secrets masked, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .models import AuditEntry

RETENTION_YEARS = 8  # as long as the invoices it explains (AO § 147)
SECRET_WORDS = ("password", "secret", "token", "pin", "puk", "key", "hash")
MASK = "•••"


@dataclass(frozen=True)
class Actor:
    """Who acts: a login of any kind, or the system (a job or an import, named)."""

    kind: str
    name: str
    login_id: int | None = None
    address: str = ""  # shortened before it gets here (portal.lib.masking)


def system(name: str) -> Actor:
    """The actor of jobs and imports."""
    return Actor(kind="system", name=name)


def record(
    action: str,
    *,
    actor: Actor,
    now: datetime,
    customer_id: int | None = None,
    subject: Any = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    note: str = "",
) -> AuditEntry:
    """Append one entry. Call it inside the transaction of the change: both hold or neither does."""
    return AuditEntry.objects.create(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.login_id,
        actor_name=actor.name[:150],
        action=action,
        customer_id=customer_id,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        old=masked(old or {}),
        new=masked(new or {}),
        note=note,
        address=actor.address,
        retain_until=date(now.year + RETENTION_YEARS + 1, 1, 1),
    )


def masked(values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON-ready values; whatever is named like a secret shows only that it is set."""
    return {key: _shown(key, value) for key, value in values.items()}


def _shown(key: str, value: Any) -> Any:
    if any(word in key.lower().split("_") for word in SECRET_WORDS):
        return MASK if value else value
    if isinstance(value, Mapping):
        return masked(value)
    if isinstance(value, Decimal | date):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
