"""Who the caller is, and what is told to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from gongdao.api.call import ANY_SCOPE, Call
from gongdao.api.problems import invalid
from gongdao.api.reading import Reader, read_query
from gongdao.api.routes import Routes
from gongdao.letters import actions as letters
from gongdao.letters.models import Message as Stored
from gongdao.letters.notices import notice_of, refs_in
from gongdao.letters.queries import inbox, unread_count
from gongdao.letters.wording import Language
from gongdao.people.directory import names

routes = Routes("account")


class Me(Struct, frozen=True):
    """The account behind the token, as what it acts (`ref`, `refs`), and what the token may be used for."""

    account: int
    username: str
    name: str
    language: str
    ref: str
    refs: tuple[str, ...]
    roles: tuple[str, ...]
    regions: tuple[str, ...]
    departments: tuple[str, ...]
    verified: bool
    scopes: tuple[str, ...]


@routes.add("GET", "/me", scope=ANY_SCOPE, answer=Me)
def me(call: Call) -> Me:
    """Tell who the caller is. Any token may ask."""
    account, actor = call.account, call.actor
    return Me(
        account=account.pk, username=account.username, name=account.display_name, language=account.language,
        ref=actor.ref, refs=tuple(sorted(actor.refs)), roles=tuple(sorted(actor.roles)),
        regions=tuple(sorted(actor.regions)), departments=tuple(sorted(actor.departments)),
        verified=actor.verified, scopes=tuple(sorted(call.scopes)),
    )  # fmt: skip


MessageId = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class Page(Struct, frozen=True, forbid_unknown_fields=True):
    """`before`: the `next` of the page before."""

    before: MessageId | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Message(Struct, frozen=True):
    """One message: about which case (empty: none), a stable code, and the sentences."""

    id: int
    recipient: str
    number: str
    code: str
    title: str
    text: str
    created_at: datetime
    read_at: datetime | None


class Messages(Struct, frozen=True):
    """Newest first. `next`: `before` of the following page, null at the end. `unread` counts to 100."""

    messages: tuple[Message, ...]
    next: int | None
    unread: int


@routes.add("GET", "/messages", scope="messages:read", query=Page, answer=Messages)
def messages(call: Call) -> Messages:
    """List the messages to the caller, newest first."""
    page = read_query(call.request.GET, Page)
    found = inbox(call.actor.refs, before=page.before, limit=page.limit + 1)
    shown = found[: page.limit]
    known = names(refs_in(shown), call.language)
    more = shown[-1].id if len(found) > len(shown) else None
    listed = tuple(_message(item, known, call.language) for item in shown)
    return Messages(listed, more, unread_count(call.actor.refs))


def _message(item: Stored, known: Mapping[str, str], language: Language) -> Message:
    notice = notice_of(item, language, names=known)
    return Message(
        id=item.id, recipient=item.recipient, number=notice.number, code=item.code, title=notice.title,
        text=notice.text, created_at=item.created_at, read_at=item.read_at,
    )  # fmt: skip


class Read(Struct, frozen=True, forbid_unknown_fields=True):
    """Either the `ids` of messages, or `up_to`: all up to this id."""

    ids: Annotated[tuple[MessageId, ...], Meta(max_length=1000)] = ()
    up_to: MessageId | None = None


class Marked(Struct, frozen=True):
    """How many were unread before."""

    marked: int


@routes.add("POST", "/messages/read", scope="messages:write", body=Read, answer=Marked)
def mark_messages_read(call: Call) -> Marked:
    """Mark messages as read. Ids of other people's messages change nothing."""
    read = _READ.read(call.request)
    if not read.ids and read.up_to is None:
        raise invalid("ids", "missing")
    refs, marked = call.actor.refs, 0
    if read.ids:
        marked += letters.mark_read(refs=refs, ids=read.ids, now=call.now)
    if read.up_to is not None:
        marked += letters.mark_all_read(refs=refs, up_to=read.up_to, now=call.now)
    return Marked(marked)


_READ: Final = Reader(Read)
