"""The whole case to be read: parties, course, limits, decisions with reasons, exhibits (APP-12).

It holds what its reader may see and nothing else, by the one rule for all faces (`casework.showing`).
Pictures are copies that the program made in a process of its own; no stranger's bytes are opened here.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from msgspec import Struct

from gongdao.casework.course import title_of, told, who_did
from gongdao.casework.naming import named
from gongdao.casework.outcome import CaseNotFound, Entry
from gongdao.casework.reasons import in_words, reasons_for
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored, case_for, events_of
from gongdao.letters import paper as p
from gongdao.letters.wording import describe_ref, reading_language, say, say_value
from gongdao.people.contact import mask_contact
from gongdao.people.permissions import may_open_exhibit, may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.deadline import Deadline, standing
from gongdao.rulebook.policy import Policy, deadline_rule
from gongdao.rulebook.state import State, Submitted

MOST_PICTURES: Final = 60  # in one paper; what is beyond lies in the case file
_PAGES: Final = 3  # of one exhibit


class Pictures(Protocol):
    """Makes a copy of one page of a content for this reader (`papers.copies`); None where there is none."""

    def __call__(self, item: Submitted, page: int) -> bytes | None:
        """The copy as JPEG. `page`: from 1."""


class _Case(Struct, frozen=True):
    """A case with what it takes to write about it for one reader."""

    stored: Stored
    state: State
    policy: Policy
    showing: Showing
    course: tuple[Entry, ...]
    names: Mapping[str, str]
    language: str
    reach: bool  # whether contact data is shown in full

    def words(self, code: str, **values: Any) -> str:
        """A sentence about this case."""
        return say(code, self.language, names=self.names, **values)

    def at(self, instant: datetime | None) -> str:
        """An instant, or nothing."""
        return say_value("at", instant, self.language, kind="instant") if instant else ""

    def who(self, ref: str) -> str:
        """What somebody is called; a role by its name."""
        if ":" not in ref and ref not in ("system", "clock", "company"):
            return self.words(f"role.{ref}") if ref else ""
        return describe_ref(ref, self.language, self.names)


def case_paper(
    actor: Actor, number: str, *, now: datetime, language: str, pictures: Pictures | None = None
) -> p.Paper:
    """The case as `actor` may see it, to be read and printed. Raises CaseNotFound."""
    case = _seen(actor, number, reading_language(language))
    copies: dict[str, bytes] = {}
    blocks = (
        *_summary(case, number),
        *_parties(case),
        *_course(case),
        *_limits(case),
        *_decisions(case, actor, number),
        *_remedies(case),
        *_exhibits(case, copies, pictures),
    )
    title = case.words("casefile.title", number=number)
    about = case.words("casefile.about", at=now, who=case.who(actor.ref), version=case.state.version)
    return p.sound(
        p.Paper(
            title, case.language, blocks, about=about, footer=title,
            contents=case.words("casefile.contents"), pictures=copies,
        )
    )  # fmt: skip


def _seen(actor: Actor, number: str, language: str) -> _Case:
    stored = case_for(actor, number, lock=False)
    state = stored.state
    showing = Showing(actor, state)
    course = tuple(told(actor, state, events_of(stored.case_id)))
    reach = may_see_contact(actor, showing.case, state.complainant.ref)
    names = dict(titles(state.policy, state.policy_version, language))
    names |= named(state, course, language, masked=not reach)
    policy = policies.version(state.policy, state.policy_version)
    return _Case(stored, showing.seen(), policy, showing, course, names, language, reach)


def _summary(case: _Case, number: str) -> Iterator[p.Block]:
    state = case.state
    yield p.Heading(case.words("casefile.summary"))
    title = case.policy.title.en if case.language == "en" else case.policy.title.zh
    rows = [
        (case.words("letter.number"), number),
        (case.words("field.order_no"), state.order_no),
        (case.words("casefile.received"), case.at(state.received_at)),
        (case.words("casefile.status"), case.words(f"status.{state.status}")),
        (case.words("field.category"), case.names.get(f"category:{state.category}", state.category)),
        (case.words("casefile.demands"), say_value("demands", state.demands, case.language, kind="demand")),
        (case.words("casefile.closed"), case.at(state.closed_at)),
        (case.words("letter.policy"), f"{title} {case.policy.version}"),
    ]
    yield p.Facts(tuple((name, value) for name, value in rows if value))
    yield p.Heading(case.words("casefile.description"), 2)
    yield p.Text(state.description or "—", "said")


def _parties(case: _Case) -> Iterator[p.Block]:
    state = case.state
    yield p.Heading(case.words("casefile.parties"))
    rows = []
    for role, party in (
        ("complainant", state.complainant),
        *(("respondent", one) for one in state.respondents),
    ):
        reach = may_see_contact(case.showing.actor, case.showing.case, party.ref)
        contact = party.contact if reach else mask_contact(party.contact) if party.contact else ""
        rows.append((case.words(f"role.{role}"), case.who(party.ref), contact))
    if state.handler:
        rows.append((case.words("role.handler"), case.who(state.handler), ""))
    head = ("casefile.role", "casefile.name", "casefile.contact")
    yield p.Table(tuple(case.words(code) for code in head), tuple(rows), widths=(2, 4, 4))


def _course(case: _Case) -> Iterator[p.Block]:
    yield p.Heading(case.words("casefile.course"))
    rows = tuple(
        (case.at(one.at), title_of(case.stored.state, one, case.names, case.language),
         who_did(one, case.language, case.names))
        for one in case.course
    )  # fmt: skip
    head = ("casefile.when", "casefile.what", "casefile.who")
    yield p.Table(tuple(case.words(code) for code in head), rows, widths=(4, 8, 2))


def _standing(case: _Case, item: Deadline) -> str:
    code = standing(item, deadline_rule(case.policy, item.rule).consequences)
    return case.words(f"deadline_status.{code}")


def _limits(case: _Case) -> Iterator[p.Block]:
    rows = tuple(
        (
            case.names.get(f"deadline:{item.rule}", item.rule), case.who(item.bearer), case.at(item.due_at),
            _standing(case, item), case.at(item.ended_at),
        )
        for item in sorted(case.state.deadlines.values(), key=lambda one: one.started_at)
    )  # fmt: skip
    if rows:
        yield p.Heading(case.words("casefile.limits"))
        head = ("casefile.limit", "casefile.bearer", "casefile.due", "casefile.status", "casefile.ended")
        yield p.Table(tuple(case.words(code) for code in head), rows, widths=(6, 4, 9, 5, 9))


def _decisions(case: _Case, actor: Actor, number: str) -> Iterator[p.Block]:
    """Each finding with its reasons, then the appeals against it with theirs (DEC-3)."""
    appeals = case.showing.appeals()
    for key, finding in case.state.findings.items():
        yield from _reasons(case, actor, number, key, finding.at)
        for name, appeal in appeals.items():
            if appeal.finding != key:
                continue
            yield p.Heading(case.words("casefile.appeal", id=name, who=case.who(appeal.appellant)))
            yield p.Facts(
                (
                    (case.words("letter.filed"), case.at(appeal.filed_at)),
                    (case.words("casefile.status"), case.words(f"appeal_status.{appeal.status}")),
                )
            )
            yield p.Heading(case.words("field.problem"), 2)
            yield p.Text(appeal.problem, "said")
            yield p.Heading(case.words("field.demand"), 2)
            yield p.Text(appeal.demand, "said")
            if appeal.decided_at is not None and appeal.outcome is not None:
                yield from _reasons(case, actor, number, name, appeal.decided_at)


def _reasons(case: _Case, actor: Actor, number: str, key: str, at: datetime) -> Iterator[p.Block]:
    """A statement of reasons, where there is one for this reader."""
    try:
        words = in_words(reasons_for(actor, number, key), case.language)
    except CaseNotFound:
        return
    yield p.Heading(case.words("casefile.decision", title=words.title, id=key))
    yield p.Text(case.at(at), "quiet")
    for section in words.sections:
        yield p.Heading(section.title, 2)
        if len(section.lines) == 1:
            yield p.Text(section.lines[0].text, "said" if section.lines[0].spoken else "plain")
        else:
            yield p.Items(tuple(p.Entry(line.text) for line in section.lines))


def _remedies(case: _Case) -> Iterator[p.Block]:
    rows = tuple(
        (
            case.words("casefile.terms", terms=item.terms), case.words(f"remedy_status.{item.status}"),
            case.at(item.done_at),
        )
        for key, item in case.state.remedies.items()
        if case.showing.remedy(key)
    )  # fmt: skip
    if rows:
        yield p.Heading(case.words("casefile.remedies"))
        head = ("casefile.remedy", "casefile.status", "casefile.done")
        yield p.Table(tuple(case.words(code) for code in head), rows, widths=(7, 2, 3))


def _exhibits(case: _Case, copies: dict[str, bytes], pictures: Pictures | None) -> Iterator[p.Block]:
    if not case.state.exhibits:
        return
    yield p.Heading(case.words("casefile.exhibits"))
    for key, item in case.state.exhibits.items():
        exhibit = item.exhibit
        kind = case.words(f"exhibit.{exhibit.kind}")
        yield p.Heading(case.words("casefile.exhibit", id=key, kind=kind), 2)
        opens = may_open_exhibit(case.showing.actor, case.showing.case, item.by, item.exhibit.kind)
        rows = [
            (case.words("casefile.shows"), exhibit.explanation),
            (case.words("casefile.by"), case.who(item.by)),
            (case.words("casefile.handed_in"), case.at(item.at)),
            ("SHA-256", exhibit.sha256 if opens else case.words("casefile.kept_back")),
        ]
        yield p.Facts(tuple((name, value) for name, value in rows if value))
        if opens and pictures is not None:
            yield from _shown(case, key, item, copies, pictures)


def _shown(
    case: _Case, key: str, item: Submitted, copies: dict[str, bytes], pictures: Pictures
) -> Iterator[p.Block]:
    """Copies of the first pages of one exhibit."""
    for page in range(1, _PAGES + 1):
        if len(copies) >= MOST_PICTURES:
            yield p.Text(case.words("casefile.too_many", folder="evidence"), "quiet")
            return
        content = pictures(item, page)
        if content is None:
            if page == 1:
                yield p.Text(case.words("casefile.no_picture", folder="evidence"), "quiet")
            return
        name = f"{key}-{page}.jpg"
        copies[name] = content
        yield p.Picture(name, case.words("casefile.caption", id=key, page=page))
