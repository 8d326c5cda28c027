"""Who may hold a Django session. Customers prove themselves in accounts.operations, staff with their password here."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from .hashing import matches
from .models import Login, LoginKind


class StaffBackend(ModelBackend):
    """Staff by identifier and password; the second factor follows in the login form."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Login | None:
        if username is None or password is None:
            return None
        login = Login.objects.filter(kind=LoginKind.STAFF, identifier=username).first()
        is_right = matches(password, login.password if login else None)
        return login if login is not None and login.is_active and is_right else None


class CustomerSessionBackend(ModelBackend):
    """Carries customers' sessions only; it opens no door by itself."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> Login | None:  # type: ignore[override]
        return None
