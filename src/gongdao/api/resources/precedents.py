"""Precedents of appeals (APP-17, AST-7): the library, one of them, and what is like an appeal."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from gongdao.api.call import Call
from gongdao.api.problems import Failure
from gongdao.api.reading import read_query
from gongdao.api.routes import Routes
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import case_for
from gongdao.insight.precedents.queries import Shown, library, precedent
from gongdao.insight.precedents.queries import Sought as Wish
from gongdao.insight.precedents.similar import Similar, similar, wanted_for
from gongdao.letters.wording import Language
from gongdao.letters.wording.marks import say_marks
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people.permissions import facts_of, may_read_experience, sees_as_staff
from gongdao.rulebook.bounds import Name
from gongdao.rulebook.state import bearers

routes = Routes("precedents")


class SoughtPrecedents(Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked for; everything narrows. `kind`: of evidence; `outcome`: of the decision."""

    q: Annotated[str, Meta(max_length=100)] = ""
    policy: Name = ""
    category: Name = ""
    kind: Name = ""
    outcome: Name = ""
    cursor: Annotated[str, Meta(pattern=r"^[0-9]*$(?!\n)", max_length=19)] = ""


class PrecedentFound(Struct, frozen=True):
    """A decided appeal without persons. `texts` by name, marks in the reader's words; amounts rounded."""

    id: int
    won: bool
    policy: str
    policy_version: str
    category: str
    ground: str
    scope: str
    outcome: str
    month: str
    kinds: tuple[str, ...]
    before_fen: int
    after_fen: int
    texts: dict[str, str]
    pictures: int
    approved_at: datetime | None


class Precedents(Struct, frozen=True):
    """One page. `next`: the `cursor` of the following page, empty at the end."""

    precedents: tuple[PrecedentFound, ...]
    next: str


class Alike(Struct, frozen=True):
    """A precedent, and what it has in common with the appeal."""

    precedent: PrecedentFound
    same_category: bool
    same_ground: bool
    kinds: tuple[str, ...]
    words: tuple[str, ...]


class SimilarPrecedents(Struct, frozen=True):
    """The precedents most like an appeal, the nearest first."""

    similar: tuple[Alike, ...]


@routes.add("GET", "/precedents", scope="cases:read", query=SoughtPrecedents, answer=Precedents)
def precedents(call: Call) -> Precedents:
    """Find precedents of appeals, newest first.

    Those that lost are shown only to who works on cases.
    """
    sought = read_query(call.request.GET, SoughtPrecedents)
    wish = Wish(sought.q, sought.policy, sought.category, sought.kind, sought.outcome)
    found = library(call.actor, wish, after=whole(sought.cursor, most=BIGINT))
    return Precedents(tuple(_found(item, call.language) for item in found.items), found.next)


@routes.add("GET", "/precedents/{id}", scope="cases:read", answer=PrecedentFound, name="precedent")
def one_precedent(call: Call, id: str) -> PrecedentFound:  # noqa: A002  # the name in the address
    """Read one precedent."""
    key = whole(id, most=BIGINT)
    found = precedent(call.actor, key) if key is not None else None
    if found is None:
        raise Failure("not_found")
    return _found(found, call.language)


@routes.add("GET", "/cases/{number}/findings/{finding}/similar", scope="cases:read", answer=SimilarPrecedents)
def similar_precedents(call: Call, number: str, finding: str) -> SimilarPrecedents:
    """Find precedents like the appeal against a finding, and why.

    For the party whom the finding burdens: those that won. For staff of the case: those that lost too.
    """
    stored = case_for(call.actor, number, lock=False)
    state = stored.state
    found = state.findings.get(finding)
    inside = sees_as_staff(call.actor, facts_of(state)) and may_read_experience(call.actor)
    if found is None or not (inside or any(call.actor.acts_for(ref) for ref in bearers(found))):
        raise CaseNotFound(number)
    alike = similar(call.actor, wanted_for(stored.case_id, state, finding), won_only=not inside)
    return SimilarPrecedents(tuple(_alike(item, call.language) for item in alike))


def _alike(item: Similar, language: Language) -> Alike:
    return Alike(_found(item.item, language), item.same_category, item.same_ground, item.kinds, item.words)


def _found(item: Shown, language: Language) -> PrecedentFound:
    facts = item.facts
    return PrecedentFound(
        id=item.id, won=item.won, policy=item.policy, policy_version=facts.policy_version,
        category=item.category, ground=item.ground, scope=facts.scope, outcome=item.outcome,
        month=facts.month, kinds=facts.kinds, before_fen=facts.before_fen, after_fen=facts.after_fen,
        texts={name: say_marks(text, language) for name, text in item.texts.items() if text},
        pictures=len(item.pictures), approved_at=item.approved_at,
    )  # fmt: skip
