"""What is suggested for a complaint, and why: words, runs of characters, goods, earlier complaints."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from gongdao.rulebook.lookup import lookup
from gongdao.rulebook.policy import Category, Policy
from gongdao.rulebook.suggesting.moods import ECONOMIC
from gongdao.rulebook.suggesting.reading import Reading, goods_in, read
from gongdao.rulebook.suggesting.weights import (
    Features,
    Head,
    Runs,
    Weights,
    features_of,
    known_runs,
    manner_of,
    shipped,
)
from gongdao.rulebook.terms import Mood, Motive, Nature, Order

MOST_REASONS: Final = 6
_WORD: Final = 0.5  # how much each character of a policy's own word adds to its category
_MOOD_FEATURES: Final = frozenset(
    {"exclaims", "numbers", "length", "angry", "anxious", "inquiry", "help", "negative", "positive"}
)
_SURE: Final = 0.5  # from this share on a text without complaint is taken for a question or a cry for help


class Reason(Struct, frozen=True):
    """One thing that speaks for a suggestion.

    `kind`: word (of the lists), policy_word, run (learned from other texts), goods, repeats, demand, manner.
    `weight` is in logits for what was learned, in characters for words of the policy; greater is stronger.
    """

    kind: str
    text: str
    weight: float
    topic: str = ""


class Suggested(Struct, frozen=True):
    """`type` is the model's own; `category` is the policy's. `share`: how likely the type is, of 1."""

    category: str
    type: str
    share: float
    nature: Nature
    mood: Mood
    motive: Motive
    department: str
    reasons: dict[str, tuple[Reason, ...]]  # by what is suggested: category, nature, mood, motive


class TypeShares(Struct, frozen=True):
    """How likely each type is, with what is needed to say why."""

    reading: Reading
    goods: str
    features: Features
    shares: dict[str, float]


def goods_of(reading: Reading, order: Order | None) -> str:
    """The kind of goods by the lines of the order, else by the text; "" where nothing tells."""
    named: Mapping[str, tuple[str, ...]] = {}
    if order is not None and order.items:
        named = goods_in(" ".join(item.name for item in order.items))
    return max((named or reading.goods).items(), key=_named_by, default=("", ()))[0]


def _named_by(goods: tuple[str, tuple[str, ...]]) -> int:
    """How many characters name a kind of goods."""
    return sum(map(len, goods[1]))


def types_of(text: str, order: Order | None = None, weights: Weights | None = None) -> TypeShares:
    """How likely each type is for a text."""
    weights = weights or shipped()
    reading = read(text)
    goods = goods_of(reading, order)
    features = features_of(reading, goods, weights.runs)
    return TypeShares(reading, goods, features, weights.heads["type"].shares(features))


def category_for(policy: Policy, shares: Mapping[str, float], text: str) -> tuple[Category, tuple[str, ...]]:
    """The category of a policy that fits best, with its words that stand in the text.

    A policy whose categories name no types is served by its words alone; none found: the last category.
    """
    known = lookup(policy)
    standing, places = known.category_words(text)
    best, most = policy.categories[-1], 0.0
    best_words: tuple[str, ...] = ()
    for place, category in enumerate(policy.categories):
        found: tuple[str, ...] = ()
        weight = 0.0
        if place in places:
            found = tuple(word for word in category.words if word in standing)
            weight = float(sum(map(len, found)))
        if known.has_types:
            likely = 0.0
            for name, counts in known.types[place]:
                likely = max(likely, shares[name] * counts)
            weight = likely * (1 + _WORD * weight)
        if weight > most:
            best, best_words, most = category, found, weight
    return best, best_words


def suggested(
    policy: Policy,
    text: str,
    *,
    order: Order | None = None,
    demands: Iterable[str] = (),
    repeats: int = 0,
    weights: Weights | None = None,
) -> Suggested:
    """Everything that can be suggested. `demands`: kinds of remedies asked for; `repeats`: INT-6."""
    weights = weights or shipped()
    found = types_of(text, order, weights)
    category, words = category_for(policy, found.shares, text)
    type_ = max(found.shares, key=found.shares.__getitem__)
    reading = found.reading
    features = found.features | manner_of(reading)
    nature, why_nature = _nature(weights.heads["nature"], features, found, repeats)
    mood, why_mood = _mood(weights.heads["mood"], features, reading)
    motive, why_motive = _motive(reading, type_, tuple(demands))
    reasons = {
        "category": (
            *(Reason("policy_word", word, float(len(word))) for word in words),
            *_reasons(weights.heads["type"], type_, found, weights.runs),
        ),
        "nature": why_nature, "mood": why_mood, "motive": why_motive,
    }  # fmt: skip
    return Suggested(
        category=category.code, type=type_, share=found.shares[type_], nature=nature, mood=mood,
        motive=motive, department=category.department, reasons=reasons,
    )  # fmt: skip


def _reasons(head: Head, answer: str, found: TypeShares, runs: Runs) -> tuple[Reason, ...]:
    """What spoke for a type more than for the others, strongest first."""
    place = head.answers.index(answer)
    told: list[Reason] = []
    for topic, words in found.reading.words.items():
        kind = topic.partition(".")[2]
        of_answer = kind.split(".")[0] == answer
        weight = _edge(head, place, topic) * found.features.get(topic, 0.0)
        if of_answer:
            weight += (
                _edge(head, place, f"type.{answer}")
                * found.features.get(f"type.{answer}", 0.0)
                / len(
                    [name for name in found.reading.topics if name.partition(".")[2].split(".")[0] == answer]
                )
            )
        if of_answer and weight > 0:
            told.append(Reason("word", "、".join(words), round(weight, 2), kind))
    if found.goods and (weight := _edge(head, place, f"goods.{found.goods}")) > 0:
        told.append(Reason("goods", found.goods, round(weight, 2)))
    told += _run_reasons(
        runs, place, found.reading.text, {word for one in told for word in one.text.split("、")}
    )
    return tuple(sorted(told, key=lambda one: -one.weight)[:MOST_REASONS])


def _edge(head: Head, place: int, name: str) -> float:
    """How much more a feature speaks for one answer than for all on average."""
    row = head.weights.get(name)
    return row[place] - sum(row) / len(row) if row else 0.0


def _run_reasons(runs: Runs, place: int, text: str, told: set[str]) -> list[Reason]:
    known = known_runs(text, runs)
    scale = runs.scale / max(len(known), 1) ** 0.5
    edges = {
        run: scale * (runs.weights[run][place] - sum(runs.weights[run]) / 7)
        for run in known
        if len(run) > 1 and run.isalnum()
    }
    strongest = sorted(edges, key=lambda run: (-edges[run], run))
    kept: list[str] = []
    for run in strongest[:12]:
        if edges[run] > 0.05 and not any(run in other or other in run for other in (*kept, *told)):
            kept.append(run)
    return [Reason("run", run, round(edges[run], 2)) for run in kept[:3]]


def _nature(
    head: Head, features: Features, found: TypeShares, repeats: int
) -> tuple[Nature, tuple[Reason, ...]]:
    """TRI-2: 有效投诉, or 求助, 咨询, 发泄. A complaint that comes again is taken for an effective one."""
    moods = found.reading.moods
    if not found.reading.negative or found.shares["none"] >= _SURE:
        for kind, nature in (("help", "help"), ("inquiry", "inquiry")):
            if words := moods.get(kind):
                return nature, (Reason("word", "、".join(words), 1.0, kind),)  # type: ignore[return-value]  # literals
    if repeats:
        return "effective", (Reason("repeats", str(repeats), 1.0),)
    shares = head.shares(features)
    answer = max(shares, key=shares.__getitem__)
    return answer, _manner(head, answer, features)  # type: ignore[return-value]  # the head knows natures alone


def _mood(head: Head, features: Features, reading: Reading) -> tuple[Mood, tuple[Reason, ...]]:
    """TRI-5: 愤怒, 失望, 焦虑, 平静."""
    kept = {
        name: value for name, value in features.items() if name in _MOOD_FEATURES or name.startswith("type.")
    }
    shares = head.shares(kept)
    answer = max(shares, key=shares.__getitem__)
    anxious = reading.moods.get("anxious", ())
    if anxious and answer != "angry":
        return "anxious", (Reason("word", "、".join(anxious), 1.0, "anxious"),)
    why = _manner(head, answer, kept)
    if answer == "angry" and (angry := reading.moods.get("angry")):
        why = (Reason("word", "、".join(angry), 1.0, "angry"), *why)
    return answer, why  # type: ignore[return-value]  # the head knows moods alone


def _manner(head: Head, answer: str, features: Features) -> tuple[Reason, ...]:
    place = head.answers.index(answer)
    edges = {
        name: _edge(head, place, name) * value
        for name, value in features.items()
        if not name.startswith("runs.")
    }
    strongest = sorted(edges, key=lambda name: -edges[name])[:3]
    return tuple(Reason("manner", name, round(edges[name], 2)) for name in strongest if edges[name] > 0.05)


def _motive(reading: Reading, type_: str, demands: tuple[str, ...]) -> tuple[Motive, tuple[Reason, ...]]:
    """TRI-5: 经济补偿 where money or goods are asked for, 心理平衡 where words are; else by the type."""
    asked = dict.fromkeys(demands, ())
    wanted = {**{kind: (kind,) for kind in asked}, **reading.of("demand")}
    money = [kind for kind in wanted if kind in _MONEY]
    if wanted:
        kinds = money or list(wanted)
        why = tuple(Reason("demand", "、".join(wanted[kind]), 1.0, kind) for kind in kinds[:MOST_REASONS])
        return ("economic" if money else "psychological"), why
    motive: Motive = "psychological" if type_ in ("attitude", "none") else "economic"
    return motive, (Reason("type", type_, 0.5),)


_MONEY: Final = frozenset(ECONOMIC) | {
    "return_refund", "partial_refund", "resend", "parts", "second_visit", "discount", "coupon", "points",
    "pickup", "gift_service",
}  # fmt: skip
