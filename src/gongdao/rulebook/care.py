"""Care 关怀: how the customer feels, what the case needs, what follows by itself (TRI-2, TRI-5, TRI-6)."""

from collections.abc import Iterator

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Advice, category_of
from gongdao.rulebook.refusal import refuse


def assess_customer(matter: Matter, command: c.AssessCustomer) -> tuple[e.Event, ...]:
    """TRI-5: mood, motive and wish as a person takes them; what stood before is kept."""
    matter.need_open("TRI-5")
    state = matter.state
    before = (state.mood, state.motive, state.wish)
    mood, motive, wish = (
        command.mood or state.mood, command.motive or state.motive, command.wish or state.wish,
    )  # fmt: skip
    if (mood, motive, wish) == before:
        raise refuse("TRI-5", "nothing_to_change")
    return (e.CustomerAssessed(mood=mood, motive=motive, wish=wish, before=before, reason=command.reason),)


def advice_for(matter: Matter) -> tuple[Advice, ...]:
    """TRI-5: the policy's advice on tone for this case as it stands, in the order of the policy."""
    return tuple(item for item in matter.policy.advice if matter.holds(item.when))


def mark_complex(matter: Matter, command: c.MarkComplex) -> tuple[e.Event, ...]:
    """SLA-2: complex cases have longer limits; marking and taking it back need a reason."""
    matter.need_open("SLA-2")
    matter.need_reason(command.reason, "SLA-2")
    if matter.policy.complexity is None:
        raise refuse("SLA-2", "not_offered_by_policy")
    if command.complex == matter.state.complex:
        raise refuse("SLA-2", "nothing_to_change")
    return (e.ComplexityMarked(complex=command.complex, because=command.reason),)


def complex_from_the_start(matter: Matter) -> tuple[e.Event, ...]:
    """SLA-2: a case that the policy itself calls complex."""
    rule = matter.policy.complexity
    if rule is None or not rule.when or not matter.holds(rule.when):
        return ()
    return (e.ComplexityMarked(complex=True, because=rule.cite),)


def consulted(matter: Matter) -> tuple[e.Event, ...]:
    """TRI-6: the department that answers for the category is asked for an answer or a method, once."""
    state = matter.state
    category = category_of(matter.policy, state.category)
    if category is None or not category.consults or category.consults == state.department:
        return ()
    of = f"department:{category.consults}"
    if any(item.of == of for item in state.collaborations.values()):
        return ()
    key = matter.next_id("C", state.collaborations)
    return (e.CollaborationAsked(id=key, of=of, question=state.description),)


def turned(matter: Matter, event: e.Event) -> Iterator[e.Event]:
    """TRI-2: what was only a question or an outburst becomes an effective complaint when handled badly."""
    rule, state = matter.policy.turns_effective, matter.state
    if rule is None or state.nature == "effective" or e.type_of(event) not in rule.on:
        return
    if matter.holds(rule.when, event):
        yield e.CaseClassified(
            category=state.category, nature="effective", department=state.department,
            before=(state.category, state.nature, state.department), reason=rule.cite,
        )  # fmt: skip


def opened_with(matter: Matter, command: c.OpenCase) -> tuple[e.Event, ...]:
    """What a new case brings: the customer as assessed at intake, complexity, the department asked."""
    found: list[e.Event] = []
    if command.motive or command.wish:
        state = matter.state
        found.append(
            e.CustomerAssessed(
                mood=state.mood, motive=command.motive or "", wish=command.wish or "",
                before=(state.mood, "", ""),
            )
        )  # fmt: skip
        matter = matter.with_state(evolve(state, found[-1], matter.now))
    return (*found, *complex_from_the_start(matter), *consulted(matter))
