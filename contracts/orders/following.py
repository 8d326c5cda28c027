"""What the clock sees to for orders: news from the carrier, a word where it takes longer, the end of what was said
to the carrier (C7, L4)."""

import logging
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.models import Order, OrderChannel
from portal.carrier import retention
from portal.carrier.news import fetch_states
from portal.lib.periods import berlin_day
from portal.shell.formats import day_text

from .moves import tell_customer
from .states import CANCELLABLE, OPEN

log = logging.getLogger(__name__)
LONGEST_LOOK = 90.0  # seconds; the next look begins where this one ended


def fetch_open_states(*, now: datetime) -> int:
    """Ask the carrier for every open order that it has received, oldest news first; the number of news.

    Orders placed elsewhere follow the carrier's feed.
    """
    received = Order.objects.open().filter(carrier_received_at__isnull=False)
    oldest_first = received.exclude(channel=OrderChannel.ELSEWHERE).order_by(
        F("carrier_news_at").asc(nulls_first=True), "pk"
    )
    return fetch_states(list(oldest_first.values_list("number", flat=True)), now=now, seconds=LONGEST_LOOK)


def forget_carrier_exchange(*, now: datetime) -> int:
    """Delete what was said to the carrier about an order, and heard from it, 400 days after the order ended.

    An order may be open for longer than that: a termination waits for the end of the minimum term.
    """
    needed = Order.objects.filter(Q(state__in=OPEN) | Q(state_at__gte=now - retention.KEPT))
    return retention.forget_exchange(now=now, except_for=needed.values_list("number", flat=True))


def tell_delays(*, now: datetime) -> int:
    """Tell customers, once per order, that it takes longer than they were promised, and staff why it may be so.

    The state stays. An order that cannot be told of stops no other. The number of orders that are late.
    """
    today = berlin_day(now)
    late = Order.objects.open().filter(activation_on__lt=today).exclude(channel=OrderChannel.ELSEWHERE)
    told = 0
    for pk in late.order_by("pk").values_list("pk", flat=True):
        try:
            told += _tell_delay(pk, today, now)
        except Exception:
            log.exception("the delay of order %s could not be told", pk)
    return told


@transaction.atomic
def _tell_delay(pk: int, today: date, now: datetime) -> bool:
    order = Order.objects.select_for_update().get(pk=pk)
    if not order.is_late(today):
        return False  # done meanwhile
    if not order.trouble:
        order.trouble = _why(order)
        order.save(update_fields=["trouble"])
    if order.state in CANCELLABLE:  # nobody waits for what they cancel
        tell_customer("order_delayed", order, now, once_key=f"order_delayed:{order.pk}")
    return True


def _why(order: Order) -> str:
    """For staff, in the operator's language."""
    with translation.override(settings.LANGUAGE_CODE):
        day = day_text(order.activation_on) if order.activation_on else ""
        if order.carrier_received_at is None:
            return _("Promised for %(day)s: the carrier has not received this order yet.") % {"day": day}
        return _("Promised for %(day)s: the carrier has not finished it.") % {"day": day}
