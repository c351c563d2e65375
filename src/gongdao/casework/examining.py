"""An exhibit of a case as a machine sees it: what was read, beside the order, and where else it was used."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from gongdao.casework.queries.details import among
from gongdao.exhibits import readings
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.people.directory import registered_names
from gongdao.people.holders import NOBODY, Holder, holder_of
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.evidence import Doubt
from gongdao.rulebook.reading.checks import Remark, examined
from gongdao.rulebook.reading.comparing import Match, compared
from gongdao.rulebook.reading.fields import fields_of
from gongdao.rulebook.reading.naming import identified
from gongdao.rulebook.reading.report import Report
from gongdao.rulebook.state import State, Submitted
from gongdao.rulebook.terms import IDENTITY

_USED: Final = """
SELECT DISTINCT case_id, sha256 FROM exhibits_custody
WHERE sha256 = ANY(%s) AND act = 'received' AND case_id IS NOT NULL AND case_id <> %s
ORDER BY case_id LIMIT 20
"""
_USED_ALL: Final = """
SELECT DISTINCT case_id, sha256 FROM exhibits_custody
WHERE sha256 = ANY(%s) AND act = 'received' AND case_id IS NOT NULL AND case_id <> %s
"""
# What the checks find, in the words in which a person tells a party of defects.
_DEFECTS: Final = {
    "blank": "shows_nothing", "blurred": "unreadable", "report_body": "cover_only",
    "all_printed": "handwriting", "all_by_hand": "handwriting",
    "is_transfer": "wrong_form", "is_electronic_waybill": "wrong_form",
    "no_url": "url_or_time_missing", "no_time": "url_or_time_missing", "no_waybill": "only_a_part",
    "no_weight": "unreadable", "contradicts_order": "not_this_order", "edited": "forged",
}  # fmt: skip


class Used(NamedTuple):
    """Another case in which this picture stands. `number` is empty where the reader may not know which."""

    number: str
    same: bool


class Examined(NamedTuple):
    """What is known of one exhibit. `report` is None while it is to be read."""

    report: Report | None
    remarks: tuple[Remark, ...]
    matches: tuple[Match, ...]


def examine(state: State, key: str) -> Examined:
    """What was read of exhibit `key` and what the rules of form say of it. Raises KeyError."""
    return examine_submitted(state, state.exhibits[key])


def examine_submitted(state: State, item: Submitted) -> Examined:
    """The same of an exhibit that is, or may soon be, in the case.

    One statement, two for an identity paper, and one for each of the names of shop and carrier that is not
    known.
    """
    state = _with_names(state)
    report = readings.readings([item.exhibit.sha256]).get(item.exhibit.sha256)
    zone = policies.version(state.policy, state.policy_version).calendar.zone
    return _examined(item, report, state, zone, _holders([item]).get(item.by, NOBODY))


def _examined(item: Submitted, report: Report | None, state: State, zone: str, whose: Holder) -> Examined:
    if report is None:
        return Examined(None, (), ())
    kind = item.exhibit.kind
    order = None if kind in IDENTITY else state.order  # a paper says who somebody is, not what was bought
    matches = compared(kind, fields_of(report), order, zone) if order is not None else ()
    remarks = examined(kind, report, order, zone=zone)
    if kind in IDENTITY and report.readable:
        remarks = (*remarks, identified(report, whose.names, verified=whose.verified))
    return Examined(report, remarks, matches)


def _holders(items: Iterable[Submitted]) -> dict[str, Holder]:
    """Whose identity papers these are. One statement for each party that handed some in."""
    return {ref: holder_of(ref) for ref in {item.by for item in items if item.exhibit.kind in IDENTITY}}


def examine_all(state: State) -> dict[str, Examined]:
    """Every exhibit of a case as `examine` gives it, with as many statements, and one a holder of papers."""
    state = _with_names(state)
    found = readings.readings({item.exhibit.sha256 for item in state.exhibits.values()})
    zone = policies.version(state.policy, state.policy_version).calendar.zone
    holders = _holders(state.exhibits.values())
    return {
        key: _examined(item, found.get(item.exhibit.sha256), state, zone, holders.get(item.by, NOBODY))
        for key, item in state.exhibits.items()
    }


def used_elsewhere(state: State, case_id: int) -> dict[str, int]:
    """EVI-14: in how many other cases each exhibit, or one near-same, was handed in. Two statements.

    Answers in words are left out: many people write "好的".
    """
    wanted = {
        key: item.exhibit.sha256
        for key, item in state.exhibits.items()
        if item.exhibit.kind != "written_answer"
    }
    near = readings.near(set(wanted.values()))
    every = sorted(set().union(*near.values()))
    cases: dict[str, set[int]] = {}
    for case, digest in fetch(_USED_ALL, [every, case_id]):
        cases.setdefault(digest, set()).add(case)
    return {
        key: len(set().union(*(cases.get(other, set()) for other in near[digest])))
        for key, digest in wanted.items()
    }


def _with_names(state: State) -> State:
    """The case with the names of its order's shop and carrier, which is what papers show.

    One that is on no record stays a reference: kind and key are a name to nobody.
    """
    order = state.order
    refs = [ref for ref in (order.shop, order.carrier) if ":" in ref] if order is not None else []
    if order is None or not refs:
        return state
    called = registered_names(refs)
    shop, carrier = (called.get(ref, ref) for ref in (order.shop, order.carrier))
    return msgspec.structs.replace(state, order=msgspec.structs.replace(order, shop=shop, carrier=carrier))


def used_before(actor: Actor, case_id: int, sha256: str) -> tuple[Used, ...]:
    """EVI-14: where else this picture, or one near-same, was handed in. At most three statements."""
    near = {item.sha256 for item in readings.alike(sha256)} | {sha256}
    rows = fetch(_USED, [sorted(near), case_id])
    seen = {case.id for case in among(actor, {case for case, _ in rows})}
    return tuple(
        Used(case_number(case) if case in seen else "", same=digest == sha256) for case, digest in rows
    )


def remarks(state: State, keys: Collection[str]) -> dict[str, tuple[Remark, ...]]:
    """What the machine holds against these exhibits, for the checklist of a request.

    One statement, and one for each holder of identity papers among them; none without exhibits.
    """
    wanted = {key: state.exhibits[key] for key in keys if key in state.exhibits}
    found = readings.readings({item.exhibit.sha256 for item in wanted.values()})
    zone = policies.version(state.policy, state.policy_version).calendar.zone
    holders = _holders(wanted.values())
    return held_against({
        key: _examined(item, found.get(item.exhibit.sha256), state, zone, holders.get(item.by, NOBODY))
        for key, item in wanted.items()
    })  # fmt: skip


def held_against(seen: Mapping[str, Examined]) -> dict[str, tuple[Remark, ...]]:
    """Of what was found of exhibits, the remarks that do not say that all is well; without the unread."""
    return {
        key: tuple(item for item in one.remarks if item.verdict != "ok")
        for key, one in seen.items()
        if one.report is not None
    }


def doubts(found: Mapping[str, tuple[Remark, ...]]) -> dict[str, tuple[Doubt, ...]]:
    """The same as doubts, in the words in which a person tells a party of defects."""
    return {
        key: tuple(Doubt(key, _DEFECTS.get(item.code, "unreadable"), item.code) for item in items)
        for key, items in found.items()
    }
