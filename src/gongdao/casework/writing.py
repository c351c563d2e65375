"""The one statement that changes cases: one case or thousands, new or existing, with all that follows.

Steps: numbers for new cases; idempotency keys; the events, chained; the rows of the cases; parties, search
words, appeals, points and sanctions; messages; entries. All of a case is written, or none of it where its key
was used before or its stored version moved on. Values travel as one JSON list a part; parts without rows are
left out of the statement, and the server plans each shape of it once a connection.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec

from gongdao.casework.draft import BLOCK, Draft
from gongdao.casework.rows import Document
from gongdao.lib.statements import fetch

_SETTABLE: Final = (
    "version", "policy", "policy_version", "status", "open", "priority", "category", "handler", "department",
    "region", "order_no", "rung", "complainant", "subject", "received_at", "opened_at", "changed_at",
    "closed_at", "due_at", "due_key", "next_due_at", "state",
)  # fmt: skip
# Never changes once the case is open.
_FIXED: Final = frozenset({"policy", "policy_version", "received_at", "opened_at"})
_COLUMNS: Final = {
    "cases": (
        "n int, id bigint, month int, known int, chain bytea, version int, policy text, policy_version text,"
        " status text, open bool, priority text, category text, handler text, department text, region text,"
        " order_no text, rung text, complainant text, subject text, received_at timestamptz,"
        " opened_at timestamptz, changed_at timestamptz, closed_at timestamptz, due_at timestamptz,"
        " due_key text, next_due_at timestamptz, state jsonb"
    ),
    "requests": "n int, actor text, key text, fingerprint bytea, first_seq int, last_seq int, at timestamptz",
    "events": "n int, seq int, at timestamptz, actor text, type text, body jsonb, digest bytea",
    "joined": "n int, ref text, role text",
    "left": "n int, ref text, role text",
    "turned": "n int",
    "words": "n int, words text",
    "appeals": (
        "n int, appeal text, finding text, appellant text, filed_at timestamptz, open bool, outcome text,"
        " decided_at timestamptz"
    ),
    "points": (
        "n int, entry text, shop text, violation text, points_group text, account text, points int,"
        " made int, given_at timestamptz"
    ),
    "sanctions": (
        "n int, sanction text, shop text, points_group text, account text, step text, threshold int,"
        " measures text[], starts_at timestamptz, ends_at timestamptz, status text, ended_at timestamptz"
    ),
    "messages": (
        "n int, recipient text, event_seq int, code text, params jsonb, created_at timestamptz,"
        " mail_state text"
    ),
    "entries": (
        "n int, event_seq int, line int, account text, unit text, amount bigint, at timestamptz,"
        " item text, rule text, counter bool"
    ),
}
_STEP: Final = """
step AS MATERIALIZED (
    SELECT r.*, coalesce(r.id, casework_new_id(r.month)) AS case_id FROM {cases}
)"""
_KEYS: Final = """
asked AS MATERIALIZED (SELECT r.*, step.case_id FROM {requests} JOIN step USING (n)),
granted AS (
    INSERT INTO casework_request (actor, key, fingerprint, case_id, first_seq, last_seq, at)
    SELECT actor, key, fingerprint, case_id, first_seq, last_seq, at FROM asked
    ON CONFLICT (actor, key) DO NOTHING RETURNING actor, key, case_id
),
allowed AS MATERIALIZED (
    SELECT step.* FROM step LEFT JOIN asked USING (n)
    WHERE asked.n IS NULL OR EXISTS (
        SELECT FROM granted WHERE (actor, key, granted.case_id) = (asked.actor, asked.key, asked.case_id)
    )
)"""
_CHAIN: Final = """
link AS MATERIALIZED (
    SELECT n, a.case_id, r.seq, r.at, r.actor, r.type, r.body, r.digest,
        casework_chain(r.digest, coalesce(a.chain, casework_chain_start(a.case_id)))
            OVER (PARTITION BY n ORDER BY r.seq) AS chain
    FROM {allowed} a JOIN {events} USING (n)
)"""
_OPEN: Final = f"""
opened AS (
    INSERT INTO casework_case (id, chain, {", ".join(_SETTABLE)})
    SELECT a.case_id, link.chain, {", ".join(f"a.{name}" for name in _SETTABLE)}
    FROM {{allowed}} a JOIN link ON link.n = a.n AND link.seq = a.version
    WHERE a.id IS NULL RETURNING id
)"""  # noqa: S608  # constants
_CHANGE: Final = f"""
changed AS (
    UPDATE casework_case c
    SET chain = link.chain, {", ".join(f"{name} = a.{name}" for name in _SETTABLE if name not in _FIXED)}
    FROM {{allowed}} a JOIN link ON link.n = a.n AND link.seq = a.version
    WHERE c.id = a.id AND c.version = a.known RETURNING c.id
)"""  # noqa: S608  # constants
# A case without new events: what is derived from its events, computed anew.
_REWRITE: Final = f"""
rewritten AS (
    UPDATE casework_case c SET {", ".join(f"{name} = a.{name}" for name in _SETTABLE if name not in _FIXED)}
    FROM {{allowed}} a WHERE c.id = a.id AND c.version = a.version RETURNING c.id
)"""  # noqa: S608  # constants
_CASE_STEPS: Final = {"opened": _OPEN, "changed": _CHANGE, "rewritten": _REWRITE}
_DONE: Final = """
done AS MATERIALIZED (SELECT a.n, a.case_id, a.open FROM {allowed} a WHERE a.case_id IN ({written}))"""
_PARTS: Final = {
    "events": """
