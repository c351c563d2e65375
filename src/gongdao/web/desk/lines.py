"""Cases as lines of a list: in words, with what is due, and names masked for whom they do not concern."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from gongdao.casework.queries import Listed
from gongdao.casework.queries.details import Detail, details, facts_of_listed
from gongdao.letters.wording import describe_ref
from gongdao.people import directory
from gongdao.people.contact import mask_name
from gongdao.people.permissions import may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.hours import calendar_of
from gongdao.web.desk.found import excerpt, marked
from gongdao.web.desk.limits import Due, due_of


class Line(Struct, frozen=True):
    """One case of a list. `subject` is safe to show, with found words marked."""

    id: int
    number: str
    status: str
    priority: str
    category: str
    subject: str
    complainant: str
    handler: str  # empty: nobody
    is_mine: bool
    order_no: str
    received_at: datetime
    due: Due | None
    waiting_on: str
    changed: bool = False


def lines(
    actor: Actor, cases: Sequence[Listed], *, language: str, now: datetime, search: str = ""
) -> tuple[Line, ...]:
    """The lines of cases that the actor was shown. One statement, and one for each kind of unknown name."""
    found = details(actor, [case.id for case in cases], texts=bool(search))
    shown = [case for case in cases if case.id in found]
    refs = {case.handler for case in shown if case.handler}
    refs |= {case.complainant for case in shown if not found[case.id].complainant_name}
    names = directory.names(refs, language)
    return tuple(_line(actor, case, found[case.id], names, language, now, search) for case in shown)


def _line(
    actor: Actor,
    case: Listed,
    detail: Detail,
    names: dict[str, str],
    language: str,
    now: datetime,
    search: str,
) -> Line:
    words = titles(case.policy, case.policy_version, language)
    policy = policies.version(case.policy, case.policy_version)
    limit = detail.limit
    return Line(
        id=case.id,
        number=case.number,
        status=case.status,
        priority=case.priority,
        category=words.get(f"category:{case.category}", ""),
        subject=marked(excerpt(case.subject, detail.text, search), search) if search else case.subject,
        complainant=_complainant(actor, case, detail, names),
        handler=describe_ref(case.handler, language, names) if case.handler else "",
        is_mine=actor.acts_for(case.handler),
        order_no=case.order_no,
        received_at=case.received_at,
        due=due_of(limit, calendar_of(policy), words, language, now) if limit is not None else None,
        waiting_on=detail.waiting_on,
    )


def _complainant(actor: Actor, case: Listed, detail: Detail, names: dict[str, str]) -> str:
    """INT-8: the name of a customer is whole only for those who work with them on this case."""
    name = detail.complainant_name or names.get(case.complainant, "")
    if kind_of(case.complainant) != "customer":
        return name
    facts = facts_of_listed(case, detail)
    return name if may_see_contact(actor, facts, case.complainant) else mask_name(name)


def numbers_of(values: Iterable[str], most: int) -> tuple[str, ...]:
    """Case numbers as chosen in a list, each once, in their order."""
    return tuple(dict.fromkeys(values))[:most]
