"""The language of a page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

SESSION_KEY = "language"  # session: what a stranger chose; a login keeps its own language


class LanguageMiddleware:
    """Activates login's language, else the session's, else Accept-Language, else German; restores it afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = translation.get_language()
        translation.activate(language_of(request))
        try:
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response
        finally:
            translation.activate(before) if before else translation.deactivate_all()

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """The access is known only now: the login's own language wins."""
        translation.activate(language_of(request))


def language_of(request: HttpRequest) -> str:
    """The language this request is answered in."""
    access = getattr(request, "access", None)
    if access is not None and is_offered(access.language):
        return str(access.language)
    chosen = chosen_language(request)
    if chosen:
        return chosen
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if is_offered(wanted.partition("-")[0]):
            return wanted.partition("-")[0]
    return settings.LANGUAGE_CODE


def chosen_language(request: HttpRequest) -> str:
    """What was chosen in this session before login, or nothing. Strangers without a cookie have no session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    chosen = request.session.get(SESSION_KEY, "")
    return chosen if is_offered(chosen) else ""


def is_offered(language: str) -> bool:
    return language in dict(settings.LANGUAGES)
