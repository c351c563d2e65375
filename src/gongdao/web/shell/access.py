"""Who may open a page at all. What one may see and do there is decided by the rooms below."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from gongdao.rulebook.actor import Actor
from gongdao.web.shell.context import actor_of

P = ParamSpec("P")
_View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]
_Plain = Callable[Concatenate[HttpRequest, P], HttpResponse]


def signed_in(view: _View[P]) -> _Plain[P]:
    """Decorate a view that takes `(request, actor, …)`: others are led to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = actor_of(request)
        if actor is None:
            raise Http404
        return view(request, actor, *args, **kwargs)

    return cast("_Plain[P]", login_required(guarded))


def staff_only(view: _View[P]) -> _Plain[P]:
    """Decorate a page of staff: for parties it does not exist, strangers are led to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not actor.is_staff:
            raise Http404
        return view(request, actor, *args, **kwargs)

    return signed_in(guarded)
