"""The language and time zone of a page: the reader's choice, else the account's, else Chinese.

The browser's list of languages is not asked: the product speaks Chinese until someone chooses otherwise.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gongdao.letters.wording import LANGUAGES

_Handler = Callable[[HttpRequest], HttpResponse]
_YEAR_SECONDS = 365 * 24 * 3600


def language_and_zone(get_response: _Handler) -> _Handler:
    """Middleware: activate the reader's language and the local zone for this request."""
    zone = ZoneInfo(settings.LOCAL_ZONE)

    def middleware(request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        timezone.activate(zone)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def language_of(request: HttpRequest) -> str:
    """Return the language a reader chose by cookie, else the account's, else Chinese."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in LANGUAGES:
        return chosen
    # Only someone with a session can be signed in: no query is spent on the others.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return str(request.user.language)
    return LANGUAGES[0]


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in this browser and go back to where the reader was."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if language in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
