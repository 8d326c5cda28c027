"""Every view declares what it needs; one that declares nothing is refused by the middleware."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from portal.access.scope import Scope

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Need:
    """What a view asks of the request before it runs."""

    who: str  # public | customer | staff | staff_setup | step
    scope: Scope | None = None
    fresh_proof: bool = False
    step: str = ""  # first-login step the session stands at (accounts.first_login)
    passive: bool = False  # polling: does not count as activity (requirements A9)


def public(view: View) -> View:
    """Anybody, logged in or not."""
    return _declare(view, Need("public"))


def requires(scope: Scope, *, fresh_proof: bool = False) -> Callable[[View], View]:
    """A customer's login with at least `scope`; with `fresh_proof` the password was given minutes ago (A14)."""
    return lambda view: _declare(view, Need("customer", scope=scope, fresh_proof=fresh_proof))


def staff(view: View) -> View:
    """The service centre, logged in with its second factor (K1)."""
    return _declare(view, Need("staff"))


def staff_without_factor(view: View) -> View:
    """Staff who gave their password and still have to set up the second factor; nothing else is open to them."""
    return _declare(view, Need("staff_setup"))


def first_login_step(step: str) -> Callable[[View], View]:
    """Somebody who gave a one-time password and stands at `step`; nothing else is open to them (A2)."""
    return lambda view: _declare(view, Need("step", step=step))


def passive(view: View) -> View:
    """Marks a declared view as polling. Stands above the declaration."""
    need: Need = view.access_need  # type: ignore[attr-defined]
    view.access_need = Need(need.who, need.scope, need.fresh_proof, need.step, passive=True)  # type: ignore[attr-defined]
    return view


def _declare(view: View, need: Need) -> View:
    view.access_need = need  # type: ignore[attr-defined]
    return view
