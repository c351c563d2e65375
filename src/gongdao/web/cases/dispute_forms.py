"""The fields of what is done in a dispute between two sides: evidence asked and judged, offers, goods."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from django import forms

from gongdao.casework.examining import doubts, remarks
from gongdao.letters.wording import say
from gongdao.rulebook import chain, evidence, terms
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.fields import Choices, RowsField

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "ask_evidence": ("requirement", "requirement_note"),
    "judge_evidence": ("evidence_result", "defects", "evidence_reason"),
    "waive_evidence": ("reason",),
    "excuse_evidence": ("reason",),
    "admit_exhibit": ("admission", "admission_extent", "evidence_reason"),
    "object_to_exhibit": ("objection_ground", "objection_text"),
    "waive_objection": (),
    "answer_objection": ("objection_answer",),
    "arrange_chain": ("chain",),
    "make_offer": ("remedies", "offer_text"),
    "answer_offer": ("accepted", "text_optional"),
    "ask_step_in": ("step_in_reason",),
    "step_in": ("step_in_text",),
    "ship_return": ("return_waybill", "return_carrier", "note"),
    "receive_goods": ("proof",),
    "check_goods": ("in_order", "exhibits", "note"),
    "report_lost": ("reason",),
}
_DEFECTS: Final = 8  # lines: all defects are told at once (EVI-13)
STEP: Final = "step_"  # prefixes of the inputs for one exhibit in a chain
PLACE: Final = "place_"
NAMES: Final = {
    "admission": "result", "admission_extent": "extent", "objection_ground": "ground",
    "objection_text": "text", "objection_answer": "text",
    "requirement_note": "question", "evidence_result": "result", "evidence_reason": "reason",
    "offer_text": "text", "step_in_reason": "reason", "step_in_text": "text", "return_waybill": "waybill",
    "return_carrier": "carrier",
}  # fmt: skip
LABELS: Final = {
    "admission": "admission", "admission_extent": "admission_extent",
    "objection_ground": "objection_ground", "objection_text": "objection_text",
    "objection_answer": "objection_answer",
    "requirement_note": "requirement_note", "evidence_result": "evidence_result",
    "evidence_reason": "evidence_reason", "offer_text": "offer_text", "step_in_reason": "step_in_reason",
    "step_in_text": "step_in_text",
}  # fmt: skip


class DefectsField(RowsField):
    """Defects of an evidence request: what, of which exhibit, in which words."""

    def __init__(self, codes: Choices, exhibits: Choices, language: str, **options: Any) -> None:
        empty = [("", "—")]
        super().__init__(
            [
                (say("field.defect", language), forms.ChoiceField(choices=empty + codes, required=False)),
                (say("field.exhibit", language), forms.ChoiceField(choices=empty + exhibits, required=False)),
                (say("field.note", language), forms.CharField(required=False, max_length=2_000)),
            ],
            rows=_DEFECTS,
            **options,
        )

    def compress(self, data_list: list[Any]) -> tuple[terms.Defect, ...]:  # type: ignore[override]  # gives structs
        """Return the defects of the filled lines."""
        return tuple(
            terms.Defect(code, exhibit or "", note=note or "")
            for code, exhibit, note in super().compress(data_list)
        )


def _requirements(offered: Offered, _asked: Any) -> forms.Field:
    """The cells of the matrix that are not asked for yet, by claim reason, the likely ones first."""
    rule = offered.policy.evidence
    likely = evidence.reasons_for(offered.policy, offered.state.category)
    asked = {item.requirement for item in offered.state.requests.values() if item.status != "waived"}
    english = offered.language == "en"
    groups: dict[str, Choices] = {}
    reasons = {item.code: item.title for item in (rule.reasons if rule else ())}
    stages = {item.code: item.title for item in (rule.stages if rule else ())}
    cells = sorted(rule.matrix if rule else (), key=lambda cell: cell.reason not in likely)
    for cell in cells:
        if cell.id in asked:
            continue
        titles = (reasons[cell.reason], stages[cell.stage], cell.proves)
        reason, stage, proves = (title.en if english else title.zh for title in titles)
        side = say(f"side.{cell.party}", offered.language)
        groups.setdefault(reason, []).append((cell.id, f"{side} · {stage} · {proves}"))
    return forms.ChoiceField(choices=[("", "—"), *groups.items()])


def _defects(offered: Offered, asked: Any) -> forms.Field:
    request = offered.state.requests.get(asked.subject)
    own = set(request.exhibits) if request else set()
    return DefectsField(
        offered.codes("defect", tuple(terms.DEFECTS)),
        [choice for choice in offered.exhibits if choice[0] in own],
        offered.language,
        required=False,
        initial=_found(offered, own),
    )


def _found(offered: Offered, exhibits: set[str]) -> list[list[str]]:
    """What was found of these exhibits by machine, in the words for a party; a person checks it."""
    remarked = remarks(offered.state, exhibits)
    lines = [
        (
            remark.verdict != "missing",
            [doubt.code, key, say(f"check.{remark.code}", offered.language, **remark.params)],
        )
        for key, several in doubts(remarked).items()
        for doubt, remark in zip(several, remarked[key], strict=True)
    ]
    return [line for _, line in sorted(lines, key=itemgetter(0))][:_DEFECTS]


def _text(rows: int, *, required: bool = True) -> forms.Field:
    return forms.CharField(required=required, max_length=4_000, widget=forms.Textarea(attrs={"rows": rows}))


def _whether(offered: Offered, _asked: Any) -> forms.Field:
    words = [(code, say(f"in_order.{code}", offered.language)) for code in ("true", "false")]
    return forms.TypedChoiceField(
        choices=words, widget=forms.RadioSelect, empty_value=None, coerce=lambda value: value == "true"
    )


def chain_fields(offered: Offered) -> dict[str, forms.Field]:
    """EVI-3: for each exhibit its step and its place there; as arranged or proposed until now."""
    steps = [("", "—"), *offered.codes("chain", chain.STEPS)]
    found: dict[str, forms.Field] = {}
    for key, words in offered.exhibits:
        found[f"{STEP}{key}"] = forms.ChoiceField(
            label=f"{words} · {say('party.chain.step', offered.language)}", choices=steps,
            required=False, widget=forms.Select(attrs={"class": "form-select"}),
        )  # fmt: skip
        found[f"{PLACE}{key}"] = forms.IntegerField(
            label=f"{key} · {say('party.chain.place', offered.language)}", required=False,
            min_value=1, max_value=999, widget=forms.NumberInput(attrs={"class": "form-control"}),
        )  # fmt: skip
    return found


def composed(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a filled form as its command has them."""
    if values.get("result") == "satisfied" and "defects" in values:  # they were filled in beforehand
        values = values | {"defects": ()}
    return _chain_of(values)


