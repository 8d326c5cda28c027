"""Requests as our views see them."""

from dataclasses import dataclass

from django.http import HttpRequest

from portal.access.access import Access


@dataclass(frozen=True)
class EndedStay:
    """Whose stay this request found ended, and why (accounts.SessionEnd: idle or too_old)."""

    login_id: int
    customer_id: int | None
    end: str


class PortalRequest(HttpRequest):
    """Any request that went through the middleware; strangers have no access."""

    access: Access | None
    ended_stay: EndedStay | None  # a stay that ended by itself since the request before
    session_seconds_left: int  # only with an access


class CustomerRequest(HttpRequest):
    """A request to a view that asked for a login: the middleware let nobody else through."""

    access: Access
    session_seconds_left: int
