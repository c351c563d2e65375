"""Pages of the message centre: the own messages, newest first."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from gongdao.letters import actions, queries
from gongdao.letters.models import Message
from gongdao.letters.notices import Notice, notice_of, refs_in
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people.directory import names
from gongdao.rulebook.actor import Actor
from gongdao.web.shell.access import signed_in
from gongdao.web.shell.telling import tell


class Line(Struct, frozen=True):
    """One message with its words."""

    message: Message
    notice: Notice


@require_safe
@signed_in
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List a page of messages; `?before=` is the id of the last one on the page before."""
    before = whole(request.GET.get("before", ""), most=BIGINT)
    page = queries.inbox(actor.refs, before=before, limit=queries.PAGE + 1)
    shown = page[: queries.PAGE]
    more = f"?before={shown[-1].id}" if len(page) > queries.PAGE else ""
    return render(request, "web/messages/inbox.html", {"lines": _in_words(shown), "more": more})


@require_safe
@signed_in
def open_message(request: HttpRequest, actor: Actor, message_id: int) -> HttpResponse:
    """Mark one message as read and lead to the case it is about, or show it when it is about none."""
    message = queries.message(actor.refs, message_id)
    if message is None:
        raise Http404
    actions.mark_read(refs=actor.refs, ids=[message_id], now=timezone.now())
    return render(request, "web/messages/message.html", {"line": _in_words([message])[0]})


@require_POST
@signed_in
def read_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Mark everything up to the newest message the reader saw as read."""
    up_to = whole(request.POST.get("up_to", ""), most=BIGINT)
    count = actions.mark_all_read(refs=actor.refs, up_to=up_to, now=timezone.now())
    tell(request, "messages.marked", count=count)
    return redirect("messages")


def _in_words(messages: list[Message]) -> list[Line]:
    language = get_language() or settings.LANGUAGE_CODE
    known = names(refs_in(messages), language)
    zone = timezone.get_current_timezone()
    return [Line(item, notice_of(item, language, names=known, zone=zone)) for item in messages]
