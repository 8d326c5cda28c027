"""Requests as our views see them."""

from django.http import HttpRequest

from portal.access.access import Access


class PortalRequest(HttpRequest):
    """Any request that went through the middleware; strangers have no access."""

    access: Access | None
    expired_login_id: int | None  # whose session ended with this very request


class CustomerRequest(HttpRequest):
    """A request to a view that asked for a login: the middleware let nobody else through."""

    access: Access
