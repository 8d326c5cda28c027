"""The customer's page about recommendations (G1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.periods import berlin_day
from portal.shell.tables import Column, TableState
from referrals import queries
from referrals.order_kinds import kinds_for

COLUMNS = (
    Column("code", gettext_lazy("Code"), "code"),
    Column("erzeugt", gettext_lazy("Generated"), ("generated_at", "pk")),
    Column("aktion", gettext_lazy("Campaign"), "kind"),
    Column("status", gettext_lazy("State"), "state"),
    Column("praemie", gettext_lazy("Reward"), "reward_amount", numeric=True),
    Column("weiter", gettext_lazy("What happens next")),
)


@requires(Scope.READ)
@require_safe
def overview(request: CustomerRequest) -> HttpResponse:
    """How recommending works, the customer's codes, what they brought."""
    codes = queries.codes_of(request.access)
    table = TableState.from_query(request.GET, COLUMNS, "-erzeugt")
    pager = table.pager(codes.count())
    context = {
        "page_title": _("Recommend us"),
        "table": table,
        "pager": pager,
        "codes": codes.order_by(*table.ordering)[pager.slice],
        "credited": queries.credited_to(request.access),
        "campaigns": kinds_for(queries.customer_since(request.access), berlin_day(timezone.now())),
    }
    return render(request, "referrals/overview.html", context)
