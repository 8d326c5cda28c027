"""News that travel upward from this room."""

from django.dispatch import Signal

# A form was posted that cannot be acted on before the next login or proof: (request, login_id, customer_id).
# The room above keeps what was typed (A9, A14). `customer_id` None: the customer the login begins with.
late_form = Signal()
