"""What the frame itself serves: brand colours, icon, language, robots and the maintenance page's neighbours."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal.access.decorators import public

from ..brand_css import brand_css, favicon_svg, fingerprint
from ..middleware import SESSION_KEY, is_offered
from ..signals import language_chosen


@public
@require_safe
def show_brand_css(request: HttpRequest) -> HttpResponse:
    return _kept(request, brand_css(settings.BRAND.colours), "text/css; charset=utf-8")


@public
@require_safe
def show_favicon(request: HttpRequest) -> HttpResponse:
    return _kept(request, favicon_svg(settings.BRAND.colours), "image/svg+xml")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language (login or session) and go back to where the choice was made."""
    language = request.POST.get("language", "")
    if is_offered(language):
        if getattr(request, "access", None) is not None:
            language_chosen.send(sender=choose_language, request=request, language=language)
        request.session[SESSION_KEY] = language
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target if safe else "/")


@public
@require_safe
def show_robots(request: HttpRequest) -> HttpResponse:
    """Search engines may know the public pages, nothing else."""
    pages = [reverse(f"shell:{name}") for name in ("imprint", "privacy", "accessibility")]
    lines = ["User-agent: *", *(f"Allow: {page}" for page in pages), "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _kept(request: HttpRequest, content: str, content_type: str) -> HttpResponse:
    """An answer browsers keep: for a year when the address carries its version, else for an hour."""
    tag = f'"{fingerprint(settings.BRAND.colours)}"'
    versioned = request.GET.get("v") == tag.strip('"')
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=content_type)
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "public, max-age=3600"
    return response
