"""Precedents like an appeal, and why (AST-7): the same category and ground, then evidence, then words.

What could be like it is fetched by index, in bounded portions from the tightest question to the loosest; what
was fetched is put in order by what it has in common, words by how many of them are shared. However many
precedents there are, some hundreds of them are looked at.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from gongdao.insight.precedents.finding import CATEGORY, GROUND, KIND, POLICY, WON, all_of, any_of, fact
from gongdao.insight.precedents.queries import COLUMNS, Shown, shown
from gongdao.lib.statements import fetch
from gongdao.lib.words import is_whole, plain, quoted, terms_of, words_of
from gongdao.people.permissions import precedent_sight
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.anonymous import anonymous, without_marks
from gongdao.rulebook.state import State

MOST: Final = 5
_MOST_SHARED: Final = 6  # words that are told


class Wanted(NamedTuple):
    """An appeal, written or only begun."""

    policy: str
    category: str
    ground: str = ""
    kinds: tuple[str, ...] = ()
    text: str = ""
    case_id: int = 0  # whose own precedents are not like it but it


class Similar(NamedTuple):
    """A precedent, and what it has in common with what was asked."""

    item: Shown
    same_category: bool
    same_ground: bool
    kinds: tuple[str, ...]
    words: tuple[str, ...]


def similar(actor: Actor, wanted: Wanted, *, won_only: bool = True, limit: int = MOST) -> tuple[Similar, ...]:
    """Approved precedents of the same policy that are most like it. One statement.

    `won_only`: also for who may see those that lost.
    """
    terms = _terms(wanted)
    sql, params = asking(actor, wanted, won_only=won_only, limit=limit)
    return tuple(_similar(shown(row), wanted, terms) for row in fetch(sql, params))


def wanted_for(
    case: int, state: State, finding: str, *, text: str = "", kinds: tuple[str, ...] | None = None
) -> Wanted:
    """What an appeal against a finding is about; `text` and `kinds` as far as written, else as filed."""
    filed = [item for item in state.appeals.values() if item.finding == finding]
    if kinds is None:
        keys = filed[-1].exhibits if filed else ()
        kinds = tuple(
            dict.fromkeys(state.exhibits[key].exhibit.kind for key in keys if key in state.exhibits)
        )
    written = text or (f"{filed[-1].problem}\n{filed[-1].demand}" if filed else state.description)
    return Wanted(state.policy, state.category, state.findings[finding].row, kinds, written, case)


def asking(actor: Actor, wanted: Wanted, *, won_only: bool, limit: int) -> tuple[str, dict[str, Any]]:
    """The statement that `similar` asks, with its parameters."""
    only_won = won_only or precedent_sight(actor) != "all"
    terms = list(_terms(wanted).values())
    questions = list(dict.fromkeys(_questions(wanted, terms, only_won)))
    params: dict[str, Any] = {f"q{n}": question for n, question in enumerate(questions)}
    params |= {
        "case": wanted.case_id, "policy": wanted.policy, "category": wanted.category,
        "ground": wanted.ground or "-", "kinds": list(wanted.kinds), "terms": any_of(terms), "limit": limit,
    }  # fmt: skip
    portions = " UNION ".join(_PORTION.format(n=n) for n in range(len(questions)))
    return _ORDERED.format(portions=portions, newest=_newest(won=only_won)), params


def _terms(wanted: Wanted) -> dict[str, str]:
    """Each word with its question. Names and numbers that somebody types are neither asked for nor told."""
    text = without_marks(anonymous({"": wanted.text})[""])
    return {term: _term(term) for term in terms_of(text)}


_PORTION: Final = """
(SELECT id FROM insight_precedent WHERE state = 'approved' AND words @@ %(q{n})s::tsquery LIMIT 80)
"""
# Beside what the words find, the newest of the category: an appeal that is only begun has no words.
_NEWEST: Final = """
(SELECT id FROM insight_precedent
 WHERE state = 'approved' AND policy = %(policy)s AND category = %(category)s{won} ORDER BY id DESC LIMIT 40)
"""
_ORDERED: Final = f"""
SELECT {COLUMNS} FROM (
    SELECT p.*, (p.category = %(category)s)::int + (p.ground = %(ground)s)::int AS alike,
        (SELECT count(*) FROM jsonb_array_elements_text(p.facts -> 'kinds') AS k
         WHERE k = ANY(%(kinds)s::text[])) AS kinds,
        ts_rank(p.words, %(terms)s::tsquery) AS shared
    FROM ({{portions}} UNION {{newest}}) AS found JOIN insight_precedent p USING (id)
    WHERE p.case_id <> %(case)s
    ORDER BY alike DESC, kinds DESC, shared DESC, id DESC LIMIT %(limit)s
) AS p ORDER BY p.alike DESC, p.kinds DESC, p.shared DESC, p.id DESC
"""  # noqa: S608  # constants


def _newest(*, won: bool) -> str:
    return _NEWEST.format(won=" AND won" if won else "")


def _questions(wanted: Wanted, terms: list[str], only_won: bool) -> Iterator[str]:
    """From the tightest to the loosest."""
    won = WON if only_won else ""
    policy = fact(f"{won}{POLICY}{wanted.policy}")
    category = fact(f"{won}{CATEGORY}{wanted.policy}/{wanted.category}")
    ground = fact(f"{GROUND}{wanted.policy}/{wanted.ground}") if wanted.ground else ""
    kinds = [fact(KIND, kind) for kind in wanted.kinds]
    words = any_of(terms)
    if ground:
        yield all_of(category, ground, *kinds)
        yield all_of(category, ground, any_of(kinds))
        yield all_of(category, ground, words)
    if kinds:
        yield all_of(category, *kinds)
        yield all_of(category, any_of(kinds))
    if terms:
        yield all_of(category, words)
        yield all_of(policy, words)
    if ground:
        yield all_of(policy, ground)
    yield policy


def _term(term: str) -> str:
    """A word as a question: the conjunction of its pairs, without the last character that only ends a run."""
    pairs = words_of([term]) - ({term[-1]} if len(term) > 1 else set())
    return " & ".join(quoted(pair) for pair in sorted(pairs))


def _similar(item: Shown, wanted: Wanted, terms: dict[str, str]) -> Similar:
    text = plain("\n".join(item.texts.values()))
    return Similar(
        item,
        item.category == wanted.category,
        bool(wanted.ground) and item.ground == wanted.ground,
        tuple(kind for kind in wanted.kinds if kind in item.facts.kinds),
        tuple(term for term in terms if term in text and is_whole(term))[:_MOST_SHARED],
    )
