"""The language of a login follows what its owner chooses in the page frame."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Login
from portal.access.requests import CustomerRequest
from portal.shell.signals import language_chosen


@receiver(language_chosen)
def keep_language(sender: object, request: CustomerRequest, language: str, **kwargs: Any) -> None:
    """Pages and mails speak it from now on."""
    Login.objects.filter(pk=request.access.login_id).update(language=language)
