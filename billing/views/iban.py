"""The bank of an IBAN while it is being typed (B2). Without JavaScript the check page tells it."""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from billing.bank_accounts import IbanRefused, bank_account
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope


@requires(Scope.FULL)
@never_cache
@sensitive_post_parameters("iban")
@require_POST
def look_up(request: CustomerRequest) -> JsonResponse:
    """`{"bank", "bic", "text"}` or `{"fault"}`. A POST, so that no log of addresses holds an account number."""
    try:
        account = bank_account(request.POST.get("iban", ""))
    except IbanRefused as refused:
        return JsonResponse({"fault": str(refused)})
    known = " · ".join(part for part in (account.bank_name, account.bic) if part)
    text = known or _("The IBAN is correct. The name of this bank is not in our list.")
    return JsonResponse({"bank": account.bank_name, "bic": account.bic, "text": text})
