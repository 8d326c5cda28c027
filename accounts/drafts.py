"""A form that was half finished when the session ended comes back after the next login (requirement A9).

Two lines in the view, one in the template:

    @keeps_draft(ContactForm)                                   # which fields may be kept
    def contact(request):
        form = ContactForm(request.POST or None, initial=known | draft_values(request))
        …                                                       # after success: forget_draft(request)

    {% load drafts %}{% draft_notice %}                         # above the form

Kept are fields of the form that people type or choose: no passwords, codes, files or hidden fields. Without a
form class (forms built per request) the field's name decides.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django import forms
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import FormDraft
from accounts.operations.drafts import customer_at, draft_of, drop_draft, keep_draft
from portal.access.middleware import page_of
from portal.access.requests import CustomerRequest, PortalRequest
from portal.access.signals import late_form

View = TypeVar("View", bound=Callable[..., Any])
FormClass = type[forms.BaseForm]

SECRET_PARTS = ("passw", "kennwort", "token", "secret", "geheim")
SECRET_WORDS = frozenset(
    ["pin", "puk", "iban", "otp", "tan", "code", "cvc", "repeated", "repeat", "again", "present", "current"]
)
SECRET_AUTOCOMPLETE = ("password", "one-time-code", "cc-")


def keeps_draft(form: FormClass | None = None) -> Callable[[View], View]:
    """Marks the view of a page whose form may be kept. Stands anywhere among its decorators."""

    def mark(view: View) -> View:
        view.draft_form = form  # type: ignore[attr-defined]
        return view

    return mark


def draft_values(request: PortalRequest | CustomerRequest) -> dict[str, Any]:
    """What was kept of this page's form, for `initial`; {} if nothing, and for whoever is not logged in."""
    draft = _draft_here(request) if request.method == "GET" else None
    request.draft = draft  # type: ignore[union-attr]  # for draft_notice
    if draft is None:
        return {}
    form: FormClass | None = getattr(request.resolver_match.func, "draft_form", None)  # type: ignore[union-attr]
    return _as_initial(draft.values, form)


def forget_draft(request: PortalRequest | CustomerRequest) -> None:
    """The form of this page was sent: nothing is kept of it any more."""
    access = request.access
    if access is not None and access.customer_id is not None:
        drop_draft(login_id=access.login_id, customer_id=access.customer_id, path=request.path)


def keep_posted(request: HttpRequest, login_id: int, customer_id: int | None) -> FormDraft | None:
    """Keep what this POST holds of a page that keeps drafts; None when it is of no such page."""
    page, form = _page_with_form(request)
    now = timezone.now()
    number = request.POST.get("_customer", "")
    customer = customer_at(login_id=login_id, number=number, customer_id=customer_id, now=now)
    if not page or customer is None:
        return None
    parts = urlsplit(page)
    values = {name: request.POST.getlist(name) for name in request.POST if may_be_kept(name, form)}
    return keep_draft(
        login_id=login_id, customer_id=customer, page=(parts.path, parts.query), values=values, now=now
    )


@receiver(late_form)
def keep_late_form(
    sender: object, request: HttpRequest, login_id: int, customer_id: int | None, **kwargs: Any
) -> None:
    """The session had ended, or the proof was too old, when the form arrived."""
    keep_posted(request, login_id, customer_id)


def may_be_kept(name: str, form: FormClass | None) -> bool:
    """Is this posted value something people typed that may lie in a table for a day?"""
    if name.startswith("_") or name == "csrfmiddlewaretoken" or sounds_secret(name):
        return False
    if form is None:
        return True
    field = form.base_fields.get(name) or form.base_fields.get(name.rpartition("_")[0])  # type: ignore[attr-defined]
    return field is not None and not is_secret_field(field)


def sounds_secret(name: str) -> bool:
    """Does the name of a field say that it holds a secret?"""
    lowered = name.lower()
    words = {word.rstrip("0123456789") for word in re.split(r"[^a-z0-9]+", lowered)}
    return any(part in lowered for part in SECRET_PARTS) or bool(words & SECRET_WORDS)


def is_secret_field(field: forms.Field) -> bool:
    """Does the widget hide what is typed, or hold what nobody types (files, hidden values)?"""
    widget = field.widget
    hint = str(widget.attrs.get("autocomplete", ""))
    unseen = isinstance(widget, forms.PasswordInput | forms.FileInput | forms.HiddenInput)
    return unseen or any(part in hint for part in SECRET_AUTOCOMPLETE)


def _draft_here(request: PortalRequest | CustomerRequest) -> FormDraft | None:
    access = request.access
    if access is None or access.customer_id is None:
        return None
    return draft_of(
        login_id=access.login_id,
        customer_id=access.customer_id,
        path=request.path,
        now=timezone.now(),
    )


def _as_initial(values: Mapping[str, list[str]], form: FormClass | None) -> dict[str, Any]:
    """Posted lists as the values of fields; a box that was not ticked is empty, not "as usual"."""
    if form is None:
        return {name: texts[0] if len(texts) == 1 else texts for name, texts in values.items()}
    posted: MultiValueDict[str, str] = MultiValueDict(values)
    return {
        name: field.widget.value_from_datadict(posted, MultiValueDict(), name)
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if may_be_kept(name, form)
        and not field.widget.value_omitted_from_data(posted, MultiValueDict(), name)
    }


def _page_with_form(request: HttpRequest) -> tuple[str, FormClass | None]:
    """The page whose form was posted: named by session.js, the address itself, or where the browser was."""
    for page in (request.POST.get("_page", ""), request.get_full_path(), page_of(request)):
        try:
            view = resolve(urlsplit(page).path).func
        except Resolver404:
            continue
        if hasattr(view, "draft_form"):
            return page, view.draft_form
    return "", None
