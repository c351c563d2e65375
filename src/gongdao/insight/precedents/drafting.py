"""Drafts follow the case: made when it closes with an appeal decided, withdrawn when it reopens (APP-17)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import transaction

from gongdao.casework.store import Stored, case_for, events_of
from gongdao.insight.models import Precedent, PrecedentAct, PrecedentPicture
from gongdao.insight.precedents.facts import WON, facts_of, stored, texts_of
from gongdao.insight.precedents.knowing import Case
from gongdao.insight.precedents.pictures import pages_of
from gongdao.lib.ids import case_number
from gongdao.lib.queue import defer
from gongdao.lib.statements import fetch
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.anonymous import anonymous
from gongdao.rulebook.state import State, people_of

COVER: Final = "insight.cover_picture"  # the job
_MOST_PICTURES: Final = 12
# Closed cases with a decided appeal that has no precedent yet.
_MISSED: Final = """
SELECT DISTINCT a.case_id FROM casework_appeal a JOIN casework_case c ON c.id = a.case_id
WHERE a.decided_at IS NOT NULL AND a.case_id > %s AND c.status = 'closed'
    AND NOT EXISTS (SELECT FROM insight_precedent p WHERE (p.case_id, p.appeal) = (a.case_id, a.appeal))
ORDER BY a.case_id LIMIT 500
"""


@transaction.atomic
def follow(case: int, *, now: datetime) -> int:
    """Make what a case has to tell match how it stands; return how many precedents changed.

    Run again it changes nothing. A precedent of a case that is open again is withdrawn: it may turn out
    otherwise. Once closed, it is drafted anew, and somebody has to approve it anew.
    """
    found = case_for(SYSTEM, case_number(case), lock=True)
    kept = {item.appeal: item for item in Precedent.objects.select_for_update().filter(case_id=case)}
    if any(item.state == "erased" for item in kept.values()):
        return 0
    if found.state.status != "closed":
        shown = [item for item in kept.values() if item.state in ("draft", "approved")]
        for item in shown:
            withdraw(item, by=SYSTEM.ref, now=now, reason="reopened")
        return len(shown)
    wanted = [key for key, item in found.state.appeals.items() if item.outcome is not None]
    due = [key for key in wanted if key not in kept or _is_reopened(kept[key])]
    if due:
        about = Case(found.state)
        for key in due:
            _draft(found, key, about, kept.get(key), now)
    return len(due)


def missed() -> Iterator[int]:
    """The closed cases whose appeals were decided before there were precedents, by index, in order."""
    last = 0
    while rows := fetch(_MISSED, [last]):
        for (last,) in rows:
            yield last


def withdraw(item: Precedent, *, by: str, now: datetime, reason: str) -> None:
    """Take a precedent out of sight, in the caller's transaction."""
    item.state, item.words, item.reason = "withdrawn", None, reason
    item.version += 1
    item.save(update_fields=["state", "words", "reason", "version"])
    note(item, "withdrawn", by=by, now=now, what=reason)


def note(item: Precedent, act: str, *, by: str, now: datetime, what: str = "") -> None:
    """Add to the history of a precedent."""
    PrecedentAct.objects.create(precedent=item, at=now, by=by, act=act, what=what)


def _is_reopened(item: Precedent) -> bool:
    return item.state == "withdrawn" and item.reason == "reopened"


def _draft(found: Stored, key: str, about: Case, earlier: Precedent | None, now: datetime) -> None:
    state = found.state
    appeal = state.appeals[key]
    finding = state.findings.get(appeal.finding)
    values = {
        "state": "draft",
        "won": appeal.outcome in WON,
        "policy": state.policy,
        "category": state.category,
        "ground": finding.row if finding is not None else "",
        "outcome": appeal.outcome,
        "facts": stored(facts_of(state, key, events_of(found.case_id))),
        "texts": anonymous(texts_of(state, key), about.known),
        "concerned": sorted(concerned(state)),
        "drafted_at": now,
        "decided_at": None, "decided_by": "", "reason": "", "words": None,
        "version": earlier.version + 1 if earlier is not None else 1,
    }  # fmt: skip
    item, _ = Precedent.objects.update_or_create(case_id=found.case_id, appeal=key, defaults=values)
    note(item, "drafted", by=SYSTEM.ref, now=now)
    item.pictures.all().delete()
    leaves = [
        (name, page)
        for name in appeal.exhibits
        if name in state.exhibits
        for page in pages_of(about.reports.get(state.exhibits[name].exhibit.sha256))
    ]
    rows = PrecedentPicture.objects.bulk_create(
        PrecedentPicture(
            precedent=item, exhibit=name, sha256=state.exhibits[name].exhibit.sha256,
            kind=state.exhibits[name].exhibit.kind, page=page,
        )
        for name, page in leaves[:_MOST_PICTURES]
    )  # fmt: skip
    for row in rows:
        defer(COVER, picture=row.pk)


def concerned(state: State) -> set[str]:
    """Everybody who decided in a case or has part in it: none of them approves what it tells (APP-8)."""
    refs = {ref for ref, _ in people_of(state)} | {item.by for item in state.findings.values()}
    return {ref for ref in refs if not ref.startswith(("case:", "department:"))}
