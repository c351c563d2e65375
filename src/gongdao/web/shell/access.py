"""Who may open a page at all. What one may see and do there is decided by the rooms below."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from gongdao.rulebook.actor import Actor
from gongdao.web.shell.context import actor_of

P = ParamSpec("P")
_View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]
_Plain = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: _View[P]) -> _Plain[P]:
    """Decorate a view that takes `(request, actor, …)`: others are led to the sign-in page.

    Where a part of a page is asked for, the whole page is led there: it does not belong into a dialog.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if actor is None:
            raise Http404
        return view(request, actor, *args, **kwargs)

    entered = cast("_Plain[P]", login_required(guarded))

    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            back = urlsplit(request.headers.get("HX-Current-URL", "")).path or request.get_full_path()
            return HttpResponse(status=204, headers={"HX-Redirect": redirect_to_login(back).url})
        return entered(request, *args, **kwargs)

    return cast("_Plain[P]", asked)


def staff_only(view: _View[P]) -> _Plain[P]:
    """Decorate a page of staff: for parties it does not exist, strangers are led to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not actor.is_staff:
            raise Http404
        return view(request, actor, *args, **kwargs)

    return signed_in(guarded)
