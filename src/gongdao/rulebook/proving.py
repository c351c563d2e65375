"""Evidence requests 举证要求: asked, answered, judged, defaulted (EVI-2, EVI-11…13, DEC-4)."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook import evidence
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.matter import Matter, parties_against
from gongdao.rulebook.policy import EvidenceRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Request, State, current_finding
from gongdao.rulebook.terms import DEFECTS


def rule_of(matter: Matter) -> EvidenceRule:
    """The policy's rule on evidence; refuses where the policy has none."""
    if matter.policy.evidence is None:
        raise refuse("EVI-2", "not_offered_by_policy")
    return matter.policy.evidence


def ask(matter: Matter, command: c.AskEvidence) -> tuple[e.Event, ...]:
    """EVI-2: who must prove what follows from the matrix; the same thing is not asked twice at once."""
    matter.need_open("EVI-2")
    rule = rule_of(matter)
    cell = evidence.requirement_of(matter.policy, command.requirement)
    if cell is None:
        raise refuse("EVI-2", "bad_value", field="requirement", allowed=[item.id for item in rule.matrix])
    party = evidence.ref_of(matter.state, cell.party)
    if not party:
        raise refuse("EVI-2", "missing_fields", fields=["respondents"])
    need_impartial(matter)
    need_undecided(matter)
    for key, item in matter.state.requests.items():
        if item.requirement == cell.id and (item.is_open or item.status == "overdue"):
            raise refuse("EVI-2", "already_done", id=key, status=item.status)
    return (
        e.EvidenceAsked(
            id=matter.next_id("Q", matter.state.requests), of=party, by=matter.actor.ref, requirement=cell.id,
            reason=cell.reason, stage=cell.stage, question=command.question,
        ),
    )  # fmt: skip


def need_impartial(matter: Matter) -> None:
    """EVI-18: whoever is party to it, or complained of, judges no evidence in it."""
    if not matter.actor.refs.isdisjoint(parties_against(matter.state)):
        raise refuse("EVI-18", "conflict_of_interest", ref=matter.actor.ref)


def need_undecided(matter: Matter) -> None:
    """After a binding finding that is not under review nothing is left to prove."""
    key = current_finding(matter.state)
    if key and matter.state.findings[key].binding and matter.state.status != "under_appeal":
        raise refuse("EVI-2", "not_in_this_state", status=matter.state.status, needed=["under_appeal"])


def answered(matter: Matter, submitted: tuple[e.ExhibitSubmitted, ...], key: str) -> tuple[e.Event, ...]:
    """EVI-12: exhibits for a request come from whoever was asked, in time; complete, they go to be judged.

    Until they are judged a better one may follow, as for a picture in which nothing can be read (EVI-13).
    """
    item = _request(matter, key)
    if not matter.actor.acts_for(item.of):
        raise refuse("EVI-2", "not_a_party", of=item.of)
    if not item.is_open:
        code = "point_defaulted" if item.status == "overdue" else "already_done"
        raise refuse("EVI-12", code, id=key, status=item.status)
    if item.status == "submitted":
        return ()
    state = matter.state
    for event in submitted:
        state = evolve(state, event, matter.now)
    if not evidence.missing(matter.policy, state, key).complete:
        return ()
    return (e.EvidenceSubmitted(id=key),)


def _request(matter: Matter, key: str) -> Request:
    matter.need_open("EVI-2")
    item = matter.state.requests.get(key)
    if item is None:
        raise refuse("EVI-2", "unknown_item", id=key)
    return item


