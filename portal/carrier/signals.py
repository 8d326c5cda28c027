"""News for the rooms above, sent inside the transaction that marks the message or event.

Receivers take keywords. One that raises rolls the transaction back; the news comes again later, so receivers
survive hearing the same twice.
"""

from django.dispatch import Signal

# number, reference, state, at, now: the carrier has the order.
order_received = Signal()

# number, reason, now: the carrier refused the order for good, or was away for days.
order_refused = Signal()

# news (CarrierNews), now: an order's state at the carrier. A receiver that knows the order returns True.
order_news = Signal()

# number, answer (CancelAnswer), now: what became of the wish to cancel.
cancellation_answered = Signal()
