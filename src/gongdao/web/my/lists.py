"""The list of own cases, each with what is asked of the reader and by when."""

from datetime import datetime
from typing import Final

from django.db.models import TextField
from django.db.models.functions import Cast
from msgspec import Struct, structs

from gongdao.casework.facts import failed_appeals
from gongdao.casework.models import Case
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.queries import Filters, Listed, newest
from gongdao.casework.queries.lists import OPEN_STATUSES
from gongdao.casework.store import case_for, decoded
from gongdao.people import directory
from gongdao.people.permissions import facts_of, held, sees_as_staff
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.money.transfer import deposit
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import ENDED
from gongdao.web.party.acts import Failed
from gongdao.web.party.face import MY
from gongdao.web.party.page import Task, tasks_of

PAGE: Final = 20
SHOWN: Final = ("open", "closed", "all")
_BY_OFFICE: Final = frozenset({"department", "company"})
_STATUSES: Final = {"open": OPEN_STATUSES, "closed": tuple(sorted(ENDED)), "all": ()}


class Line(Struct, frozen=True):
    """One case: `roles` are the reader's, `share_bp` what the reader bears of it now."""

    case: Listed
    url: str
    category: str
    roles: tuple[str, ...]
    share_bp: int | None
    amount_fen: int | None
    tasks: tuple[Task, ...]


class MyCases(Struct, frozen=True):
    """A page of the list; `next` is where the next one begins."""

    lines: tuple[Line, ...]
    next: str


def party_of(actor: Actor) -> Actor:
    """The actor as a party alone: whoever also works here finds the work on the desk.

    What one speaks for by office is no own matter; what one is judged or asked for in person is.
    """
    refs = frozenset(ref for ref in actor.refs if kind_of(ref) not in _BY_OFFICE)
    return _as_party(actor, refs)


def party_in(actor: Actor, number: str) -> Actor:
    """The actor as a party of one case, by office too where the case is not the actor's work.

    The desk leads here: somebody must be able to answer for a department or the company.
    """
    if all(kind_of(ref) not in _BY_OFFICE for ref in actor.refs):
        return party_of(actor)
    try:
        state = case_for(actor, number, lock=False).state
    except CaseNotFound:
        return party_of(actor)
    return party_of(actor) if sees_as_staff(actor, facts_of(state)) else _as_party(actor, actor.refs)


def _as_party(actor: Actor, refs: frozenset[str]) -> Actor:
    return structs.replace(actor, roles=frozenset(), refs=refs, regions=frozenset(), departments=frozenset())


def my_cases(actor: Actor, shown: str, *, after: str, language: str, now: datetime) -> MyCases:
    """The cases in which the actor is a party, the newest first. Raises BadCursor.

    Two statements, and one that counts failed appeals for each party that could appeal."""
    party = party_of(actor)
    page = newest(party, Filters(status=_STATUSES[shown]), after=after, limit=PAGE)
    states = _states([case.id for case in page.cases])
    failed = _counted_once()
    lines = tuple(_line(party, case, states[case.id], language, now, failed) for case in page.cases)
    return MyCases(lines, page.next)


def names_in(lines: tuple[Line, ...], language: str) -> dict[str, str]:
    """Names of the handlers in a list."""
    return directory.names([line.case.handler for line in lines if line.case.handler], language)


def _counted_once() -> Failed:
    """Failed appeals, counted once for each policy and party of a list."""
    known: dict[tuple[str, str, str], tuple[int, int]] = {}

    def failed(policy: Policy, appellant: str, now: datetime) -> tuple[int, int]:
        key = (policy.policy, policy.version, appellant)
        if key not in known:
            known[key] = failed_appeals(policy, appellant, now)
        return known[key]

    return failed


def _states(ids: list[int]) -> dict[int, State]:
    rows = Case.objects.filter(pk__in=ids).values_list("id", Cast("state", TextField()))
    return {key: decoded(text) for key, text in rows}


def _line(actor: Actor, case: Listed, state: State, language: str, now: datetime, failed: Failed) -> Line:
    policy = policies.version(state.policy, state.policy_version)
    words = titles(state.policy, state.policy_version, language)
    own = next(
        (
            item
            for finding in reversed(state.findings.values())
            for item in finding.liabilities
            if actor.acts_for(item.party)
        ),
        None,
    )
    return Line(
        case=case,
        url=MY.case_url(case.number),
        category=words.get(f"category:{case.category}", case.category),
        roles=tuple(sorted(held(actor, facts_of(state)))),
        share_bp=own.share_bp if own else None,
        amount_fen=own.amount_fen if own else None,
        tasks=tasks_of(MY, actor, case.number, state, policy, language=language, now=now, failed=failed)
        if state.is_open
        else (),
    )


def own_accounts(actor: Actor) -> tuple[str, ...]:
    """The accounts whose statements a shop or technician reads: the own one, and a shop's deposit."""
    refs = sorted(ref for ref in actor.refs if kind_of(ref) in ("shop", "technician"))
    return tuple(
        account
        for ref in refs
        for account in ((ref, deposit(ref)) if kind_of(ref) == "shop" else (ref,))
    )  # fmt: skip
