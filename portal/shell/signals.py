"""News that travel upward from this room."""

from django.dispatch import Signal

# Somebody who is logged in chose a language: (request, language). The room above keeps it with the login.
language_chosen = Signal()
