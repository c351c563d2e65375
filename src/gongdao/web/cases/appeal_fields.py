"""The fields of appeals: level, kind, particulars, what is missing, groups. Each where the policy has it."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms

from gongdao.letters.wording import say, say_value
from gongdao.rulebook import terms
from gongdao.rulebook.policy import AppealRule, KeyEvidence, Title
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.fields import Choices

Fields = dict[str, forms.Field]
PARTICULARS: Final = "particulars_"  # prefix of the inputs for the parts of `Particulars`
ANSWER: Final = "answer_"  # prefix of the inputs for the answer of each class
# Zones that are offered first; any other can be given through the API.
ZONES: Final = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul", "Asia/Singapore",
    "Asia/Bangkok", "Asia/Kolkata", "Asia/Dubai", "Europe/Moscow", "Europe/Berlin", "Europe/Paris",
    "Europe/London", "America/Sao_Paulo", "America/New_York", "America/Chicago", "America/Los_Angeles",
    "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip


def fields_of(name: str, offered: Offered) -> Fields | None:
    """The fields that stand for `name` in this case; None where the name is not about appeals."""
    maker = _MAKERS.get(name)
    if maker is None:
        return None
    rule = offered.policy.appeals
    return maker(offered, rule) if rule is not None else {}


def composed(values: dict[str, Any]) -> dict[str, Any]:
    """What single inputs make of the command: its particulars and the answers by class."""
    prefix = PARTICULARS
    parts = {key.removeprefix(prefix): text for key, text in values.items() if key.startswith(prefix)}
    rest = {key: value for key, value in values.items() if not key.startswith((PARTICULARS, ANSWER))}
    if any(parts.values()):
        rest["particulars"] = {name: text for name, text in parts.items() if text}
    answers = [
        {
            "group_class": name,
            "outcome": value,
            "reasons": values.get(f"{ANSWER}reasons_{name}", ""),
            "missing": values.get(f"{ANSWER}missing_{name}", []),
        }
        for key, value in values.items()
        if key.startswith(f"{ANSWER}outcome_") and value
        for name in (key.removeprefix(f"{ANSWER}outcome_"),)
    ]
    return rest | ({"by_class": answers} if answers else {})


def _title(title: Title, offered: Offered) -> str:
    return title.en if offered.language == "en" else title.zh


def _label(code: str, offered: Offered) -> str:
    return say(f"field.{code}", offered.language)


def _choice(label: str, choices: Choices, *, required: bool) -> forms.Field:
    lead = [] if required else [("", "—")]
    return forms.ChoiceField(label=label, choices=[*lead, *choices], required=required)


def _level(offered: Offered, rule: AppealRule) -> Fields:
    inside = [(level.id, _title(level.title, offered)) for level in rule.levels if level.reviewer]
    return {"level": _choice(_label("appeal_level", offered), inside, required=False)} if inside else {}


def _variant(offered: Offered, rule: AppealRule) -> Fields:
    kinds = [(item.id, _title(item.title, offered)) for item in rule.variants]
    return {"variant": _choice(_label("variant", offered), kinds, required=False)} if kinds else {}


def _particulars(offered: Offered, rule: AppealRule) -> Fields:
    """APP-5. Whether a field is needed depends on the appeal, so the law says it, not the form."""
    parts = {part.field: part for part in rule.form if part.field != "law"}
    return {
        PARTICULARS + name: forms.CharField(
            label=_label(f"particulars.{name}", offered), required=not part.when, max_length=200
        )
        for name, part in parts.items()
    }


def _law(offered: Offered, rule: AppealRule) -> Fields:
    """What the appellant relies on, beside the zone: both are asked of appeals from abroad (APP-16)."""
    if not any(part.field == "law" for part in rule.form):
        return {}
    label = _label("particulars.law", offered)
    return {PARTICULARS + "law": forms.CharField(label=label, required=False, max_length=4_000)}


def _zone(offered: Offered, rule: AppealRule) -> Fields:
    if not any(item.party_zone for item in rule.variants):
        return {}
    return {"zone": _choice(_label("zone", offered), [(zone, zone) for zone in ZONES], required=False)}


def _channel(offered: Offered, rule: AppealRule) -> Fields:
    ways: Choices = [(way.channel, _title(way.title, offered)) for way in rule.channels]
    return {"channel": _choice(_label("channel", offered), ways, required=False)} if ways else {}


def _late_reason(offered: Offered, rule: AppealRule) -> Fields:
    if not (rule.late_reason_days or rule.reason_before_days):
        return {}
    return {
        "late_reason": forms.CharField(
            label=_label("late_reason", offered), required=False, max_length=4_000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    }  # fmt: skip


def _kinds(offered: Offered, rule: AppealRule) -> Choices:
    """The kinds of evidence that an appeal under this policy can need, then anything else."""
    codes = dict.fromkeys(kind for need in _needs(rule) for kind in (*need.kinds, *need.each))
    return offered.codes("exhibit", (*codes, *(() if "other" in codes else ("other",))))


def _needs(rule: AppealRule) -> Iterator[KeyEvidence]:
    yield rule.evidence
    parts = (*(level.evidence for level in rule.levels), *(item.evidence for item in rule.variants))
    yield from (part for part in parts if part is not None)


def _missing(*, required: bool) -> Any:
    def make(offered: Offered, rule: AppealRule) -> Fields:
        if not required and not any(level.name_missing for level in rule.levels):
            return {}
        field = forms.MultipleChoiceField(
            label=_label("missing", offered), choices=_kinds(offered, rule), required=required,
            widget=forms.SelectMultiple(attrs={"size": 6}),
            help_text=say("case.hint.missing", offered.language),
        )  # fmt: skip
        return {"missing": field}

    return make


def _bodies(offered: Offered, rule: AppealRule) -> Fields:
    names = [body for level in rule.levels for body in level.bodies]
    choices = [(name, say_value("body", name, offered.language, kind="body")) for name in names]
    return {"body": _choice(_label("body", offered), choices, required=True)}


def _class(*, required: bool) -> Any:
    def make(offered: Offered, rule: AppealRule) -> Fields:
        label = _label("group_class", offered)
        return {"group_class": _choice(label, classes_of(offered, rule), required=required)}

    return make


def classes_of(offered: Offered, rule: AppealRule) -> Choices:
    """The classes into which the members of a group are sorted, in words."""
    if rule.group is None:
        return []
    return [(name, _title(rule.group.titles[name], offered)) for name in rule.group.classes]


def _answers(offered: Offered, rule: AppealRule) -> Fields:
    fields: Fields = {}
    for name, words in classes_of(offered, rule):
        outcomes = offered.codes("appeal_outcome", ("uphold", "annul", "remand"))
        fields[f"{ANSWER}outcome_{name}"] = _choice(
            f"{words} · {_label('outcome', offered)}", outcomes, required=False
        )
        fields[f"{ANSWER}reasons_{name}"] = forms.CharField(
            label=f"{words} · {_label('reasons', offered)}", required=False, max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip
        if any(level.name_missing for level in rule.levels):
            fields[f"{ANSWER}missing_{name}"] = forms.MultipleChoiceField(
                label=f"{words} · {_label('missing', offered)}", choices=_kinds(offered, rule),
                required=False, widget=forms.SelectMultiple(attrs={"size": 4}),
                help_text=say("case.hint.missing", offered.language),
            )  # fmt: skip
    return fields


def appeal_scopes(offered: Offered) -> Choices:
    """What an appeal can be against under this policy."""
    rule = offered.policy.appeals
    scopes = rule.scopes if rule is not None else terms.APPEAL_SCOPES
    if offered.policy.conduct is None:
        return offered.codes("appeal_scope", scopes)
    # Conduct is judged in points, not in money.
    return [(scope, say(f"appeal_scope_conduct.{scope}", offered.language)) for scope in scopes]


def outcomes(offered: Offered) -> Choices:
    """How an appeal can end under this policy."""
    rule = offered.policy.appeals
    return offered.codes("appeal_outcome", rule.outcomes if rule is not None else terms.APPEAL_OUTCOMES)


_MAKERS: Final[dict[str, Any]] = {
    "appeal_level": _level, "variant": _variant, "particulars": _particulars, "zone": _zone, "law": _law,
    "appeal_channel": _channel, "late_reason": _late_reason, "missing": _missing(required=False),
    "missing_needed": _missing(required=True), "body_outside": _bodies,
    "group_class": _class(required=True), "group_class_optional": _class(required=False),
    "by_class": _answers,
}  # fmt: skip
