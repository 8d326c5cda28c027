"""What every template may read as `shell`. Costs no query: the middleware has loaded the access already."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from portal.access.scope import Scope
from portal.lib.brand import Brand

from .brand_css import brand_css_url
from .navigation import NavGroup, groups_for


@dataclass(frozen=True)
class SessionTiming:
    """Seconds as text: templates localise numbers, attributes must not be ("1.500")."""

    idle: str
    warning: str
    ends_at: datetime  # for those without JavaScript


class Shell:
    """The page frame's view of one request; each part is worked out when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def brand(self) -> Brand:
        return settings.BRAND

    @cached_property
    def brand_css_url(self) -> str:
        return brand_css_url()

    @cached_property
    def demo(self) -> bool:
        return settings.DEMO_MODE

    @cached_property
    def access(self) -> Any:
        """The Access of a customer's login; None for strangers, staff and responses made before the middleware."""
        access = getattr(self.request, "access", None)
        return None if access is None or access.is_staff else access

    @cached_property
    def staff(self) -> bool:
        access = getattr(self.request, "access", None)
        return access is not None and access.is_staff

    @cached_property
    def scope(self) -> Scope | None:
        return self.access.scope if self.access else None

    @cached_property
    def navigation(self) -> list[NavGroup]:
        return groups_for(self.scope, self.request.path)

    @cached_property
    def session(self) -> SessionTiming | None:
        """How long this page may rest; None when nobody is logged in."""
        if not self.access:
            return None
        idle = int(getattr(self.request, "session_seconds_left", settings.SESSION_IDLE_SECONDS))
        ends_at = timezone.now() + timedelta(seconds=idle)
        return SessionTiming(str(idle), str(settings.SESSION_WARNING_SECONDS), ends_at)

    @cached_property
    def path(self) -> str:
        """Where a POST of the frame (language) comes back to: pages only, never the address of a POST."""
        return self.request.get_full_path() if self.request.method == "GET" else "/"


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`, and in short `brand` and `access` (None for strangers)."""
    return {"shell": Shell(request), "brand": settings.BRAND, "access": getattr(request, "access", None)}
