"""What an appeal lacks can be handed in within a limit (EVI-13)."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.appeal.evidence import kinds_of, still_missing
from gongdao.rulebook.appeal.filing import submitted_with
from gongdao.rulebook.appeal.reviewing import need_reviewer, open_appeal_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.terms import EXHIBIT_KINDS


def ask_supplement(matter: Matter, command: c.AskSupplement) -> tuple[e.Event, ...]:
    """EVI-13: by the reviewer, who names the kinds of evidence that are missing. One request at a time."""
    appeal = open_appeal_of(matter, command.id)
    need_reviewer(matter, command.id, appeal)
    _need_limit(matter)
    if appeal.supplement == "asked":
        raise refuse("EVI-13", "already_done", id=command.id)
    unknown = [kind for kind in command.missing if kind not in EXHIBIT_KINDS]
    if unknown or not command.missing:
        raise refuse("EVI-13", "bad_value", field="missing", allowed=list(EXHIBIT_KINDS))
    return (
        e.SupplementAsked(id=command.id, by=matter.actor.ref, missing=command.missing, note=command.note),
    )


def _need_limit(matter: Matter) -> None:
    """Nobody is asked for something without being told until when."""
    if not any("supplement_asked" in rule.start.on for rule in matter.policy.deadlines):
        raise refuse("EVI-13", "not_offered_by_policy")


def give_supplement(matter: Matter, command: c.GiveSupplement) -> tuple[e.Event, ...]:
    """EVI-13: by the appellant or whoever filed for it. What is still missing is told at once."""
    appeal = open_appeal_of(matter, command.id)
    if not (matter.actor.acts_for(appeal.appellant) or matter.actor.acts_for(appeal.by)):
        raise refuse("EVI-13", "not_a_party", of=appeal.appellant)
    if appeal.supplement != "asked":
        raise refuse("EVI-13", "nothing_asked", id=command.id)
    matter.need_exhibits(command.exhibits, "EVI-13")
    if not command.exhibits and not command.new_exhibits:
        raise refuse("EVI-13", "missing_fields", fields=["new_exhibits"])
    submitted = submitted_with(matter, command.new_exhibits)
    new = tuple(item.id for item in submitted if isinstance(item, e.ExhibitSubmitted))
    kinds = kinds_of(matter.state, appeal.exhibits + command.exhibits)
    kinds += [item.kind for item in command.new_exhibits]
    given = e.SupplementGiven(
        id=command.id, by=matter.actor.ref, exhibits=command.exhibits + new, text=command.text,
        missing=still_missing(matter, appeal, kinds),
    )  # fmt: skip
    return (*submitted, given)