event AS (
    INSERT INTO casework_event (case_id, seq, at, actor, type, body, digest, chain)
    SELECT r.case_id, r.seq, r.at, r.actor, r.type, r.body, r.digest, r.chain FROM link r JOIN done USING (n)
)""",
    "joined": """
joined AS (
    INSERT INTO casework_party (case_id, ref, role, open)
    SELECT done.case_id, r.ref, r.role, done.open FROM {joined} JOIN done USING (n)
)""",
    "left": """
gone AS (
    DELETE FROM casework_party p USING {left} JOIN done USING (n)
    WHERE (p.case_id, p.ref, p.role) = (done.case_id, r.ref, r.role)
)""",
    # A row may be changed only once in a statement: those that go are left alone.
    "turned": """
turned AS (
    UPDATE casework_party p SET open = done.open FROM {turned} JOIN done USING (n)
    WHERE p.case_id = done.case_id AND (done.n, p.ref, p.role) NOT IN ({leaving})
)""",
    "words": """
words AS (
    INSERT INTO casework_search (case_id, words)
    SELECT case_id, array_to_tsvector(string_to_array(r.words, E'\\x1f') || ('#' || case_id / {block}))
    FROM {words} JOIN done USING (n)
    ON CONFLICT (case_id) DO UPDATE SET words = EXCLUDED.words
)""",
    "appeals": """
appeal AS (
    INSERT INTO casework_appeal
        (case_id, appeal, finding, appellant, filed_at, open, outcome, decided_at)
    SELECT case_id, r.appeal, r.finding, r.appellant, r.filed_at, r.open, r.outcome, r.decided_at
    FROM {appeals} JOIN done USING (n) ORDER BY r.open
    ON CONFLICT (case_id, appeal) DO UPDATE
    SET open = EXCLUDED.open, outcome = EXCLUDED.outcome, decided_at = EXCLUDED.decided_at
)""",
    "points": """
points AS (
    INSERT INTO casework_points
        (case_id, entry, shop, violation, points_group, account, points, made, given_at)
    SELECT case_id, r.entry, r.shop, r.violation, r.points_group, r.account, r.points, r.made, r.given_at
    FROM {points} JOIN done USING (n)
    ON CONFLICT (case_id, entry) DO UPDATE SET points = EXCLUDED.points
)""",
    "sanctions": """
