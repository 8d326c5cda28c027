"""Choose, configure, check, order: the same four steps for every kind (C2, C3)."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.drafts import draft_values, forget_draft, keeps_draft
from contracts.models import OrderDraft
from contracts.orders.drafts import drop_draft, open_draft, save_draft
from contracts.orders.errors import AlreadyOrdered, OrderRefused
from contracts.orders.kind import OrderForm
from contracts.orders.papers import issue_contract_summary, summary_of_draft
from contracts.orders.placing import checked_quote, needs_contract_summary, place_order, propose
from contracts.orders.products import account_of
from contracts.orders.registry import kind_of
from contracts.views.orders.at_once import order_at_once
from contracts.views.orders.doors import Case, order_step
from portal.access.decorators import requires
from portal.access.middleware import ask_for_proof
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.documents import store
from portal.lib.http_files import file_headers


@requires(Scope.FULL)
@require_safe
def configure_account(request: CustomerRequest, slug: str) -> HttpResponse:
    """Orders about the customer number itself: bank details, invoices, new contracts."""
    account = account_of(request.access, now=timezone.now())
    return redirect("orders:configure", slug=slug, product_id=account.pk)


@requires(Scope.FULL)
@never_cache
@sensitive_post_parameters()
@keeps_draft()
@require_http_methods(["GET", "HEAD", "POST"])
@order_step
def configure(request: CustomerRequest, case: Case) -> HttpResponseBase:
    """The form of the kind, with what was left unfinished."""
    if case.kind.skips_check:
        return order_at_once(request, case)
    kept = open_draft(login_id=request.access.login_id, product=case.product, kind=case.kind.slug)
    initial = {**(kept.answers if kept else {}), **case.kind.preset(request.GET), **draft_values(request)}
    form = case.kind.form(case.situation, request.POST or None, initial=initial)
    if form.is_valid() and _keep(request, case, form):
        forget_draft(request)
        return redirect("orders:check", slug=case.kind.slug, product_id=case.product.pk)
    context = {"page_title": case.kind.title, "case": case, "kind": case.kind, "form": form, "step": 1}
    return render(request, "contracts/orders/configure.html", context)


@requires(Scope.FULL)
@never_cache
@require_safe
@order_step
def check(request: CustomerRequest, case: Case) -> HttpResponseBase:
    """Everything once more, with price and dates right above the one button."""
    draft = open_draft(login_id=request.access.login_id, product=case.product, kind=case.kind.slug)
    if draft is None:
        return redirect(case.url)
    try:
        proposal = propose(draft, case.situation)
    except OrderRefused as refused:
        messages.error(request, str(refused))
        return redirect(case.url)
    if needs_contract_summary(case.kind, case.situation) and proposal.paper is None:
        return redirect(case.url)  # its paper was swept; the form issues a new one
    context = {
        "page_title": _("Please check your order"),
        "case": case,
        "kind": case.kind,
        "proposal": proposal,
        "quote": proposal.quote,
        "token": proposal.checked.token(),
        "step": 2,
    }
    return render(request, "contracts/orders/check.html", context)


@requires(Scope.FULL)
@never_cache
@require_POST
def place(request: CustomerRequest, slug: str, product_id: int) -> HttpResponse:
    """Order what was checked; a second click leads to the same order."""
    kind = kind_of(slug)
    if kind is None:
        raise Http404
    if kind.fresh_proof and (detour := ask_for_proof(request, request.access)) is not None:
        return detour
    token = request.POST.get("checked", "")
    try:
        order = place_order(kind=kind, token=token, access=request.access, now=timezone.now())
    except AlreadyOrdered as refused:
        messages.error(request, str(refused))
        return redirect("orders:order", number=refused.number)
    except OrderRefused as refused:
        messages.error(request, str(refused))
        return redirect("orders:check", slug=slug, product_id=product_id)
    return redirect("orders:confirmed", number=order.number)


@requires(Scope.FULL)
@require_POST
@order_step
def discard(request: CustomerRequest, case: Case) -> HttpResponseBase:
    """Forget what was chosen."""
    drop_draft(login_id=request.access.login_id, product=case.product, kind=case.kind.slug)
    messages.info(request, _("Your choice is discarded. Nothing was ordered."))
    return redirect(case.kind.home[0])


@requires(Scope.FULL)
@never_cache
@require_safe
def contract_summary(request: CustomerRequest, key: str) -> HttpResponse:
    """The contract summary of an order that is not placed yet (C4)."""
    draft = get_object_or_404(OrderDraft.objects.visible_to(request.access), pk=key)
    paper = summary_of_draft(draft)
    if paper is None:
        return redirect("orders:check", slug=draft.kind, product_id=draft.product_id)
    headers = file_headers(paper.filename, inline=True)
    return HttpResponse(store.read(paper), content_type=paper.content_type, headers=headers)


def _keep(request: CustomerRequest, case: Case, form: OrderForm) -> bool:
    """Hold the answers against the rules and keep them; a refusal becomes an error of the form."""
    kind, now = case.kind, timezone.now()
    answers = kind.answers_of(form)
    try:
        quote = checked_quote(kind, case.situation, answers)
    except OrderRefused as refused:
        form.add_error(None, str(refused))
        return False
    draft = save_draft(
        login_id=request.access.login_id,
        product=case.product,
        kind=kind.slug,
        answers=answers,
        secrets=kind.secrets_of(form),
        now=now,
    )
    if needs_contract_summary(kind, case.situation):
        language = get_language() or case.situation.customer.language
        issue_contract_summary(kind, case.situation, draft, quote, language=language[:2], now=now)
    return True
