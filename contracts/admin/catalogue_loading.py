"""Loading a file in the service centre, in two steps: the check shows what it found, then a button loads it."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from contracts.catalogue.check import Finding, errors_of, findings
from contracts.catalogue.items import Catalogue
from contracts.catalogue.nodes import CatalogueRefused
from contracts.catalogue.store import LARGEST_FILE, load_content, read_file
from contracts.models import CatalogueVersion
from portal.access.decorators import staff
from portal.access.requests import CustomerRequest

from .catalogue_tables import tables_of

View = Callable[[CustomerRequest], HttpResponse]
KEPT_SECONDS = 60 * 60  # between the two steps; later, or when the cache is away, the file is checked again


class CatalogueFileForm(forms.Form):
    """The file to be checked."""

    file = forms.FileField(
        label=_("Catalogue file"),
        help_text=_("A JSON file of at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        content: bytes = file.read()
        return content


def _may_load(view: View) -> View:
    """Staff with the right to load a catalogue."""

    @staff
    @never_cache
    @wraps(view)
    def checked(request: CustomerRequest) -> HttpResponse:
        if not request.user.has_perm("contracts.add_catalogueversion"):
            raise PermissionDenied
        return view(request)

    return checked


@_may_load
@require_http_methods(["GET", "POST"])
def check_file(request: CustomerRequest) -> HttpResponse:
    """Step 1: what the check says about a file. Nothing is changed."""
    if request.method != "POST":
        return _page(request, form=CatalogueFileForm())
    form = CatalogueFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form)
    raw = form.cleaned_data["file"]
    try:
        _content, catalogue = read_file(raw)
    except CatalogueRefused as refused:
        return _page(request, form=CatalogueFileForm(), reasons=refused.reasons)
    return _preview(request, raw, catalogue, findings(catalogue))


@_may_load
@require_POST
def load_checked(request: CustomerRequest) -> HttpResponse:
    """Step 2: load the file that this member of staff has seen checked. The check runs once more."""
    raw = cache.get(_key(request, request.POST.get("sha256", "")))
    if raw is None:
        messages.error(request, _("The checked file is no longer there. Please choose it again."))
        return redirect("admin:contracts_catalogueversion_check")
    try:
        version = load_content(raw, actor=request.access.actor, now=timezone.now())
    except CatalogueRefused as refused:
        return _page(request, form=CatalogueFileForm(), reasons=refused.reasons)
    messages.success(request, _("The catalogue is loaded."))
    return redirect("admin:contracts_catalogueversion_change", version.pk)


def _preview(
    request: CustomerRequest, raw: bytes, catalogue: Catalogue, found: list[Finding]
) -> HttpResponse:
    errors = errors_of(found)
    digest = hashlib.sha256(raw).hexdigest()
    if not errors:
        cache.set(_key(request, digest), raw, KEPT_SECONDS)
    return _page(
        request,
        form=CatalogueFileForm(),
        catalogue=catalogue,
        errors=errors,
        warnings=[finding for finding in found if finding not in errors],
        tables=tables_of(catalogue),
        sha256="" if errors else digest,
    )


def _key(request: CustomerRequest, digest: str) -> str:
    """Only who checked a file loads it; what is no hash finds nothing."""
    name = hashlib.sha256(digest.encode()).hexdigest()
    return f"catalogue-file:{request.access.actor.login_id}:{name}"


def _page(request: CustomerRequest, **values: Any) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "opts": CatalogueVersion._meta,
        "title": _("Load a catalogue"),
        **values,
    }
    return render(request, "admin/catalogue/check.html", context)
