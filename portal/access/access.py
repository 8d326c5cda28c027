"""The access value a request carries: ids only, so that this room knows no model above it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.access.scope import Scope
from portal.audit.trail import Actor


@dataclass(frozen=True)
class Choice:
    """One customer number this login may switch to."""

    customer_id: int
    number: str
    name: str


@dataclass(frozen=True)
class Access:
    """Who asks, for which customer, with which rights. Read afresh for every request (architecture, wall 1)."""

    login_id: int
    kind: str  # accounts.LoginKind
    identifier: str
    language: str
    session_id: int  # accounts.LoginSession
    proof_at: datetime  # when the password (and factor) was last given
    address: str = ""  # shortened
    customer_id: int | None = None
    customer_number: str = ""
    customer_name: str = ""
    customer_ids: tuple[int, ...] = ()  # the current customer and every number merged into it
    scope: Scope | None = None  # None for staff and for logins without a customer
    choices: tuple[Choice, ...] = ()

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def may_change(self) -> bool:
        return self.allows(Scope.FULL)

    def allows(self, scope: Scope) -> bool:
        """May this access see what needs `scope`?"""
        return self.scope is not None and self.scope >= scope

    def proof_is_fresh(self, now: datetime, *, seconds: int) -> bool:
        """Was the password given within the last `seconds`? (requirements A14)"""
        return now - self.proof_at <= timedelta(seconds=seconds)

    @property
    def actor(self) -> Actor:
        """This access as the actor of an audit entry."""
        return Actor(kind=self.kind, name=self.identifier, login_id=self.login_id, address=self.address)
