"""Weights learned from own cases: which there are to learn from, and which are in use (TRI-1).

They lie in one file (`TRIAGE_WEIGHTS` of the settings), beside the database and as small as a picture; where
there is none, the shipped ones count. Every process notices a new file by itself.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from django.conf import settings

from gongdao.lib.statements import fetch
from gongdao.policies import queries as policies
from gongdao.rulebook.policy import category_of
from gongdao.rulebook.suggesting.learning import Example, example
from gongdao.rulebook.suggesting.weights import Runs, Weights

# What people chose against the suggestion, at the opening or later; and openings that stayed as suggested.
_CHOSEN: Final = """
SELECT o.body ->> 'description', o.body ->> 'policy', o.body ->> 'policy_version', c.category
FROM casework_case c JOIN casework_event o ON o.case_id = c.id AND o.seq = 1
WHERE coalesce(o.body ->> 'category_suggested', '') <> '' OR c.category <> o.body ->> 'category'
ORDER BY c.id DESC LIMIT %s
"""
_STAYED: Final = """
SELECT o.body ->> 'description', o.body ->> 'policy', o.body ->> 'policy_version', c.category
FROM casework_case c JOIN casework_event o ON o.case_id = c.id AND o.seq = 1
WHERE coalesce(o.body ->> 'category_suggested', '') = '' AND c.category = o.body ->> 'category' AND NOT c.open
ORDER BY c.id DESC LIMIT %s
"""
MOST: Final = 2_000


class _Kept(NamedTuple):
    changed: int
    weights: Weights | None


_kept: dict[str, _Kept] = {}


def current() -> Weights | None:
    """The weights learned here; None where there are none. Costs a look at the file, no statement."""
    path = Path(settings.TRIAGE_WEIGHTS)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    known = _kept.get(str(path))
    if known is None or known.changed != changed:
        known = _kept[str(path)] = _Kept(changed, msgspec.json.decode(path.read_bytes(), type=Weights))
    return known.weights


def keep(weights: Weights) -> Path:
    """Put weights in use, for every process that reads the same file."""
    path = Path(settings.TRIAGE_WEIGHTS)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(weights))
    fresh.replace(path)
    return path


def forget() -> bool:
    """Go back to the shipped weights; whether there were others."""
    path = Path(settings.TRIAGE_WEIGHTS)
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def examples(runs: Runs) -> Iterator[Example]:
    """What people decided, newest first: overrides, and as many cases in which the suggestion stayed.

    Categories that name no type teach nothing.
    """
    chosen = fetch(_CHOSEN, [MOST])
    for text, policy, version, code in (*chosen, *fetch(_STAYED, [len(chosen)])):
        category = category_of(policies.version(policy, version), code)
        if category is not None and category.types:
            yield example(text, category.types[0], runs)
