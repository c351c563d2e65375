"""Evidence in cases (EVI-1): what is submitted has been stored before, and described by what was stored."""

from msgspec.structs import replace

from gongdao.casework.draft import Draft, Happened
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits import queries as contents
from gongdao.rulebook import events as e
from gongdao.rulebook.commands import Command, FileAppeal, SubmitExhibit
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.terms import Exhibit


def verified(command: Command) -> Command:
    """The command with size and kind of its exhibits as stored. Raises Refused for bytes that never came."""
    if isinstance(command, SubmitExhibit):
        return replace(command, exhibit=_stored((command.exhibit,))[0])
    if isinstance(command, FileAppeal) and command.new_exhibits:
        return replace(command, new_exhibits=_stored(command.new_exhibits))
    return command


def received(draft: Draft, one: Happened) -> None:
    """Record that a content came into a case, by whom and when."""
    if isinstance(one.event, e.ExhibitSubmitted):
        digest, by = one.event.exhibit.sha256, one.event.by
        exhibits.note(sha256=digest, act="received", actor=by, at=one.at, case_id=draft.case_id)


def _stored(items: tuple[Exhibit, ...]) -> tuple[Exhibit, ...]:
    known = contents.known({item.sha256 for item in items})
    missing = [item.name or item.sha256[:12] for item in items if item.sha256 not in known]
    if missing:
        raise refuse("EVI-1", "unknown_exhibit", exhibits=missing)
    return tuple(
        replace(item, media_type=known[item.sha256].media_type, size_bytes=known[item.sha256].size_bytes)
        for item in items
    )
