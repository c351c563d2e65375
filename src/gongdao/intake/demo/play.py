"""Playing the stories through the one door. Their clock is that of the story, never the machine's."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from msgspec import Struct

from gongdao.casework.actions import handle
from gongdao.casework.answering import answer_members
from gongdao.casework.models import Case
from gongdao.casework.store import Stored, case_for
from gongdao.exhibits.actions import receive
from gongdao.intake.demo.cast import Cast, cast_of, everybody
from gongdao.intake.demo.stories import Step, Story, command_of, stories, stories_of_today
from gongdao.ledger.actions import book
from gongdao.lib.ids import case_number
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import CLOCK, SYSTEM
from gongdao.rulebook.decide import due_command
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.state import State

FUND_FEN: Final = 100_000_000
DEPOSIT_FEN: Final = 100_000
_KEY: Final = "demo:{story}:{n}"


class Played(Struct, frozen=True):
    """A story with the case it became. `again`: it had been played before, and nothing was done."""

    story: Story
    case_id: int
    state: State
    again: bool

    @property
    def number(self) -> str:
        """The number people see."""
        return case_number(self.case_id)


class Astray(Exception):
    """A story did not go as told; nothing of it was kept."""

    def __init__(self, story: Story, step: Step, what: str) -> None:
        super().__init__(f"{story.story}: {step.at:%Y-%m-%d %H:%M} {step.command}: {what}")


Told = Callable[[Story, Step], None]


def play_all(*, now: datetime, told: Told | None = None) -> Iterator[Played]:
    """Play every story that has not been played yet, and give all of them, in order of their complaints.

    `now` is when the demo people are made; the stories bring their own times. `told` is called with each
    step once it was done. Raises Astray when a step is refused that should not be, or the other way round.
    """
    publish_shipped(now)
    refs = everybody(now=now)
    endow(refs, stories()[0].steps[0].at)
    for together in _told_together(stories()):
        if len(together) > 1:
            yield from play_together(together, refs, now=now, told=told)
        else:
            yield play(together[0], refs, now=now, told=told)


def endow(refs: dict[str, str], at: datetime) -> None:
    """What the fund has and the shops deposited when the first story begins; booked once (FND-4)."""
    by = refs["dengfang"]
    book(kind="fund_in", amount_fen=FUND_FEN, reason="先行垫付基金启动资金", by=by, now=at, key="demo:fund")
    for name in ("muyuan", "jiayi"):
        book(
            kind="deposit_in", amount_fen=DEPOSIT_FEN, reason="店铺保证金", by=by, now=at, key=f"demo:{name}",
            shop=refs[name],
        )  # fmt: skip


def open_today(*, now: datetime) -> int:
    """Open the cases of today, once per installation, and return how many there are now.

    They stay open: the desk of a fresh installation has something on it, and limits that really run.
    """
    refs = everybody(now=now)
    told = stories_of_today(now)
    for story in told:
        ref = cast_of(story, refs, now=now).parties["customer"]["ref"]
        if not Case.objects.filter(parties__ref=ref, parties__role="complainant").exists():
            play(story, refs, now=now)
    return len(told)


@transaction.atomic
def play(story: Story, refs: dict[str, str], *, now: datetime, told: Told | None = None) -> Played:
    """Play one story in one transaction, so that no worker meets the case halfway, years too late for it."""
    cast = cast_of(story, refs, now=now)
    known = _played(story, cast)
    if known is not None:
        return Played(story, known.case_id, known.state, again=True)
    number, case_id, state = None, 0, None
    for n, step in enumerate(story.steps, 1):
        if number is not None and state is not None:
            state = _let_time_pass(number, state, step.at)
        outcome = _act(story, n, step, cast, state, number)
        if outcome is not None:
            case_id, state, number = outcome
        if told is not None:
            told(story, step)
    if state is None:
        raise ValueError(f"{story.story} has no steps")
    return Played(story, case_id, state, again=False)


def _told_together(told: Sequence[Story]) -> list[list[Story]]:
    """The stories one by one; those told together as one, where the first of them stands."""
    groups: dict[str, list[Story]] = {}
    for story in told:
        groups.setdefault(story.together or story.story, []).append(story)
    return list(groups.values())


@transaction.atomic
def play_together(
    told_at_once: Sequence[Story], refs: dict[str, str], *, now: datetime, told: Told | None = None
) -> list[Played]:
    """Play stories side by side, their steps in order of time; the answer of a group reaches its members."""
    casts = {story.story: cast_of(story, refs, now=now) for story in told_at_once}
    known = [_played(story, casts[story.story]) for story in told_at_once]
    if all(known):
        return [
            Played(story, one.case_id, one.state, again=True)
            for story, one in zip(told_at_once, known, strict=True)
            if one is not None
        ]
    numbers: dict[str, str] = {}
    steps = sorted(
        ((step.at, place, n, story, step) for place, story in enumerate(told_at_once)
         for n, step in enumerate(story.steps, 1)),
        key=lambda item: item[:3],
    )  # fmt: skip
    for at, _, n, story, step in steps:
        number = numbers.get(story.story)
        state = None
        if number is not None:
            state = _let_time_pass(number, case_for(SYSTEM, number, lock=False).state, at)
        others = {f"case:{name}": {"ref": known_number} for name, known_number in numbers.items()}
        cast = Cast(casts[story.story].parties | others, casts[story.story].actors)
        outcome = _act(story, n, step, cast, state, number)
        if outcome is not None:
            numbers[story.story] = outcome[2]
            if step.command == "answer_group":
                answer_members(outcome[0], at)
        if told is not None:
            told(story, step)
    ended = [(story, case_for(SYSTEM, numbers[story.story], lock=False)) for story in told_at_once]
    return [Played(story, one.case_id, one.state, again=False) for story, one in ended]


def _played(story: Story, cast: Cast) -> Stored | None:
    """The case that this story became when it was played before."""
    opening = story.steps[0]
    ref = cast.parties[opening.body["complainant"].removeprefix("$")]["ref"]
    found = Case.objects.filter(
        parties__ref=ref, parties__role="complainant", received_at=opening.at, policy=story.policy
    ).values_list("pk", flat=True)
    return case_for(SYSTEM, case_number(found[0]), lock=False) if found else None


def _let_time_pass(number: str, state: State, until: datetime) -> State:
    """Everything the clock has to do before `until`, each at its own instant (SLA-10)."""
    while (due := due_command(state, until)) is not None:
        command, at = due
        state = handle(command, actor=CLOCK, now=at, number=number).state
    return state


def _act(
    story: Story, n: int, step: Step, cast: Cast, state: State | None, number: str | None
) -> tuple[int, State, str] | None:
    """Do what a step says; None when it only lets time pass or was refused as it should be."""
    if not step.command:
        return None
    contents: dict[str, bytes] = {}
    actor = cast.actor(step.by, state)
    command = command_of(step, cast.parties, contents)
    for content in contents.values():
        receive([content], actor=actor.ref, now=step.at)
    try:
        done = handle(
            command, actor=actor, now=step.at, number=number, policy=story.policy if number is None else "",
            idempotency_key=_KEY.format(story=story.story, n=n),
        )  # fmt: skip
    except Refused as refused:
        if refused.refusal.rule != step.refused:
            raise Astray(story, step, f"refused: {refused.refusal}") from refused
        return None
    if step.refused:
        raise Astray(story, step, f"not refused by {step.refused}")
    return done.case_id, done.state, done.number
