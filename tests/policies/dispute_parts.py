"""Sound parts of a policy for disputes between two sides, to be added to the good policy and then broken."""

from typing import Any

from tests.policies.good import GOOD

_TITLE = {"zh": "甲", "en": "A"}
_CITE = "EVI-2 A"
_AT = tuple(f"deadlines[{len(GOOD.deadlines) + n}]" for n in range(3))  # what is added


def _limit(id_: str, bearer: str, on: list[str], stop: str, *does: str) -> dict[str, Any]:
    return {
        "id": id_, "title": _TITLE, "bearer": bearer, "start": {"on": on}, "stop": [stop], "length": "48h",
        "lapse": [{"do": do} for do in does], "cite": "EVI-12 A",
    }  # fmt: skip


CELL: dict[str, Any] = {
    "id": "origin", "reason": "broken", "stage": "arrived", "party": "respondent", "proves": _TITLE,
    "needs": [
        {"id": "invoice", "kinds": ["purchase_invoice"], "cite": _CITE},
        {
            "id": "report", "kinds": ["quality_report"], "level": "alternative", "instead_of": "invoice",
            "cite": _CITE,
        },
    ],
    "if_silent": {"cause": "factory"}, "cite": _CITE,
}  # fmt: skip
PROVING: dict[str, Any] = {
    "evidence": {
        "cite": _CITE,
        "reasons": [{"code": "broken", "title": _TITLE, "cite": _CITE, "categories": ["goods"]}],
        "stages": [{"code": "arrived", "title": _TITLE, "cite": _CITE}],
        "matrix": [CELL],
    },
    _AT[0]: _limit("prove", "prover", ["evidence_asked"], "evidence_submitted", "default_point"),
    _AT[1]: _limit("mend", "prover", ["evidence_judged"], "evidence_submitted", "default_point"),
}
NEGOTIATING: dict[str, Any] = {
    "negotiation": {"offers": 3, "confirm": ["complainant", "respondent"], "cite": "RES-4 A"},
    "finding.roles": ["adjudicator"],
    _AT[0]: _limit("offer", "offered", ["offer_made"], "offer_answered", "refuse_offer"),
    _AT[1]: _limit("step_in", "handler", ["step_in_asked"], "platform_stepped_in", "rise"),
    _AT[2]: _limit("confirm", "confirmer", ["proposal_made"], "proposal_answered", "refuse_proposal"),
}
CHECKING: dict[str, Any] = {
    "goods": {"in_order": {"cause": "factory"}, "cite": "SLA-12 A"},
    _AT[0]: _limit(
        "check", "recipient", ["goods_received", "return_received"], "goods_checked", "accept_goods"
    ),
}
FILES: dict[str, Any] = {"largest_mb": 50, "at_once": 12, "taken": ["picture", "pdf"], "cite": "EVI-1 A"}
_FILMED = {**CELL, "needs": [{"id": "film", "kinds": ["video"], "cite": _CITE}]}
BREAKS: list[tuple[str, dict[str, Any], str]] = [
    ("content_twice", {"files": {**FILES, "taken": ["picture", "picture"]}}, "files.taken[1]"),
    ("pictures_not_taken", {"files": {**FILES, "taken": ["pdf"]}}, "files.taken"),
    (
        "demanded_not_taken",
        {**PROVING, "files": FILES, "evidence.matrix[0]": _FILMED},
        "evidence.matrix[0].needs[0].kinds",
    ),
    ("evidence_name_twice", {**PROVING, "evidence.matrix[1]": CELL}, "evidence.matrix[1].id"),
    ("not_in_matrix", {**PROVING, "evidence.matrix[0].stage": "gone"}, "evidence.matrix[0].stage"),
    ("not_in_matrix", {**PROVING, "evidence.matrix[0].reason": "gone"}, "evidence.matrix[0].reason"),
    (
        "unknown_category",
        {**PROVING, "evidence.reasons[0].categories": ["no"]},
        "evidence.reasons[0].categories[0]",
    ),
    (
        "unknown_exhibit_kind",
        {**PROVING, "evidence.matrix[0].needs[0].kinds": ["ghost"]},
        "evidence.matrix[0].needs[0].kinds[0]",
    ),
    (
        "nothing_required",
        {**PROVING, "evidence.matrix[0].needs": [
            {"id": "photo", "kinds": ["goods_photo"], "level": "optional", "cite": _CITE}
        ]},
        "evidence.matrix[0].needs",
    ),
    (
        "alternative_to_nothing",
        {**PROVING, "evidence.matrix[0].needs[1].instead_of": "ghost"},
        "evidence.matrix[0].needs[1].instead_of",
    ),
    (
        "fact_not_in_table",
        {**PROVING, "evidence.matrix[0].if_silent": {"cause": "ghost"}},
        "evidence.matrix[0].if_silent.cause",
    ),
    ("silence_unlimited", {**PROVING, _AT[0] + ".lapse": [{"do": "rise"}]}, "deadlines"),
    ("silence_unlimited", {**PROVING, _AT[1] + ".start.on": ["evidence_excused"]}, "deadlines"),
    ("offers_unlimited", {**NEGOTIATING, _AT[0] + ".lapse": [{"do": "rise"}]}, "deadlines"),
    ("step_in_unlimited", {**NEGOTIATING, _AT[1] + ".start.on": ["case_opened"]}, "deadlines"),
    (
        "confirming_unlimited",
        {**NEGOTIATING, _AT[2] + ".lapse": [{"do": "rise"}]},
        "negotiation.confirm",
    ),
    (
        "negotiator_decides",
        {**NEGOTIATING, "finding.roles": ["adjudicator", "agent"]},
        "finding.roles[1]",
    ),
    ("goods_unchecked", {**CHECKING, _AT[0] + ".start.on": ["goods_received"]}, "deadlines"),
    ("fact_not_in_table", {**CHECKING, "goods.in_order": {"ghost": "x"}}, "goods.in_order.ghost"),
    ("consequence_does_not_fit", {
        **CHECKING, _AT[0] + ".start.on": ["goods_received", "return_received", "return_shipped"],
    }, _AT[0] + ".lapse[0].do"),
]  # fmt: skip
