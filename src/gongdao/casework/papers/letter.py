"""The letter of an appeal in three parts: 问题描述 – 证据清单 – 诉求说明 (APP-5, AST-3).

While it is written it is made of the form, once filed of the event that filed it: the same letter again
whenever it is asked for, so nothing of it is stored. Its chronology is what the appellant may see.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from gongdao.casework.course import title_of, told
from gongdao.casework.naming import named
from gongdao.casework.outcome import CaseNotFound, Entry
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored, case_for, events_of
from gongdao.letters import paper as p
from gongdao.letters.wording import describe_ref, reading_language, say, say_value
from gongdao.lib.ids import case_number
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Particulars

_EMPTY = "……"


class Written(Struct, frozen=True):
    """What the appellant wrote. `exhibits`: keys in the case; `to_come`: kinds that are handed in with it.

    `key`: the appeal that it became, empty while it is written.
    """

    finding: str
    appellant: str
    problem: str
    demand: str
    exhibits: tuple[str, ...] = ()
    to_come: tuple[str, ...] = ()
    late_reason: str = ""
    scope: str = ""
    level: str = ""
    ask_amount_fen: int | None = None
    particulars: Particulars = Particulars()
    key: str = ""


class Filed(NamedTuple):
    """A filed appeal's letter, with what it is called as a file (without ending) and when it was filed."""

    paper: p.Paper
    name: str
    at: datetime


class Filing(NamedTuple):
    """The event that filed an appeal, when, what was on record before it, and the case as it is now."""

    case_id: int
    event: e.AppealFiled
    at: datetime
    before: tuple[Entry, ...]
    now: State


def letter(stored: Stored, written: Written, *, at: datetime, language: str) -> p.Paper:
    """The letter as far as it is written, at `at`, on a case as stored."""
    return _paper(stored.case_id, stored.state, events_of(stored.case_id), written, at, language)


def filed_letter(actor: Actor, number: str, key: str, language: str) -> Filed:
    """The letter of appeal `key`, for who filed it and for the staff of the case. Raises CaseNotFound."""
    stored = case_for(actor, number, lock=False)
    appeal = stored.state.appeals.get(key)
    if appeal is None:
        raise CaseNotFound(number)
    own = actor.acts_for(appeal.appellant) or actor.acts_for(appeal.by)
    if not own and not Showing(actor, stored.state).inside:
        raise CaseNotFound(number)
    return letter_of(filing_of(stored.case_id, key), language)


def filing_of(case_id: int, key: str) -> Filing:
    """How an appeal was filed. Raises CaseNotFound. Who may have its letter is asked elsewhere."""
    log = events_of(case_id)
    for one in log:
        if isinstance(one.event, e.AppealFiled) and one.event.id == key:
            before = tuple(earlier for earlier in log if earlier.seq < one.seq)
            return Filing(case_id, one.event, one.at, before, fold((item.event, item.at) for item in log))
    raise CaseNotFound(case_number(case_id))


def letter_of(filing: Filing, language: str) -> Filed:
    """The letter of an appeal that was filed."""
    event = filing.event
    state = fold((one.event, one.at) for one in filing.before)
    written = Written(
        event.finding, event.appellant, event.problem, event.demand, event.exhibits,
        late_reason=event.late_reason, scope=event.scope, level=event.level,
        ask_amount_fen=event.ask_amount_fen, particulars=event.particulars, key=event.id,
    )  # fmt: skip
    made = _paper(filing.case_id, state, filing.before, written, filing.at, language)
    return Filed(made, f"{case_number(filing.case_id)}-{event.id}", filing.at)


