"""A permission as data, read in two ways: as a condition in SQL for lists, as a predicate for one case.

Both come from the same `Clause`, so a list can never show what the page refuses, nor the other way round.
"""

from collections.abc import Iterable
from typing import Final

from django.db.models import BooleanField, F, Func, Q
from django.db.models.expressions import RawSQL
from msgspec import Struct

from gongdao.rulebook.state import State, parts_of

PARTY_TABLE: Final = "casework_party"  # (case_id, ref, role)


class CaseFacts(Struct, frozen=True):
    """What permissions need to know of a case."""

    handler: str = ""
    region: str = ""
    department: str = ""
    status: str = ""
    priority: str = ""
    parties: frozenset[tuple[str, str]] = frozenset()  # (ref, role)


class Clause(Struct, frozen=True):
    """One way to stand towards a case; all of its conditions hold together. No condition: every case.

    `columns`: the value of this column of the case is among these. `refs` and `roles`: one of these refs
    has one of these roles in the case.
    """

    relation: str
    columns: tuple[tuple[str, frozenset[str]], ...] = ()
    refs: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    def covers(self, case: CaseFacts) -> bool:
        """Whether the case fulfils it. Asked dozens of times a request, so without generators."""
        for column, values in self.columns:
            if getattr(case, column) not in values:
                return False
        if not self.roles:
            return True
        for ref, role in case.parties:  # noqa: SIM110  # see above
            if role in self.roles and ref in self.refs:
                return True
        return False


def facts_of(state: State) -> CaseFacts:
    """What permissions need to know, from the state of a case."""
    return CaseFacts(
        handler=state.handler,
        region=state.region,
        department=state.department,
        status=state.status,
        priority=state.priority,
        parties=parts_of(state),
    )


def covers(clauses: Iterable[Clause], case: CaseFacts) -> bool:
    """Whether one of the clauses covers the case."""
    return any(clause.covers(case) for clause in clauses)


def as_q(clauses: Iterable[Clause]) -> Q:
    """The cases that one of the clauses covers, as a condition on the model of cases."""
    wanted = Q(pk__in=[])
    for branch in _branches(clauses):
        if not branch:
            return Q()
        wanted |= branch
    return wanted


def _branches(clauses: Iterable[Clause]) -> tuple[Q, ...]:
    """The same as conditions to be joined by OR, each served by one index; `Q()` covers every case."""
    found: list[Q] = []
    through_parties: list[Clause] = []
    for clause in clauses:
        condition = Q(*((f"{column}__in", sorted(values)) for column, values in clause.columns))
        if not clause.roles:
            found.append(condition)
        elif clause.columns:
            found.append(condition & _with_party([clause]))
        else:
            through_parties.append(clause)
    return (*found, _with_party(through_parties)) if through_parties else tuple(found)


class _IsAnyOf(Func):
    # `= ANY(ARRAY(…))` rather than `IN (…)`: the array is made once, so that the primary key's index can be
    # combined with those of the other columns.
    template = "%(expressions)s"
    arg_joiner = " = ANY"
    output_field = BooleanField()


def _with_party(clauses: list[Clause]) -> Q:
    roles_by_refs: dict[frozenset[str], frozenset[str]] = {}
    for clause in clauses:
        if clause.refs:
            roles_by_refs[clause.refs] = roles_by_refs.get(clause.refs, frozenset()) | clause.roles
    if not roles_by_refs:
        return Q(pk__in=[])
    anyone = " OR ".join("ref = ANY(%s) AND role = ANY(%s)" for _ in roles_by_refs)
    params = [sorted(part) for pair in roles_by_refs.items() for part in pair]
    # The text is made of constants; everything that varies is a parameter.
    found = f"ARRAY(SELECT case_id FROM {PARTY_TABLE} WHERE {anyone})"  # noqa: S608  # see above
    return Q(_IsAnyOf(F("pk"), RawSQL(found, params)))  # noqa: S611  # see above
