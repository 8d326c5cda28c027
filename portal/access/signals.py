"""News that travel upward from this room."""

from django.dispatch import Signal

# A form was posted after its session had ended: (request, login_id). The room above keeps what was typed (A9).
late_form = Signal()
