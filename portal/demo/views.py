"""What left the portal in demo mode: every mail, secrets included, for everybody. Never outside a demo."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from portal.access.decorators import public
from portal.lib.sealed import SealBroken
from portal.outbox.models import MailState, OutgoingMail
from portal.outbox.seals import open_sealed

from .frame import SANDBOX, framed

PAGE = 50
View = Callable[..., HttpResponseBase]


def demo_only(view: View) -> View:
    """404 without DEMO_MODE, should the address ever be reachable."""

    @wraps(view)
    def guarded(request: HttpRequest, **values: Any) -> HttpResponseBase:
        if not settings.DEMO_MODE:
            raise Http404
        return view(request, **values)

    return guarded


@public
@require_safe
@demo_only
def post(request: HttpRequest) -> HttpResponse:
    """The mails that were sent, newest first; `?an=` shows those to one address."""
    to = request.GET.get("an", "").strip()
    mails = _sent().filter(to__iexact=to) if to else _sent()
    page = Paginator(mails, PAGE).get_page(request.GET.get("seite"))
    return render(request, "demo/post.html", {"page": page, "to": to})


@public
@require_safe
@demo_only
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def mail(request: HttpRequest, *, mail_id: int) -> HttpResponse:
    """One mail: what its reader sees, and its text part."""
    found = get_object_or_404(_sent(), pk=mail_id)
    return render(request, "demo/mail.html", {"mail": found, "text": _clear(found)[0], "sandbox": SANDBOX})


@public
@require_safe
@demo_only
@xframe_options_sameorigin
def html(request: HttpRequest, *, mail_id: int) -> HttpResponse:
    """The HTML part, alone, for the frame in its page."""
    page, policy = framed(_clear(get_object_or_404(_sent(), pk=mail_id))[1])
    return HttpResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})


def _sent() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=MailState.SENT).order_by("-sent_at", "-id")


def _clear(found: OutgoingMail) -> tuple[str, str]:
    """Text and HTML as they were sent; a demo keeps the clear copy. The archived one where its key is gone."""
    try:
        return (
            open_sealed(found.sealed, message_id=found.message_id)
            if found.sealed
            else (found.text, found.html)
        )
    except SealBroken:
        return found.text, found.html