def _paper(
    case_id: int, state: State, log: Iterable[Entry], written: Written, at: datetime, language: str
) -> p.Paper:
    language = reading_language(language)
    party = written.appellant
    reader = Actor(ref=party, refs=frozenset({party}))
    entries = told(reader, state, log)
    masked = party != state.complainant.ref
    words = titles(state.policy, state.policy_version, language)
    names = dict(words) | named(state, entries, language, masked=masked)
    who = written.particulars.name or describe_ref(party, language, names)
    number = case_number(case_id)
    blocks: list[p.Block] = [
        p.Facts(tuple(_facts(state, number, written, at, language, names))),
        p.Heading(say("letter.part.problem", language)),
        *_particulars(written.particulars, language),
        p.Text(written.problem or _EMPTY),
        p.Heading(say("letter.chronology", language), 2),
        p.Items(tuple(_chronology(state, entries, names, language))),
    ]
    if written.late_reason:
        blocks.append(p.Text(say("letter.late", language) + written.late_reason))
    blocks += [
        p.Heading(say("letter.part.evidence", language)),
        _evidence(state, written, language),
        p.Heading(say("letter.part.demand", language)),
        p.Text(written.demand or _EMPTY),
        p.Signature((who, _instant(at, language))),
    ]
    footer = say("letter.footer", language, number=number, id=written.key or written.finding)
    header = say("letter.header", language, number=number)
    return p.sound(
        p.Paper(say("letter.title", language), language, tuple(blocks), header=header, footer=footer)
    )


def _facts(
    state: State, number: str, written: Written, at: datetime, language: str, names: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    def field(code: str) -> str:
        return say(code, language)

    particulars, finding = written.particulars, state.findings[written.finding]
    yield field("letter.number"), say("letter.of", language, number=number, id=written.finding)
    if state.order_no:
        yield field("field.order_no"), state.order_no
    yield field("letter.appellant"), describe_ref(written.appellant, language, names)
    for name in ("name", "staff_number", "department"):
        if value := getattr(particulars, name):
            yield field(f"field.particulars.{name}"), value
    own = [one for one in finding.liabilities if one.party == written.appellant]
    for one in own:
        burden = say(
            "letter.burden", language, share_bp=one.share_bp, amount_fen=one.amount_fen, at=finding.at
        )
        yield field("letter.against"), burden
    if not own and finding.refused:
        yield field("letter.against"), say("letter.refused", language, at=finding.at)
    if written.scope:
        yield field("field.scope"), field(f"appeal_scope.{written.scope}")
    if written.ask_amount_fen is not None:
        yield field("field.ask_amount_fen"), say("letter.amount", language, amount_fen=written.ask_amount_fen)
    if level := names.get(f"level:{written.level}"):
        yield field("letter.level"), level
    policy = policies.version(state.policy, state.policy_version)
    title = policy.title.en if language == "en" else policy.title.zh
    yield field("letter.policy"), f"{title} {policy.version}"
    yield field("letter.filed" if written.key else "letter.written"), _instant(at, language)


def _particulars(told: Particulars, language: str) -> list[p.Block]:
    """APP-5: time, place, people; APP-16: the law that is cited."""
    names = ("happened", "place", "people", "law")
    rows = tuple(
        (say(f"field.particulars.{name}", language), getattr(told, name))
        for name in names
        if getattr(told, name)
    )
    return [p.Facts(rows)] if rows else []


def _chronology(
    state: State, entries: Iterable[Entry], names: Mapping[str, str], language: str
) -> Iterable[p.Entry]:
    for one in entries:
        yield p.Entry(f"{_instant(one.at, language)}  {title_of(state, one, names, language)}")


def _evidence(state: State, written: Written, language: str) -> p.Block:
    entries = []
    for key in written.exhibits:
        exhibit = state.exhibits[key].exhibit
        kind = say(f"exhibit.{exhibit.kind}", language)
        shows = exhibit.explanation or _EMPTY
        told = say("letter.exhibit", language, id=key, kind=kind, shows=shows)
        entries.append(p.Entry(told, f"SHA-256 {exhibit.sha256}"))
    coming = [say(f"exhibit.{kind}", language) for kind in written.to_come]
    entries += [p.Entry(say("letter.exhibit_to_come", language, kind=kind)) for kind in coming]
    return p.Items(tuple(entries)) if entries else p.Text(_EMPTY)


def _instant(at: datetime, language: str) -> str:
    return say_value("at", at, language, kind="instant")
