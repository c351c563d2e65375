"""Exhibits as a party weighs them: what was decided, objections and answers, the order of its own chain."""

from datetime import datetime

from msgspec import Struct

from gongdao.rulebook import chain
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import Admission, Objection, State
from gongdao.rulebook.weighing import speaks_for
from gongdao.web.party.dispute import Side


class Objected(Struct, frozen=True):
    """One objection. `answer_url`: where the reader answers it, "" where it cannot."""

    key: str
    item: Objection
    answer_url: str


class Weighed(Struct, frozen=True):
    """What was said and decided on one exhibit; `object_url` and `until` where the reader may object now.

    `waive_url`: where the reader says it has nothing against it; `unopposed`: who has said so.
    """

    objections: tuple[Objected, ...] = ()
    admission: Admission | None = None
    object_url: str = ""
    waive_url: str = ""
    unopposed: tuple[str, ...] = ()
    until: datetime | None = None


class Chained(Struct, frozen=True):
    """The reader's own chain of evidence; `url`: where it is arranged. `missing`: steps nothing shows."""

    steps: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[str, ...]
    arranged: bool
    have: int
    needed: int
    url: str


def weighed(side: Side, key: str) -> Weighed:
    """One exhibit as the reader of the page weighs it."""
    state = side.state
    url = side.url("object_to_exhibit", key)
    return Weighed(
        tuple(
            Objected(name, one, side.url("answer_objection", name))
            for name, one in state.objections.items()
            if one.exhibit == key
        ),
        admission=state.admissions.get(key), object_url=url, waive_url=side.url("waive_objection", key),
        unopposed=state.unopposed.get(key, ()),
        until=state.exhibits[key].objections_until if url else None,
    )  # fmt: skip


def chained(side: Side) -> Chained | None:
    """The chain of the reader's own exhibits; None where there are none or the policy weighs no evidence."""
    own = own_keys(side.actor, side.state)
    of = party_of(side.actor, side.state)
    if side.policy.evidence is None or not own or not of:
        return None
    found = chain.order_of(side.state, own, of)
    have = sum(len(keys) for _, keys in found.steps)
    if not have:
        return None
    return Chained(
        found.steps, found.missing, found.arranged, have, side.policy.evidence.chain,
        side.url("arrange_chain"),
    )  # fmt: skip


def own_keys(actor: Actor, state: State) -> tuple[str, ...]:
    """The exhibits that the actor handed in, or was asked for."""
    return tuple(key for key in state.exhibits if speaks_for(actor, state, key))


def party_of(actor: Actor, state: State) -> str:
    """The party of the dispute whom the actor acts for, or ""."""
    parties = (state.complainant, *state.respondents)
    return next((item.ref for item in parties if actor.acts_for(item.ref)), "")


def places(actor: Actor, state: State, policy: Policy) -> dict[str, tuple[str, int]]:
    """Step and place of each own exhibit, as arranged or proposed until now: what a form begins with."""
    of = party_of(actor, state)
    if policy.evidence is None or not of:
        return {}
    found = chain.order_of(state, own_keys(actor, state), of)
    return {key: (step, n) for step, keys in found.steps for n, key in enumerate(keys, 1)}
