"""PIN and PUK of a SIM card, after the password was given once more (D5, A14)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from contracts.orders.offers import order_url
from mobile.codes import CodesRefused, view_codes
from mobile.models import SimCard
from mobile.order_kinds.cards import card_name
from mobile.rules.sims import code_rules
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope
from portal.lib.sealed import SealBroken


@requires(Scope.FULL, fresh_proof=True)
@never_cache
@require_safe
@sensitive_variables("codes", "context")
def pin_puk(request: CustomerRequest, product_id: int, sim_id: int) -> HttpResponse:
    """The codes, or why there are none. HEAD shows nothing, but is a look all the same."""
    cards = SimCard.objects.visible_to(request.access).select_related("product")
    sim = get_object_or_404(cards, pk=sim_id, product_id=product_id)
    context = {
        "page_title": _("PIN and PUK"),
        "sim": sim,
        "card_name": card_name(sim),
        "product": sim.product,
        "rules": code_rules(),
        "letter_url": order_url("puk-information", product_id),
    }
    try:
        codes = view_codes(sim=sim, access=request.access, now=timezone.now())
    except CodesRefused as refused:
        return render(request, "mobile/pin_puk.html", context | {"refusal": str(refused)}, status=409)
    except SealBroken:
        return render(request, "mobile/pin_puk.html", context | {"is_broken": True}, status=503)
    return render(request, "mobile/pin_puk.html", context | {"codes": codes})
