"""What all pages of invoices check first."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from billing.papers import PaperUnavailable
from billing.queries import customer_of, is_by_post_only
from portal.access.requests import CustomerRequest

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[CustomerRequest, Arguments], HttpResponseBase]


def online_invoices(view: View[Arguments]) -> View[Arguments]:
    """For customers who get invoices online; those who get paper are led to the offer to switch (E1).

    Stands below `requires`. The view finds the customer as `request.customer`.
    """

    @wraps(view)
    def checked(
        request: CustomerRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponseBase:
        request.customer = customer_of(request.access)  # type: ignore[attr-defined]
        if is_by_post_only(request.customer):  # type: ignore[attr-defined]
            return redirect("billing:archive")
        return view(request, *args, **kwargs)

    return checked


def paper_or_apology(view: View[Arguments]) -> View[Arguments]:
    """A paper that cannot be made answers with a page that says so; nothing was stored."""

    @wraps(view)
    def guarded(
        request: CustomerRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PaperUnavailable:
            context = {"page_title": _("This document cannot be shown at the moment")}
            return render(request, "billing/paper_unavailable.html", context, status=503)

    return guarded
