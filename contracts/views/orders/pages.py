"""The orders of a customer: list, details, confirmation, wish to cancel (C6, C7)."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts.models import Order
from contracts.orders.cancelling import ask_to_cancel, may_cancel
from contracts.orders.errors import OrderRefused
from contracts.orders.kind import OrderKind
from contracts.orders.moves import rows_in
from contracts.orders.papers import confirmation_for
from contracts.orders.quotes import Quote
from contracts.orders.receipts import receipt_of
from contracts.orders.registry import kind_of
from contracts.orders.states import FINAL, OPEN, OrderState
from contracts.orders.tones import tone_of
from contracts.orders.withdrawing import withdrawal_offer
from portal.access.access import Access
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.audit.trail import record
from portal.documents import store
from portal.lib.http_files import file_headers
from portal.lib.periods import berlin_day
from portal.shell.tables import ActiveFilter, Column, TableState

COLUMNS = (
    Column("nummer", gettext_lazy("Order"), "number"),
    Column("bezeichnung", gettext_lazy("What was ordered"), "shown_title"),
    Column("datum", gettext_lazy("Date"), "placed_at"),
    Column("status", gettext_lazy("State"), "progress"),
    Column("ab", gettext_lazy("Takes effect"), "activation_on"),
)
SHOWN = {"offen": (gettext_lazy("open"), OPEN), "erledigt": (gettext_lazy("closed"), FINAL)}


@requires(Scope.READ)
@require_safe
def order_list(request: CustomerRequest) -> HttpResponse:
    """Every order, newest first; those placed elsewhere and a new customer's first one included."""
    orders = Order.objects.visible_to(request.access).select_related("product")
    filters = []
    shown = request.GET.get("zeige", "")
    if shown in SHOWN:
        label, states = SHOWN[shown]
        orders = orders.filter(state__in=states)
        filters.append(ActiveFilter(_("State"), label, ("zeige",)))
    table = TableState.from_query(request.GET, COLUMNS, "-datum", filters=filters)
    pager = table.pager(orders.count())
    rows = [
        (order, tone_of(order.state)) for order in _sortable(orders).order_by(*table.ordering)[pager.slice]
    ]
    context = {"page_title": _("Orders"), "table": table, "pager": pager, "rows": rows, "shown": shown}
    return render(request, "contracts/orders/list.html", context)


def _sortable(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With what people see: the title in their language, and how far the order is instead of the name of its state."""
    places = [When(state=state, then=Value(place)) for place, state in enumerate(OrderState)]
    return orders.annotate(shown_title=KeyTextTransform(_language(), "title"), progress=Case(*places))


@requires(Scope.READ)
@require_safe
def order(request: CustomerRequest, number: str) -> HttpResponse:
    """One order: how far it is, what was ordered, what it costs, every step with its time."""
    found = _order(request.access, number)
    today = berlin_day(timezone.now())
    facts = _facts(found)
    context = facts | {
        "names_product": _names_product(found, facts["rows"]),
        "withdrawal": withdrawal_offer(found, request.access, today=today),
        "page_title": _("Order %(number)s") % {"number": found.number},
        "may_cancel": request.access.may_change and may_cancel(found),
        "cancellation": getattr(found, "cancellation", None),
        "is_late": found.is_late(berlin_day(timezone.now())),
        "events": [(event, tone_of(event.state)) for event in found.events.all()],
    }
    return render(request, "contracts/orders/order.html", context)


@requires(Scope.READ)
@require_safe
def confirmed(request: CustomerRequest, number: str) -> HttpResponse:
    """The confirmation page: number, what happens when, paper; it can be opened again. Orders placed elsewhere have
    been confirmed there."""
    found = _order(request.access, number)
    if not found.quote:
        return redirect("orders:order", number=number)
    kind = kind_of(found.kind)
    context = _facts(found) | {
        "page_title": kind.thanks if kind else found.name,
        "step": 3,
        "is_checked": kind is None or not kind.skips_check,
        "next_template": kind.next_template if kind else OrderKind.next_template,
    }
    return render(request, "contracts/orders/confirmed.html", context)


@requires(Scope.READ)
@require_safe
def confirmation_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The order confirmation to keep; of orders placed elsewhere the carrier has sent its own."""
    found = get_object_or_404(
        Order.objects.visible_to(request.access).select_related("customer", "catalogue").exclude(quote={}),
        number=number,
    )
    now = timezone.now()
    paper = confirmation_for(found, now)
    record(
        "document.downloaded",
        actor=request.access.actor,
        now=now,
        customer_id=found.customer_id,
        subject=found,
        new={"kind": paper.kind},
    )
    headers = file_headers(paper.filename, inline=True)
    return HttpResponse(store.read(paper), content_type=paper.content_type, headers=headers)


@requires(Scope.FULL)
@require_POST
def cancel(request: CustomerRequest, number: str) -> HttpResponse:
    """Ask to cancel; what becomes of it is said on the order's page and by mail."""
    found = _order(request.access, number)
    access = request.access
    try:
        after = ask_to_cancel(order=found, login_id=access.login_id, actor=access.actor, now=timezone.now())
    except OrderRefused as refused:
        messages.error(request, str(refused))
    else:
        if after.is_open:
            messages.info(request, _("We examine whether the order can still be stopped. You get a mail."))
        else:
            messages.success(request, _("The order is cancelled."))
    return redirect("orders:order", number=number)


def _language() -> str:
    return (get_language() or "de")[:2]


def _order(access: Access, number: str) -> Order:
    orders: QuerySet[Order] = Order.objects.visible_to(access).select_related(
        "product", "customer", "cancellation"
    )
    return get_object_or_404(orders.prefetch_related("events"), number=number)


def _names_product(found: Order, rows: list[tuple[str, str]]) -> bool:
    """Does the page add the link to the product? Not about the account, and not below the same words."""
    product = found.product
    return product is not None and product.family != "account" and rows[:1] != [(_("Product"), product.title)]


def _facts(found: Order) -> dict[str, Any]:
    return {
        "order": found,
        "tone": tone_of(found.state),
        "quote": Quote.of_json(found.quote) if found.quote else None,
        "rows": rows_in(found.summary, _language()),
        "receipt": receipt_of(found),
        "results": rows_in(found.results, _language()),
    }
