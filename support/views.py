"""The contact page: also for people who cannot log in (J2, A15)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.drafts import draft_values, forget_draft, keeps_draft
from accounts.models import Customer, NotificationAddress
from portal.access import throttle
from portal.access.access import Access
from portal.access.decorators import public
from portal.access.peer import address_of
from portal.access.requests import PortalRequest
from support.forms import ContactForm
from support.models import ContactTopic
from support.operations import receive_message

DOOR = "contact"


@public
@keeps_draft(ContactForm)
@require_http_methods(["GET", "POST"])
def contact(request: PortalRequest) -> HttpResponse:
    """Write to the service centre; the answer is the same page for everybody."""
    if request.method == "GET":
        return _form_page(request, ContactForm(initial=_known(request) | draft_values(request)))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    if form.is_trapped:
        return redirect("support:contact_sent")
    now = timezone.now()
    tried = throttle.attempt(
        DOOR, identifier=form.cleaned_data["email"], address=address_of(request), now=now
    )
    if not tried.allowed:
        form.add_error(None, _("You have written several times already. Please wait 15 minutes or call us."))
        return _form_page(request, form)
    receive_message(
        message=form.save(commit=False),
        customer_id=request.access.customer_id if request.access else None,
        language=(get_language() or "de")[:2],
        now=now,
    )
    forget_draft(request)
    return redirect("support:contact_sent")


@public
@require_GET
def contact_sent(request: PortalRequest) -> HttpResponse:
    return render(request, "support/contact_sent.html")


def _form_page(request: PortalRequest, form: ContactForm) -> HttpResponse:
    return render(request, "support/contact.html", {"form": form})


def _known(request: PortalRequest) -> dict[str, Any]:
    """What a logged-in customer need not type; a topic may stand in the address (`?thema=locked`)."""
    topic = request.GET.get("thema", "")
    known: dict[str, Any] = {"topic": topic} if topic in ContactTopic.values else {}
    access: Access | None = request.access
    if access is None or access.customer_id is None or not access.may_change:
        return known
    customer = Customer.objects.get(pk=access.customer_id)
    confirmed = NotificationAddress.objects.filter(login_id=access.login_id).first()
    return known | {
        "name": customer.name,
        "email": confirmed.email if confirmed else customer.email,
        "customer_number": customer.number,
        "phone": customer.phone or customer.mobile,
    }
