"""Staff answer what the contact form brings."""

from tests.staff.conftest import service

__all__ = ["service"]
