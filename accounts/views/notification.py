"""The mail about a new invoice: with or without the amount (E5)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.notification import MailAmountForm
from accounts.models import NotificationAddress
from accounts.operations.notification import choose_mail_amount
from portal.access.decorators import requires
from portal.access.requests import CustomerRequest
from portal.access.scope import Scope

from .places import see


@requires(Scope.FULL)
@require_http_methods(["GET", "POST"])
def mail_amount(request: CustomerRequest) -> HttpResponse:
    access = request.access
    address = get_object_or_404(NotificationAddress, login_id=access.login_id)
    if request.method == "POST":
        form = MailAmountForm(request.POST)
        form.full_clean()
        choose_mail_amount(
            login_id=access.login_id,
            customer_id=access.customer_id,
            shows_amount=form.cleaned_data["shows_amount"],
            actor=access.actor,
            now=timezone.now(),
        )
        messages.success(request, _("Your choice is saved. It holds from the next mail on."))
        return see("accounts:security")
    form = MailAmountForm(initial={"shows_amount": address.mail_shows_amount})
    context = {"page_title": _("Mails about new invoices"), "form": form, "email": address.email}
    return render(request, "accounts/mail_amount.html", context)
