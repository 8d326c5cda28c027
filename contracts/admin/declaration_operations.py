"""The buttons of a declaration's page: one address and one operation each (C11)."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contracts.declarations.forms import AnswerForm
from contracts.declarations.operations import AlreadyDecided, decide_declaration, take_declaration
from contracts.declarations.states import DeclarationState
from contracts.models import Declaration
from portal.access.decorators import staff
from portal.access.requests import CustomerRequest

View = Callable[..., HttpResponse]

ADDRESSES = (
    ("uebernehmen", "take", "contracts_declaration_take"),
    ("erledigt", "finish", "contracts_declaration_finish"),
    ("ablehnen", "refuse", "contracts_declaration_refuse"),
)


def handles_declaration(view: View) -> View:
    """Staff who may handle declarations; hands the view the declaration instead of its key."""

    @staff
    @never_cache
    @wraps(view)
    def checked(request: CustomerRequest, pk: int) -> HttpResponse:
        if not request.user.has_perms(["contracts.handle_declaration", "contracts.view_declaration"]):
            raise PermissionDenied
        return view(request, get_object_or_404(Declaration, pk=pk))

    return checked


@handles_declaration
@require_POST
def take(request: CustomerRequest, declaration: Declaration) -> HttpResponse:
    """Somebody works on it; colleagues see who."""
    try:
        take_declaration(declaration=declaration, actor=request.access.actor, now=timezone.now())
    except AlreadyDecided as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("You are working on %(number)s now.") % {"number": declaration.number})
    return redirect("admin:contracts_declaration_change", declaration.pk)


@handles_declaration
@require_http_methods(["GET", "POST"])
def finish(request: CustomerRequest, declaration: Declaration) -> HttpResponse:
    """What was to be done is done; the person hears what."""
    return _decide(request, declaration, DeclarationState.DONE)


@handles_declaration
@require_http_methods(["GET", "POST"])
def refuse(request: CustomerRequest, declaration: Declaration) -> HttpResponse:
    """It has no effect; the person hears why."""
    return _decide(request, declaration, DeclarationState.REFUSED)


def _decide(request: CustomerRequest, declaration: Declaration, outcome: DeclarationState) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        context = {
            **admin.site.each_context(request),
            "declaration": declaration,
            "form": form,
            "is_refusal": outcome == DeclarationState.REFUSED,
        }
        return render(request, "admin/contracts/declaration_decide.html", context)
    try:
        decide_declaration(
            declaration=declaration,
            outcome=outcome,
            answer=form.cleaned_data["answer"],
            note=form.cleaned_data["note"],
            actor=request.access.actor,
            now=timezone.now(),
        )
    except AlreadyDecided as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, _("The answer to %(number)s is on its way.") % {"number": declaration.number}
        )
    return redirect("admin:contracts_declaration_change", declaration.pk)
