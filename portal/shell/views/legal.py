"""Imprint, privacy and accessibility: texts per language, facts and additions from the brand.

A carrier adds paragraphs in its brand file: `[texts.privacy]` with `de` and `en`.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.access.decorators import public


@public
@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    return _legal_page(request, "imprint", _("Imprint"))


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _legal_page(request, "privacy", _("Privacy"))


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _legal_page(request, "accessibility", _("Accessibility"))


def _legal_page(request: HttpRequest, name: str, title: str) -> HttpResponse:
    language = "en" if get_language() == "en" else "de"
    more = settings.BRAND.texts.get(name, {}).get(language, "")
    return render(request, f"shell/legal/{name}_{language}.html", {"page_title": title, "more": more})
