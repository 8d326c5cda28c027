"""Error pages in the look of the portal: what happened, what did not, what to do next."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ..brand_css import brand_css_url
from ..middleware import language_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trouble:
    """What an error page says."""

    status: int
    title: str
    happened: str
    not_done: str
    next_step: str


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    _prepare(request)
    return _show(
        request,
        Trouble(
            400,
            _("We could not read this request"),
            _("Your browser sent something that the portal does not understand."),
            _("Nothing was changed or ordered."),
            _("Go back to the previous page and try again."),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    _prepare(request)
    return _show(
        request,
        Trouble(
            403,
            _("Your login may not open this page"),
            _("This page needs rights that your login does not have."),
            _("Nothing was changed or ordered."),
            _("The contract holder can give you more rights. The menu shows what your login may use."),
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    _prepare(request)
    return _show(
        request,
        Trouble(
            404,
            _("This page does not exist"),
            _("The address is mistyped, or the page is no longer there."),
            _("Your contracts and data are not affected."),
            _("Check the address, or start again from the home page."),
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form did not fit: usually a page that stayed open while somebody logged in or out."""
    _prepare(request)
    return _show(
        request,
        Trouble(
            403,
            _("This form was open for too long"),
            _(
                "For your safety a form works only in the session it was opened in. You have logged in or out since."
            ),
            _("What you sent was not carried out."),
            _(
                "Go back, reload the page and send the form again. Your browser must accept cookies of this site."
            ),
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Works without database, session, access and context processors."""
    try:
        content = plain_page("shell/errors/500.html", language=_language_without_session(request))
    except Exception:
        log.exception("the error page itself failed")
        hotline = settings.BRAND.hotline.number
        content = (
            f'<!doctype html><html lang="de"><title>Fehler</title><h1>Fehler</h1><p>{hotline}</p></html>'
        )
    return HttpResponse(content, status=500)


def plain_page(template: str, *, language: str) -> str:
    """A page in the frame that needs nothing but the brand and the stylesheet."""
    with translation.override(language):
        return render_to_string(template, {"brand": settings.BRAND, "brand_css_url": brand_css_url()})


def _show(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    context = {"trouble": trouble, "page_title": trouble.title}
    return render(request, "shell/errors/trouble.html", context, status=trouble.status)


def _prepare(request: HttpRequest) -> None:
    """Load the access where no view was found, so that the frame and the language are the customer's own.

    The middleware restores the language after the response.
    """
    if getattr(request, "access", None) is None and hasattr(request, "session"):
        try:
            request.access = import_string(settings.ACCESS_LOADER)(request, passive=True)  # type: ignore[attr-defined]
        except Exception:
            log.exception("no access on an error page")
            request.access = None  # type: ignore[attr-defined]
    if hasattr(request, "session"):
        translation.activate(language_of(request))


def _language_without_session(request: HttpRequest) -> str:
    header = request.headers.get("Accept-Language", "").strip().lower()
    return "en" if header.startswith("en") else "de"