def judge(matter: Matter, command: c.JudgeEvidence) -> tuple[e.Event, ...]:
    """EVI-11, EVI-13: by a person; one list of all defects, one round to mend them, then the default."""
    rule = rule_of(matter)
    item = _request(matter, command.id)
    need_impartial(matter)
    if not item.is_open:
        raise refuse("EVI-2", "already_done", id=command.id, status=item.status)
    if not item.exhibits:
        raise refuse("EVI-2", "not_in_this_state", status=item.status, needed=["partly_met", "submitted"])
    _need_known_defects(item, command)
    cell = evidence.requirement_of(matter.policy, item.requirement)
    if cell is None:
        raise refuse("EVI-2", "unknown_item", id=item.requirement)
    if command.result == "satisfied":
        if not evidence.missing(matter.policy, matter.state, command.id).complete:
            matter.need_reason(command.reason, "EVI-2")
        return (_judged(matter, command, "satisfied", dict(cell.if_met)),)
    if command.result == "deficient" and not command.defects:
        raise refuse("EVI-13", "missing_fields", fields=["defects"])
    if command.result == "deficient" and item.rounds < rule.corrections:
        return (_judged(matter, command, "deficient", {}),)
    if not command.defects:
        matter.need_reason(command.reason, "EVI-11")
    result = "invalid" if command.result == "invalid" else "failed"
    return (_judged(matter, command, result, {}), against(matter, command.id, item, result))


def _need_known_defects(item: Request, command: c.JudgeEvidence) -> None:
    for defect in command.defects:
        if defect.code not in DEFECTS:
            raise refuse("EVI-13", "bad_value", field="defects.code", allowed=list(DEFECTS))
        if defect.exhibit and defect.exhibit not in item.exhibits:
            raise refuse("EVI-13", "unknown_exhibit", exhibits=[defect.exhibit])


def _judged(
    matter: Matter, command: c.JudgeEvidence, result: str, facts: dict[str, str | int | bool]
) -> e.EvidenceJudged:
    return e.EvidenceJudged(
        id=command.id, by=matter.actor.ref, result=result, defects=command.defects, reason=command.reason,  # type: ignore[arg-type]  # one of its words
        facts=facts,
    )  # fmt: skip


def against(matter: Matter, key: str, item: Request, because: str) -> e.EvidenceDefaulted:
    """DEC-4, EVI-12: the point is decided against whoever was to prove it."""
    cell = evidence.requirement_of(matter.policy, item.requirement)
    facts = dict(cell.if_silent) if cell else {}
    return e.EvidenceDefaulted(id=key, of=item.of, because=because, facts=facts)  # type: ignore[arg-type]  # one of its words


def waive(matter: Matter, command: c.WaiveEvidence) -> tuple[e.Event, ...]:
    """What is known otherwise, or has been settled, need not be proven."""
    item = _request(matter, command.id)
    matter.need_reason(command.reason, "EVI-2")
    if not item.is_open:
        raise refuse("EVI-2", "already_done", id=command.id, status=item.status)
    return (e.EvidenceWaived(id=command.id, by=matter.actor.ref, reason=command.reason),)


def excuse(matter: Matter, command: c.ExcuseEvidence) -> tuple[e.Event, ...]:
    """EVI-12: late with good cause, before anybody has been judged on it; the limit runs anew."""
    item = _request(matter, command.id)
    matter.need_reason(command.reason, "EVI-12")
    need_impartial(matter)
    if item.status != "overdue":
        raise refuse("EVI-12", "not_in_this_state", status=item.status, needed=["overdue"])
    need_undecided(matter)
    return (e.EvidenceExcused(id=command.id, by=matter.actor.ref, reason=command.reason),)


def need_none_awaited(matter: Matter) -> None:
    """EVI-12: nobody is judged while the own proof is still awaited or unread."""
    waiting = [key for key, item in matter.state.requests.items() if item.is_open]
    if waiting:
        raise refuse("EVI-12", "evidence_awaited", items=waiting)


def need_defaults_stand(facts: dict[str, str | int | bool], state: State) -> None:
    """EVI-12: a finding keeps to the facts that stand by default."""
    for party in {item.of for item in state.requests.values()}:
        for name, value in evidence.defaulted(state, party).items():
            if facts.get(name, value) != value:
                raise refuse("EVI-12", "default_stands", fact=name, value=value, party=party)
