"""Evidence in cases (EVI-1): what is submitted has been stored before, and described by what was stored."""

from typing import Final

from msgspec.structs import replace

from gongdao.casework.draft import Draft, Happened
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits import queries as contents
from gongdao.exhibits.store import ceiling_bytes
from gongdao.lib.queue import defer
from gongdao.lib.statements import fetch
from gongdao.policies import queries as policies
from gongdao.rulebook import events as e
from gongdao.rulebook.commands import Command, FileAppeal, FormGroup, GiveSupplement, SubmitExhibit
from gongdao.rulebook.files import need_taken
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import IDENTITY, Exhibit

_IDENTITY: Final = """
SELECT DISTINCT body -> 'exhibit' ->> 'sha256' FROM casework_event
WHERE type = 'exhibit_submitted' AND body -> 'exhibit' ->> 'kind' = ANY(%s) ORDER BY 1
"""


def verified(command: Command) -> Command:
    """The command with size and kind of its exhibits as stored. Raises Refused for bytes that never came."""
    if isinstance(command, SubmitExhibit):
        return replace(command, exhibit=_stored((command.exhibit,))[0])
    if isinstance(command, FileAppeal | GiveSupplement | FormGroup) and command.new_exhibits:
        return replace(command, new_exhibits=_stored(command.new_exhibits))
    return command


def need_file_taken(state: State, exhibits: tuple[Exhibit, ...]) -> None:
    """EVI-1: files that are about to come in, before anything of them is stored. Raises Refused."""
    rule = policies.version(state.policy, state.policy_version).files
    need_taken(rule, exhibits, ceiling_bytes=ceiling_bytes())


def received(draft: Draft, one: Happened) -> None:
    """Record that a content came into a case, by whom and when."""
    if isinstance(one.event, e.ExhibitSubmitted):
        digest, by = one.event.exhibit.sha256, one.event.by
        exhibits.enter(sha256=digest, actor=by, at=one.at, case_id=draft.case_id or 0)
        if one.event.exhibit.kind in IDENTITY:
            exhibits.seal(digest, at=one.at)


def erased(draft: Draft, one: Happened) -> None:
    """INT-8: the content of an exhibit goes, wherever else it stands."""
    if isinstance(one.event, e.ExhibitErased):
        digest = draft.now.exhibits[one.event.id].exhibit.sha256
        exhibits.erase(
            sha256=digest, actor=one.event.by, at=one.at, case_id=draft.case_id or 0,
            reason=one.event.reason, origin=draft.origin,
        )  # fmt: skip
        for job in ("exhibits.erase_elsewhere", "insight.forget_content"):
            defer(job, sha256=digest)


def identity_contents() -> tuple[str, ...]:
    """The contents that were handed in as identity papers in any case (EVI-16)."""
    return tuple(sha256 for (sha256,) in fetch(_IDENTITY, [list(IDENTITY)]))


def _stored(items: tuple[Exhibit, ...]) -> tuple[Exhibit, ...]:
    known, gone = contents.known_and_erased({item.sha256 for item in items})
    if gone:
        named = [item.name or item.sha256[:12] for item in items if item.sha256 in gone]
        raise refuse("INT-8", "exhibit_erased", exhibits=named)
    missing = [item.name or item.sha256[:12] for item in items if item.sha256 not in known]
    if missing:
        raise refuse("EVI-1", "unknown_exhibit", exhibits=missing)
    return tuple(
        replace(item, media_type=known[item.sha256].media_type, size_bytes=known[item.sha256].size_bytes)
        for item in items
    )
