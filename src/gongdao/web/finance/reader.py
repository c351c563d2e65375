"""Who opens the pages of finance, in which language."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from gongdao.letters.wording import Language, reading_language
from gongdao.people.permissions import reads_accounts
from gongdao.rulebook.actor import Actor

TABS: Final = (("finance", "payouts"), ("finance_accounts", "accounts"), ("finance_reconcile", "reconcile"))

P = ParamSpec("P")
_View = Callable[Concatenate[HttpRequest, Actor, P], HttpResponse]


def readers_only(view: _View[P]) -> _View[P]:
    """Decorate a page of finance, inside `signed_in`: for others it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not reads_accounts(actor):
            raise Http404
        return view(request, actor, *args, **kwargs)

    return guarded


def language_now() -> Language:
    """The language of this request."""
    return reading_language(get_language())
