"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Brand and access; no query."""
    return {"brand": settings.BRAND, "access": getattr(request, "access", None)}