def _chain_of(values: dict[str, Any]) -> dict[str, Any]:
    """The steps of a filled form, each with its exhibits in their places; other values as they are."""
    keys = [name.removeprefix(STEP) for name in values if name.startswith(STEP)]
    if not keys:
        return values
    ordered = sorted(keys, key=lambda key: values.get(f"{PLACE}{key}") or 1_000)
    rest = {name: value for name, value in values.items() if not name.startswith((STEP, PLACE))}
    steps = {step: tuple(key for key in ordered if values[f"{STEP}{key}"] == step) for step in chain.STEPS}
    return rest | steps


MAKERS: Final[dict[str, Callable[[Offered, Any], forms.Field]]] = {
    "requirement": _requirements,
    "requirement_note": lambda _offered, _asked: _text(2, required=False),
    "evidence_result": lambda offered, _asked: forms.ChoiceField(
        choices=offered.codes("evidence_result", ("satisfied", "deficient", "invalid")),
        widget=forms.RadioSelect,
    ),
    "defects": _defects,
    "evidence_reason": lambda _offered, _asked: _text(2, required=False),
    "admission": lambda offered, _asked: forms.ChoiceField(
        choices=offered.codes("admission", terms.ADMITTED), widget=forms.RadioSelect
    ),
    "admission_extent": lambda _offered, _asked: _text(2, required=False),
    "objection_ground": lambda offered, _asked: forms.ChoiceField(
        choices=offered.codes("objection_ground", terms.OBJECTION_GROUNDS), widget=forms.RadioSelect
    ),
    "objection_text": lambda _offered, _asked: _text(4),
    "objection_answer": lambda _offered, _asked: _text(4),
    "offer_text": lambda _offered, _asked: _text(3, required=False),
    "step_in_reason": lambda _offered, _asked: _text(3),
    "step_in_text": lambda _offered, _asked: _text(3),
    "return_waybill": lambda _offered, _asked: forms.CharField(max_length=60),
    "return_carrier": lambda offered, _asked: forms.ChoiceField(
        choices=[("", "—"), *offered.carriers], required=False
    ),
    "in_order": _whether,
}
