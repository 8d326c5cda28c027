"""Terminate and withdraw, open to everybody from every page (C11, § 312k and § 356a BGB)."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.drafts import draft_values, forget_draft, keeps_draft
from accounts.models import Customer, NotificationAddress
from contracts.declarations.content import declared_words, next_steps_of, rows_of, title_of, words_of
from contracts.declarations.flood import is_flooded, seconds_left
from contracts.declarations.forms import DeclarationForm, TerminationForm, WithdrawalForm
from contracts.declarations.operations import receipt_path, receive_declaration
from contracts.declarations.papers import paper_of
from contracts.declarations.queries import contract_choices
from contracts.models import Declaration, DeclarationChannel, DeclarationKind
from portal.access.access import Access
from portal.access.decorators import public
from portal.access.peer import address_of
from portal.access.requests import PortalRequest
from portal.audit.trail import Actor
from portal.documents import store
from portal.lib.http_files import file_headers
from portal.lib.masking import shorten_ip


@public
@never_cache
@keeps_draft(TerminationForm)
@require_http_methods(["GET", "POST"])
def terminate(request: PortalRequest) -> HttpResponse:
    """One page, one form, "jetzt kündigen"."""
    return _declare(request, TerminationForm, "contracts/declarations/terminate.html")


@public
@never_cache
@keeps_draft(WithdrawalForm)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest) -> HttpResponse:
    """One page, one form, "Widerruf bestätigen"; open as long as anybody may want to."""
    return _declare(request, WithdrawalForm, "contracts/declarations/withdraw.html")


@public
@never_cache
@require_safe
def termination_receipt(request: PortalRequest, slug: str) -> HttpResponse:
    return _receipt(request, DeclarationKind.TERMINATION, slug)


@public
@never_cache
@require_safe
def withdrawal_receipt(request: PortalRequest, slug: str) -> HttpResponse:
    return _receipt(request, DeclarationKind.WITHDRAWAL, slug)


@public
@never_cache
@require_safe
def termination_paper(request: PortalRequest, slug: str) -> HttpResponse:
    return _paper(DeclarationKind.TERMINATION, slug)


@public
@never_cache
@require_safe
def withdrawal_paper(request: PortalRequest, slug: str) -> HttpResponse:
    return _paper(DeclarationKind.WITHDRAWAL, slug)


def _declare(request: PortalRequest, form_class: type[DeclarationForm], template: str) -> HttpResponse:
    now = timezone.now()
    is_termination = form_class.kind == DeclarationKind.TERMINATION
    choices = contract_choices(request.access, is_termination=is_termination, now=now)
    if request.method == "GET":
        form = form_class(initial=_known(request) | draft_values(request), choices=choices)
        return _form_page(request, form, template)
    form = form_class(request.POST, choices=choices)
    if not form.is_valid():
        return _form_page(request, form, template)
    if is_flooded(address=address_of(request), now=now):
        form.add_error(None, _flood_text())
        response = _form_page(request, form, template, status=429)
        response["Retry-After"] = str(seconds_left(now))
        return response
    declaration = form.declaration()
    owner = _proven_owner(request)
    declaration.customer_id = owner.customer_id if owner else None
    declaration.channel = DeclarationChannel.PORTAL if owner else DeclarationChannel.PUBLIC
    received = receive_declaration(
        declaration=declaration,
        token=form.cleaned_data["token"],
        language=(get_language() or "de")[:2],
        actor=_actor(request),
        now=now,
    )
    forget_draft(request)
    return redirect(receipt_path(received))


def _form_page(
    request: PortalRequest, form: DeclarationForm, template: str, status: int = 200
) -> HttpResponse:
    words = declared_words(is_termination=form.kind == DeclarationKind.TERMINATION)
    return render(request, template, {"form": form, "words": words}, status=status)


def _receipt(request: PortalRequest, kind: DeclarationKind, slug: str) -> HttpResponse:
    """Whoever knows the address may read and keep it; it says nothing that was not typed in."""
    declaration = get_object_or_404(Declaration.objects.select_related("order"), kind=kind, slug=slug)
    context = {
        "declaration": declaration,
        "page_title": title_of(declaration),
        "words": words_of(declaration),
        "rows": rows_of(declaration),
        "next_steps": next_steps_of(declaration),
    }
    return render(request, "contracts/declarations/receipt.html", context)


def _paper(kind: DeclarationKind, slug: str) -> HttpResponse:
    """The receipt to keep, in the language of the declaration; made once, stored, never changed."""
    declaration = get_object_or_404(Declaration.objects.select_related("order"), kind=kind, slug=slug)
    paper = paper_of(declaration, now=timezone.now())
    return HttpResponse(
        store.read(paper), content_type=paper.content_type, headers=file_headers(paper.filename)
    )


def _proven_owner(request: PortalRequest) -> Access | None:
    """The access, when its login may change everything and the form was opened for the same customer."""
    access: Access | None = request.access
    if access is None or not access.may_change or access.customer_id is None:
        return None
    return access if request.POST.get("_customer") == access.customer_number else None


def _actor(request: PortalRequest) -> Actor:
    access: Access | None = request.access
    if access is not None:
        return access.actor
    return Actor(kind="anonymous", name="", address=shorten_ip(address_of(request)))


def _flood_text() -> str:
    brand = settings.BRAND
    return _(
        "Very many declarations came from your connection within this hour, so this one was NOT received. Please"
        " call us (%(number)s), write to %(email)s, or try again later. What you typed is still here."
    ) % {"number": brand.hotline.number, "email": brand.email}


def _known(request: PortalRequest) -> dict[str, Any]:
    """What a logged-in customer need not type."""
    access: Access | None = request.access
    if access is None or access.customer_id is None or not access.may_change:
        return {}
    customer = Customer.objects.get(pk=access.customer_id)
    confirmed = NotificationAddress.objects.filter(login_id=access.login_id).first()
    return {
        "name": customer.name,
        "customer_number": customer.number,
        "email": confirmed.email if confirmed else customer.email,
    }
