"""Addresses that work outside the portal: in mails and on papers."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """`/auftraege/` → `https://portal.example.org/auftraege/`."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
