"""A person in place of a machine: whoever is judged by an automatic decision may ask for one, who decides."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.appeal.rule import level_of
from gongdao.rulebook.matter import Matter, parties_against
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Appeal, Finding, bearers


def ask_for_person(matter: Matter, command: c.AskForPerson) -> tuple[e.Event, ...]:
    """APP-8: once for each automatic decision, by a party of it, while it is not final for that party."""
    matter.need_open("APP-8")
    item = _decision(matter, command.id)
    if not item.automatic:
        raise refuse("APP-8", "decided_by_person", id=command.id)
    if item.person:
        raise refuse("APP-8", "already_done", id=command.id)
    if _reviewed(matter, command.id):
        raise refuse("APP-8", "decided_by_person", id=command.id)
    party = _party_of(matter, item)
    finding = item if isinstance(item, Finding) else matter.state.findings[item.finding]
    if party in finding.final_for or finding.status in ("remanded", "annulled", "superseded"):
        raise refuse("APP-2", "window_closed", status=finding.status)
    if isinstance(item, Finding) and finding.status == "contested":
        raise refuse("APP-3", "appeal_still_open")  # the reviewer of the appeal is a person already
    return (e.PersonAsked(id=command.id, party=party, reason=command.reason),)


def _reviewed(matter: Matter, key: str) -> bool:
    """Whether a person has decided on the finding of this id already, on appeal; never of an appeal's id."""
    mine = (item for item in matter.state.appeals.values() if item.finding == key)
    return any(item.outcome is not None and not item.automatic for item in mine)


def _decision(matter: Matter, key: str) -> Finding | Appeal:
    item = matter.state.findings.get(key) or matter.state.appeals.get(key)
    if item is None:
        raise refuse("APP-8", "unknown_item", id=key)
    return item


def _party_of(matter: Matter, item: Finding | Appeal) -> str:
    """Whom of those concerned the actor is: the judged or the appellant, else another party of the case."""
    concerned = (item.appellant,) if isinstance(item, Appeal) else bearers(item)
    others = (matter.state.complainant.ref, *(party.ref for party in matter.state.respondents))
    for ref in (*concerned, *others):
        if matter.actor.acts_for(ref):
            return ref
    raise refuse("APP-8", "not_a_party", of=", ".join(concerned))


def decide_as_person(matter: Matter, command: c.DecideAsPerson) -> tuple[e.Event, ...]:
    """APP-8: by somebody who may make such decisions and is no party; a machine never.

    Confirmed, the decision is that person's and can be appealed from then on. Set aside, a finding is made
    anew by a person, and an appeal goes to a reviewer.
    """
    matter.need_open("APP-8")
    item = _decision(matter, command.id)
    if item.person != "asked":
        raise refuse("APP-8", "nobody_asked", id=command.id)
    roles = _roles(matter, item)
    if matter.actor.ref in ("system", "clock") or not matter.actor.has(*roles):
        raise refuse("APP-8", "not_permitted", role=list(roles))
    if not matter.actor.refs.isdisjoint(parties_against(matter.state)):
        raise refuse("APP-8", "conflict_of_interest", ref=matter.actor.ref)
    return (
        e.PersonDecided(
            id=command.id, by=matter.actor.ref, party=item.person_for, confirmed=command.confirmed,
            reasons=command.reasons,
        ),
    )  # fmt: skip


def _roles(matter: Matter, item: Finding | Appeal) -> tuple[str, ...]:
    if isinstance(item, Appeal) and matter.policy.appeals is not None:
        return (level_of(matter.policy.appeals, item).reviewer,)
    return matter.policy.finding.roles
