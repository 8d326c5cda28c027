"""The start page and what operators ask for."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access.decorators import public, requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.shell.models import Announcement
from portal.shell.navigation import allowed, cards


@requires(Scope.INVOICES)
def start(request: CustomerRequest) -> HttpResponse:
    """What matters today: notices and a card from each room. Invoice-only logins go to the invoices."""
    if not request.access.allows(Scope.READ):
        return redirect("billing:archive")
    notices = Announcement.objects.shown_at(timezone.now(), place=Announcement.Place.START)
    offered = [card for card in cards if allowed(card.minimum_scope, request.access.scope)]
    shown = [(card.template, context) for card in offered if (context := card.context(request)) is not None]
    return render(request, "home/start.html", {"page_title": _("Home"), "notices": notices, "cards": shown})


@public
def health(request: HttpRequest) -> JsonResponse:
    """Liveness and readiness: 200 while the database answers, else 503 (docs/operations.md)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"database": "ok"})
