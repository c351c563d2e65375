"""Both sides beside each other against the policy's matrix (EVI-18): rows, chains, contradictions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import zip_longest

from msgspec import Struct

from gongdao.casework.examining import Examined, examine_all, held_against, used_elsewhere
from gongdao.casework.naming import named
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored, case_for
from gongdao.letters.wording import Language
from gongdao.lib.ids import case_number
from gongdao.people.permissions import may, may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook import chain, evidence
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.commands import AdmitExhibit
from gongdao.rulebook.decide import decide
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy, Requirement
from gongdao.rulebook.reading.fields import fields_of, first
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.weighing import side_of_exhibit
from gongdao.web.cases.bench.cards import Card, Reader, card_of
from gongdao.web.cases.dispute import NeedShown, Remarks, Worry, request_of
from gongdao.web.shell.telling import Toast, refusal_toast


class Asked(Struct, frozen=True):
    """A requirement of one side. `request` is empty where it was not asked for yet.

    `doubted`: what was handed in for it, counts for no line, and is doubted all the same, as "好的".
    """

    title: str
    cite: str
    request: str
    status: str
    needs: tuple[NeedShown, ...]
    doubted: Mapping[str, tuple[Worry, ...]] = {}


class Cell(Struct, frozen=True):
    """One side of a row: what it must prove and with what it does. `elsewhere`: shown in a row above."""

    asked: Asked | None
    cards: tuple[Card, ...]
    elsewhere: tuple[str, ...] = ()


class Row(Struct, frozen=True):
    """One requirement of each side beside each other; `heading` where a new reason or stage begins."""

    heading: str
    left: Cell
    right: Cell


class Told(Struct, frozen=True):
    """The chain of one side: steps with their exhibits, in order."""

    side: str
    ref: str
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[str, ...]
    arranged: bool
    have: int
    short: bool


class Comparison(Struct, frozen=True):
    """Everything the page shows."""

    number: str
    version: int
    state: State
    names: Mapping[str, str]
    left: str
    right: str
    respondents: tuple[str, ...]
    rows: tuple[Row, ...]
    others: Row | None
    neither: tuple[Card, ...]
    chains: tuple[Told, ...]
    chain_length: int
    cards: tuple[Card, ...]
    contradicting: tuple[Card, ...]
    may_decide: bool
    closed: Toast | None  # why nothing can be decided on now


def comparison(
    actor: Actor, number: str, *, party: str, language: Language, now: datetime
) -> tuple[Showing, Comparison]:
    """The evidence of a case. `party`: which respondent, where there are several. Raises CaseNotFound."""
    stored = case_for(actor, number, lock=False)
    state = stored.state
    policy = policies.version(state.policy, state.policy_version)
    showing = Showing(actor, state)
    refs = tuple(item.ref for item in state.respondents)
    right = party if party in refs else (refs[0] if refs else "")
    reach = may_see_contact(actor, showing.case, state.complainant.ref)
    names = dict(titles(state.policy, state.policy_version, language))
    names |= named(state, (), language, masked=not reach)
    seen = examine_all(state)
    cards, chains = _cards(actor, stored, showing, policy, right, language, seen, now)
    rows = _rows(state, policy, cards, right, names, language, held_against(seen))
    shown = {card.key for row in rows for cell in (row.left, row.right) for card in cell.cards}
    rest = [card for key, card in cards.items() if key not in shown]
    left_rest, right_rest = (
        tuple(card for card in rest if _is_of(state, card.key, side, right))
        for side in ("complainant", "respondent")
    )
    allowed = may(actor, "admit_exhibit", showing.case).allowed
    refusal = _refusal(policy, state, actor, now) if allowed else None
    return showing, Comparison(
        number=case_number(stored.case_id), version=state.version, state=state, names=names,
        left=state.complainant.ref, right=right, respondents=refs, rows=rows,
        others=Row("", Cell(None, left_rest), Cell(None, right_rest)) if left_rest or right_rest else None,
        neither=tuple(card for card in rest if not side_of_exhibit(state, card.key)),
        chains=chains, chain_length=policy.evidence.chain if policy.evidence else 0,
        cards=tuple(cards.values()),
        contradicting=tuple(sorted((c for c in cards.values() if c.contradicts), key=lambda c: c.rank)),
        may_decide=allowed and refusal is None,
        closed=refusal_toast(refusal) if refusal and refusal.code != "not_offered_by_policy" else None,
    )  # fmt: skip


def _cards(
    actor: Actor,
    stored: Stored,
    showing: Showing,
    policy: Policy,
    right: str,
    language: Language,
    seen: Mapping[str, Examined],
    now: datetime,
) -> tuple[dict[str, Card], tuple[Told, ...]]:
    """Every exhibit as a card, and the chains of the two sides. Two statements."""
    state = stored.state
    times = {
        key: field.value
        for key, one in seen.items()
        if one.report is not None and (field := first(fields_of(one.report), "time")) is not None
    }
    length = policy.evidence.chain if policy.evidence else 0
    chains = tuple(
        _told(state, side, ref, right, times, length)
        for side, ref in (("complainant", state.complainant.ref), ("respondent", right))
        if ref
    )
    steps = {key: step for one in chains for step, keys in one.steps for key in keys}
    reader = Reader(
        actor, showing.case, state, seen, used_elsewhere(state, stored.case_id), steps, language, now
    )
    return {key: card_of(reader, key) for key in state.exhibits}, chains


def _told(state: State, side: str, ref: str, right: str, times: Mapping[str, str], length: int) -> Told:
    own = [key for key in state.exhibits if _is_of(state, key, side, right)]
    ordered = chain.order_of(state, own, ref, times)
    have = sum(len(keys) for _, keys in ordered.steps)
    return Told(
        side=side, ref=ref, steps=ordered.steps, missing=ordered.missing if have else (),
        arranged=ordered.arranged, have=have, short=0 < have < length,
    )  # fmt: skip


def _is_of(state: State, key: str, side: str, right: str) -> bool:
    """Whether an exhibit is of this side; of several respondents, of the one that is looked at."""
    if side_of_exhibit(state, key) != side:
        return False
    if side == "complainant" or len(state.respondents) < 2:
        return True
    asked = {item.of for item in state.requests.values() if key in item.exhibits}
    return right == state.exhibits[key].by or right in asked


def _rows(
    state: State, policy: Policy, cards: Mapping[str, Card], right: str, names: Mapping[str, str],
    language: Language, seen: Remarks,
) -> tuple[Row, ...]:  # fmt: skip
    """The matrix by claim reason and stage: what was asked for, and what such cases are likely to need."""
    if policy.evidence is None:
        return ()
    asked: dict[str, list[str]] = {}
    for key, item in state.requests.items():
        if item.of in (state.complainant.ref, right):
            asked.setdefault(item.requirement, []).append(key)
    likely = evidence.reasons_for(policy, state.category)
    places: dict[tuple[str, str], dict[str, list[Requirement]]] = {}
    for cell in policy.evidence.matrix:
        if cell.id in asked or cell.reason in likely:
            sides = places.setdefault((cell.reason, cell.stage), {"complainant": [], "respondent": []})
            sides[cell.party].append(cell)
    fill = _Filling(state, policy, cards, asked, names, language, seen)
    rows: list[Row] = []
    ordered = sorted(
        places.items(), key=lambda place: not any(c.id in asked for s in place[1].values() for c in s)
    )
    for (reason, stage), sides in ordered:
        heading = (
            f"{names.get(f'claim_reason:{reason}', reason)} · {names.get(f'evidence_stage:{stage}', stage)}"
        )
        for first_one, second in zip_longest(sides["complainant"], sides["respondent"]):
            rows.append(Row(heading, fill.cell(first_one), fill.cell(second)))
            heading = ""
    return tuple(rows)


class _Filling:
    """Puts cards into cells, each once: an exhibit for two requirements is named in the second."""

    def __init__(
        self, state: State, policy: Policy, cards: Mapping[str, Card], asked: Mapping[str, list[str]],
        names: Mapping[str, str], language: Language, seen: Remarks,
    ) -> None:  # fmt: skip
        self.seen = seen
        self.state, self.policy, self.cards = state, policy, cards
        self.asked, self.names, self.language = asked, names, language
        self.placed: set[str] = set()

    def cell(self, requirement: Requirement | None) -> Cell:
        if requirement is None:
            return Cell(None, ())
        requests = self.asked.get(requirement.id, [])
        title = self.names.get(f"requirement:{requirement.id}", requirement.id)
        if not requests:
            return Cell(Asked(title, requirement.cite, "", "", ()), ())
        shown = request_of(self.state, self.policy, requests[-1], self.names, self.language, self.seen)
        keys = list(dict.fromkeys(key for name in requests for key in self.state.requests[name].exhibits))
        fresh = [key for key in keys if key not in self.placed]
        elsewhere = tuple(key for key in keys if key in self.placed)
        self.placed.update(fresh)
        doubted = {key: worries for key, _, worries in shown.besides if worries}
        asked = Asked(title, requirement.cite, requests[-1], shown.item.status, shown.needs, doubted)
        return Cell(asked, _sorted(self.cards[key] for key in fresh), elsewhere)


def _sorted(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(sorted(cards, key=lambda card: card.rank))


def _refusal(policy: Policy, state: State, actor: Actor, now: datetime) -> Refusal | None:
    """Why no exhibit can be decided on, tried on the law itself."""
    if not state.exhibits:
        return None
    example = AdmitExhibit(next(iter(state.exhibits)), "excluded", reason="…")
    result = decide(policy, state, example, Facts(), actor, now)
    if isinstance(result, Refusal) and result.code not in ("nothing_to_change", "reason_needed"):
        return result
    return None
