"""The door for the carrier's events (C7)."""

import hmac
import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.access.decorators import public

from .event_reading import BadEvent, read_event
from .events import take_event

log = logging.getLogger(__name__)
MOST_BYTES = 256 * 1024


@public
@csrf_exempt
@require_POST
@never_cache
def events(request: HttpRequest) -> HttpResponse:
    """204: stored, once. 400: not an event. 403: wrong secret. 503: the carrier may send it again later."""
    if not settings.CARRIER_EVENT_SECRET:
        raise Http404
    if not _is_the_carrier(request):
        log.warning("an event of the carrier came with a wrong secret")
        return _answer("The header X-Carrier-Secret is wrong.", 403)
    content = request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return _answer("The body is longer than 256 kB.", 400)
    try:
        event = read_event(content)
    except BadEvent as fault:
        return _answer(str(fault), 400)
    try:
        take_event(event, now=timezone.now())
    except Exception:
        log.exception("event %s of the carrier could not be taken over", event.event_id)
        return _answer("The event could not be taken over. Please send it again later.", 503)
    return HttpResponse(status=204)


def _is_the_carrier(request: HttpRequest) -> bool:
    given = request.headers.get("X-Carrier-Secret", "")
    return hmac.compare_digest(given.encode(), settings.CARRIER_EVENT_SECRET.encode())


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