sanction AS (
    INSERT INTO casework_sanction
        (case_id, sanction, shop, points_group, account, step, threshold, measures, starts_at, ends_at,
         status, ended_at)
    SELECT case_id, r.sanction, r.shop, r.points_group, r.account, r.step, r.threshold, r.measures,
        r.starts_at, r.ends_at, r.status, r.ended_at
    FROM {sanctions} JOIN done USING (n)
    ON CONFLICT (case_id, sanction) DO UPDATE SET status = EXCLUDED.status, ended_at = EXCLUDED.ended_at
)""",
    "messages": """
message AS (
    INSERT INTO letters_message
        (recipient, case_id, event_seq, code, params, created_at, mail_state, mail_due_at)
    SELECT r.recipient, case_id, r.event_seq, r.code, r.params, r.created_at, r.mail_state, r.created_at
    FROM {messages} JOIN done USING (n)
)""",
    "entries": """
entry AS (
    INSERT INTO ledger_entry (case_id, event_seq, line, account, unit, amount, at, item, rule, counter)
    SELECT case_id, r.event_seq, r.line, r.account, r.unit, r.amount, r.at, r.item, r.rule, r.counter
    FROM {entries} JOIN done USING (n)
)""",
}


def write(drafts: Sequence[Draft], now: datetime) -> list[int | None]:
    """Write drafts of different cases; return the id of each, None for one that was not written.

    Not written is a case whose idempotency key was used before, and one whose stored version moved on. A new
    case needs no transaction of its own; for existing ones the caller holds their rows locked.
    """
    opens = any(draft.case_id is None for draft in drafts)
    changes = any(draft.case_id is not None for draft in drafts)
    steps = ("opened",) * opens + ("changed",) * changes
    return _written(drafts, Document(drafts, now), steps)


def rewrite(drafts: Sequence[Draft], now: datetime) -> list[int | None]:
    """Write what is derived from the events of existing cases, as if nothing of it were there.

    The drafts hold the states and no events. The caller holds the rows locked and has removed parties,
    appeals, points and sanctions. Return the id of each, None for one whose version moved on.
    """
    return _written(drafts, Document(drafts, now), ("rewritten",))


def _written(drafts: Sequence[Draft], document: Document, steps: tuple[str, ...]) -> list[int | None]:
    parts = tuple(name for name in _COLUMNS if getattr(document, name))
    values = {name: msgspec.json.encode(getattr(document, name)).decode() for name in parts}
    written: dict[int, int] = dict(fetch(_statement(parts, steps), values))
    return [written.get(n) for n in range(len(drafts))]


@lru_cache(maxsize=256)
def _statement(parts: tuple[str, ...], steps: tuple[str, ...]) -> str:
    """The statement for documents with these parts and steps; its parameters are named as the parts are."""
    sources = {name: f"jsonb_to_recordset(%({name})s::jsonb) AS r({_COLUMNS[name]})" for name in parts}
    names = sources | {"allowed": "allowed" if "requests" in parts else "step"}
    names["block"] = str(BLOCK)
    names["leaving"] = "VALUES (-1, '', '')"
    if "left" in parts:
        names["leaving"] = f"SELECT n, ref, role FROM {sources['left']}"  # noqa: S608  # constants
    names["written"] = " UNION ALL ".join(f"SELECT id FROM {step}" for step in steps)  # noqa: S608  # constants
    texts = [_STEP]
    texts += [_KEYS] if "requests" in parts else []
    texts += [_CHAIN] if "events" in parts else []
    texts += [*(_CASE_STEPS[step] for step in steps), _DONE]
    texts += [_PARTS[name] for name in parts if name in _PARTS]
    text = ",".join(part.format(**names) for part in texts)
    # The driver remembers how it read a statement only up to a certain length.
    return " ".join(f"WITH {text} SELECT n, case_id FROM done".split())  # noqa: S608  # constants
