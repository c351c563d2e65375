"""One form for every command: which fields, in which order, and the command that comes of them.

The law checks the content; a form only asks in the reader's words and gives typed values.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from django import forms
from msgspec import structs

from gongdao.letters.wording import say
from gongdao.rulebook import commands as c
from gongdao.rulebook import terms
from gongdao.web.cases import appeal_fields, desk_fields, dispute_forms
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.fields import (
    Choices,
    FilesField,
    LiabilitiesField,
    LocalInstantField,
    OldPointsField,
    TermsField,
    YuanField,
    yuan_of,
)

Maker = Callable[[Offered, "Asked"], forms.Field]
FACT: Final = "fact_"  # prefix of the inputs for facts
SPOKEN: Final = frozenset({"respond_first", "tell_progress", "keep_promise", "follow_up"})
_GOODS: Final = 200  # characters
FILES: Final = 3  # files that can be handed in with one appeal
WITH_NEW_EXHIBITS: Final = frozenset({"file_appeal", "give_supplement", "form_group"})


class Asked(msgspec.Struct, frozen=True):
    """Which command on which item."""

    command: str
    subject: str


class CommandForm(forms.Form):
    """The form of one command in one case."""

    def __init__(self, asked: Asked, offered: Offered, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        self.offered = offered
        for name in FIELDS[asked.command]:
            for key, field in _fields(name, offered, asked).items():
                self.fields[key] = field

    @property
    def has_files(self) -> bool:
        """Whether files can come with it."""
        return any(isinstance(field, forms.FileField) for field in self.fields.values())

    @property
    def spoken(self) -> bool:
        """Whether its text is said to the customer, so that its tone matters (RES-1)."""
        return self.asked.command in SPOKEN

    def command(self, **more: Any) -> c.Command:
        """The command that the filled form means; `more` adds what did not come by the form, such as files.

        Raises msgspec.ValidationError where a value does not fit the command.
        """
        kind = c.BY_NAME[self.asked.command]
        known = {field.name for field in structs.fields(kind)}
        values = {
            key: value
            for key, value in self.cleaned_data.items()
            if not key.startswith((FACT, desk_fields.SCORE))
        }
        if "facts" in known:
            values["facts"] = self._facts()
        if "answers" in known:
            values["answers"] = self._answers()
        if self.asked.subject:
            values |= {name: self.asked.subject for name in ("id", "finding", "key") if name in known}
        values = dispute_forms.chain_of(appeal_fields.composed(values)) | more
        plain = {
            key: _plain(value) for key, value in values.items() if key in known and value not in (None, "")
        }
        return msgspec.convert(plain, kind)

    def order(self) -> terms.Order:
        """The order snapshot that the filled form describes; what it does not ask stays as it was."""
        data = self.cleaned_data
        paid, goods = data["order_paid"], data["order_goods"]
        before = self.offered.state.order
        if before is None or before.number != data["order_number"]:
            before = terms.Order(data["order_number"])
        # A snapshot of several lines is not made one of a single line by who confirms it.
        same = (paid, goods) == (before.paid_fen, _goods_of(before))
        return structs.replace(
            before,
            items=before.items if same and before.items else (terms.Item(goods, 1, paid),),
            paid_fen=paid,
            carrier=data["order_carrier"],
            waybill=data["order_waybill"],
        )

    def _facts(self) -> dict[str, str]:
        return {
            key.removeprefix(FACT): value
            for key, value in self.cleaned_data.items()
            if key.startswith(FACT) and value
        }

    def _answers(self) -> dict[str, int]:
        return {
            key.removeprefix(desk_fields.SCORE): int(value)
            for key, value in self.cleaned_data.items()
            if key.startswith(desk_fields.SCORE) and value
        }


def _goods_of(order: terms.Order | None) -> str:
    return "、".join(item.name for item in order.items)[:_GOODS] if order else ""


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value) if isinstance(value, tuple | list | msgspec.Struct) else value


# The fields of each command, in the order in which they are asked. The subject is not asked: it is the item.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    **dispute_forms.FIELDS,
    "supply_details": ("description", "contact", "order_no"),
    "attach_order": ("order",),
    "record_facts": ("facts", "exhibits", "note"),
    "classify_case": ("category", "nature", "department", "reason"),
    "change_priority": ("priority", "reason"),
    "judge_establishment": ("established", "reason"),
    "assess_customer": ("mood", "motive", "wish", "reason_optional"),
    "mark_complex": ("complex", "reason"),
    "change_order": ("order_no_needed", "order_change", "items", "amount_yuan", "proof_needed", "note"),
    "void_waybill": ("waybill", "reason"),
    "sign_waybill_void": (),
    "assign_handler": ("handler", "reason"),
    "transfer_case": ("department_needed", "reason"),
    "hand_over_case": ("handler_needed", "note_needed"),
    "ask_collaboration": ("of_helper", "question"),
    "answer_collaboration": ("text",),
    "urge_collaborator": (),
    "respond_first": ("text", "via"),
    "record_contact": ("with_", "via", "inbound", "text"),
    "add_note": ("text",),
    "tell_progress": ("text",),
    "make_promise": ("text", "due_at"),
    "keep_promise": ("text",),
    "start_waiting": ("on", "reason"),
    "end_waiting": (),
    "extend_deadline": ("length", "reason"),
    "submit_exhibit": ("kind", "explanation", "file"),
    "ask_statement": ("of_party", "question"),
    "give_statement": ("text", "exhibits"),
    "make_finding": (
        "facts",
        "amount_fen",
        "liabilities",
        "points",
        "deviation",
        "exhibits",
        "reasons",
    ),
    "propose_remedies": ("remedies", "explanation_needed"),
    "approve_proposal": (),
    "reject_proposal": ("reason",),
    "answer_proposal": ("accepted", "via", "proof", "text_optional"),
    "escalate_case": ("rung", "reason"),
    "order_remedy": ("terms", "reason"),
    "carry_out_remedy": ("proof_needed", "text_optional"),
    "fail_remedy": ("reason",),
    "open_mediation": ("body_mediation", "reason"),
    "end_mediation": ("agreed", "text"),
    "refer_outside": ("body_referral", "reason"),
    "order_after_sale": ("after_sale", "note_needed"),
    "dispatch_after_sale": ("technician",),
    "finish_after_sale": ("text",),
    "hold_money": ("hold_yuan", "reason"),
    "release_money": ("buyer_fen", "reason"),
    "ask_advance": ("advance_yuan", "with_return", "reason"),
    "pay_advance": ("advance_optional",),
    "deny_advance": ("reason",),
    "confirm_return": ("note",),
    "take_back_advance": ("reason",),
    "recover_advance": ("reason",),
    "write_off_advance": ("reason",),
    "erase_exhibit": ("reason",),
    "decide_claims": ("transfer", "reason_optional"),
    "file_appeal": (
        "appellant",
        "appeal_level",
        "scope",
        "particulars",
        "problem",
        "exhibits",
        "files",
        "demand",
        "ask_amount_fen",
        "late_reason",
        "variant",
        "zone",
        "law",
        "appeal_channel",
    ),
    "assign_reviewer": ("reviewer",),
    "judge_lateness": ("excuse_accepted", "reason"),
    "ask_supplement": ("missing_needed", "note"),
    "give_supplement": ("exhibits", "files", "text_optional"),
    "decide_appeal": ("outcome", "liabilities", "points", "missing", "exhibits", "reasons"),
    "withdraw_appeal": ("reason",),
    "accept_finding": (),
    "go_outside": ("body_outside", "note"),
    "ask_for_person": ("reason_optional",),
    "decide_as_person": ("confirmed", "reasons"),
    "form_group": ("title", "statement", "files"),
    "join_group": ("lead", "group_class_optional"),
    "leave_group": ("reason",),
    "classify_member": ("group_class",),
    "answer_group": ("by_class",),
    "charge_violation": ("violation", "text", "acted_at", "exhibits"),
    "order_correction": ("text", "within_optional"),
    "report_correction": ("text", "exhibits"),
    "check_correction": ("accepted", "reason"),
    "convert_points": ("old", "note"),
    "lift_sanction": ("reason_optional",),
    "follow_up": ("reply", "satisfied", "via", "score", "text"),
    "answer_survey": ("survey", "text_optional", "via", "proof_needed"),
    "close_case": ("cause", "solution"),
    "reopen_case": ("reason",),
    "withdraw_case": ("reason",),
}


def _fields(name: str, offered: Offered, asked: Asked) -> dict[str, forms.Field]:
    if name == "facts":
        return _fact_fields(offered, required=asked.command == "make_finding")
    if name == "files":
        return _file_fields(offered)
    if name == "chain":
        return dispute_forms.chain_fields(offered)
    if name == "order":
        return _order_fields(offered)
    if name in (_OF_MONEY if offered.policy.conduct is not None else _OF_CONDUCT):
        return {}
    if (about_customer := desk_fields.fields_of(name, offered)) is not None:
        return about_customer
    if (about_appeals := appeal_fields.fields_of(name, offered)) is not None:
        return about_appeals
    field = _MAKERS[name](offered, asked)
    key = _NAMES.get(name, name)
    field.label = field.label or say(f"field.{_LABELS.get(name, key)}", offered.language)
    return {key: field}


def _fact_fields(offered: Offered, *, required: bool) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    english = offered.language == "en"
    for fact in offered.policy.finding.facts:
        labels = {value: fact.labels[value] for value in fact.values}
        choices = [(value, title.en if english else title.zh) for value, title in labels.items()]
        fields[FACT + fact.id] = forms.ChoiceField(
            label=fact.title.en if english else fact.title.zh,
            choices=[("", "—"), *choices],
            required=required,
            initial=offered.state.facts.get(fact.id, ""),
        )
    return fields


def _file_fields(offered: Offered) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for n in range(1, FILES + 1):
        fields[f"file{n}"] = forms.FileField(
            label=f"{say('field.new_exhibits', offered.language)} {n}", required=False
        )
        fields[f"kind{n}"] = forms.ChoiceField(
            label=say("field.kind", offered.language), choices=offered.exhibit_kinds, required=False
        )
        fields[f"explanation{n}"] = forms.CharField(
            label=say("field.shows_what", offered.language), required=False, max_length=2_000
        )
    return fields


def _order_fields(offered: Offered) -> dict[str, forms.Field]:
    def label(code: str) -> str:
        return say(f"field.{code}", offered.language)

    order = offered.state.order
    known = order or terms.Order(offered.state.order_no)
    return {
        "order_number": forms.CharField(label=label("order_no"), max_length=100, initial=known.number),
        "order_goods": forms.CharField(label=label("goods"), max_length=_GOODS, initial=_goods_of(order)),
        "order_paid": YuanField(label=label("paid_yuan"), initial=yuan_of(order.paid_fen) if order else None),
        "order_carrier": forms.ChoiceField(
            label=label("carrier"), choices=[("", "—"), *offered.carriers], required=False,
            initial=known.carrier,
        ),
        "order_waybill": forms.CharField(
            label=label("waybill"), max_length=60, required=False, initial=known.waybill
        ),
    }  # fmt: skip


def _text(required: bool = True, rows: int = 4, limit: int = 20_000) -> Maker:
    return lambda _offered, _asked: forms.CharField(
        required=required, max_length=limit, widget=forms.Textarea(attrs={"rows": rows})
    )


def _line(required: bool = True, limit: int = 200) -> Maker:
    return lambda _offered, _asked: forms.CharField(required=required, max_length=limit)


def _choice(choices: Callable[[Offered], Choices], required: bool = True, empty: str = "—") -> Maker:
    def make(offered: Offered, _asked: Asked) -> forms.Field:
        lead = [("", empty)] if not required else []
        return forms.ChoiceField(choices=lead + choices(offered), required=required)

    return make


def _codes(area: str, values: tuple[str, ...], required: bool = True) -> Maker:
    return _choice(lambda offered: offered.codes(area, values), required)


def _yes_no(required: bool = True) -> Maker:
    def make(offered: Offered, _asked: Asked) -> forms.Field:
        words = [("true", say("web.yes", offered.language)), ("false", say("web.no", offered.language))]
        if not required:
            words.insert(0, ("", say("web.by_policy", offered.language)))
        return forms.TypedChoiceField(
            choices=words, required=required, widget=forms.RadioSelect, empty_value=None,
            coerce=lambda value: value == "true",
        )  # fmt: skip

    return make


def _exhibits(offered: Offered, _asked: Asked) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=offered.exhibits, required=False, widget=forms.CheckboxSelectMultiple
    )


def _appellants(offered: Offered, _asked: Asked) -> forms.Field:
    return forms.ChoiceField(choices=offered.judged, required=True)


# Conduct is judged in points, not in shares and money; other matters have no points.
_OF_MONEY: Final = frozenset({"liabilities", "amount_fen", "ask_amount_fen"})
_OF_CONDUCT: Final = frozenset({"points"})
_SHARED_VIA: Final = ("hotline", "chat", "email", "web", "app", "counter", "letter", "social")
_OUTCOMES: Final = terms.APPEAL_OUTCOMES
_MAKERS: Final[dict[str, Maker]] = {
    **dispute_forms.MAKERS,
    "description": _text(required=False),
    "contact": _line(required=False),
    "order_no": _line(required=False),
    "note": _text(required=False, rows=2, limit=4_000),
    "note_needed": _text(rows=3, limit=4_000),
    "reason": _text(rows=2, limit=4_000),
    "reason_optional": _text(required=False, rows=2, limit=4_000),
    "text": _text(),
    "text_optional": _text(required=False, rows=3),
    "question": _text(rows=3, limit=4_000),
    "reasons": _text(rows=6),
    "explanation": _text(rows=2, limit=2_000),
    "explanation_needed": _text(rows=4),
    "deviation": _text(required=False, rows=2, limit=4_000),
    "problem": _text(rows=5),
    "demand": _text(rows=3),
    "cause": _text(rows=2, limit=4_000),
    "solution": _text(rows=2, limit=4_000),
    "order_no_needed": _line(),
    "amount_yuan": lambda _offered, _asked: YuanField(required=False),
    "complex": _yes_no(),
    "proof": _line(required=False),
    "proof_needed": _line(),
    "category": _choice(lambda offered: offered.categories),
    "nature": _codes("nature", terms.NATURES),
    "department": _choice(lambda offered: offered.departments, required=False),
    "department_needed": _choice(lambda offered: offered.departments),
    "priority": _codes("priority", terms.PRIORITIES),
    "established": _yes_no(),
    "accepted": _yes_no(),
    "agreed": _yes_no(),
    "satisfied": _yes_no(),
    "inbound": lambda _offered, _asked: forms.BooleanField(required=False),
    "transfer": _yes_no(required=False),
    "handler": _choice(lambda offered: offered.handlers, required=False),
    "handler_needed": _choice(lambda offered: offered.handlers),
    "reviewer": _choice(lambda offered: offered.reviewers, required=False),
    "of_helper": _choice(lambda offered: offered.helpers),
    "of_party": _choice(lambda offered: offered.parties),
    "with_": _choice(lambda offered: offered.parties),
    "technician": _choice(lambda offered: offered.technicians),
    "via": _codes("channel", _SHARED_VIA),
    "due_at": lambda _offered, _asked: LocalInstantField(),
    "on": _codes("waiting", ("customer", "evidence", "third_party")),
    "length": _choice(lambda offered: offered.lengths),
    "kind": _choice(lambda offered: offered.exhibit_kinds),
    "file": lambda _offered, _asked: FilesField(),
    "exhibits": _exhibits,
    "amount_fen": lambda offered, _asked: YuanField(
        required=False, initial=f"{offered.state.amount_fen / 100:.2f}" if offered.state.amount_fen else None
    ),
    "hold_yuan": lambda _offered, _asked: YuanField(required=False),
    "buyer_fen": lambda _offered, _asked: YuanField(required=False),
    "advance_yuan": lambda offered, _asked: YuanField(
        initial=f"{offered.state.amount_fen / 100:.2f}" if offered.state.amount_fen else None
    ),
    "advance_optional": lambda _offered, _asked: YuanField(required=False),
    "with_return": _yes_no(),
    "carrier": _choice(lambda offered: offered.carriers),
    "ask_amount_fen": lambda _offered, _asked: YuanField(required=False),
    "liabilities": lambda offered, asked: LiabilitiesField(
        offered.parties,
        offered.language,
        required=False,
        help_text=say(f"case.hint.{asked.command}", offered.language),
    ),
    "remedies": lambda offered, asked: TermsField(
        offered.remedies,
        offered.obligors,
        offered.lengths,
        offered.language,
        help_text=say(f"case.hint.{asked.command}", offered.language),
    ),
    "terms": lambda offered, _asked: TermsField(
        offered.remedies, offered.obligors, offered.lengths, offered.language
    ),
    "rung": _choice(lambda offered: offered.rungs, required=False),
    "body_mediation": _choice(lambda offered: offered.bodies("mediation")),
    "body_referral": _choice(lambda offered: offered.bodies("referral")),
    "after_sale": _choice(lambda offered: offered.codes("after_sale", offered.policy.closing.after_sale)),
    "violation": _choice(lambda offered: offered.violations),
    "acted_at": lambda _offered, _asked: LocalInstantField(required=False),
    "within_optional": _choice(lambda offered: offered.lengths, required=False),
    "points": lambda offered, asked: forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        help_text=say(f"case.hint.points.{asked.command}", offered.language),
    ),
    "old": lambda offered, _asked: OldPointsField(offered.language),
    "appellant": _appellants,
    "scope": _choice(appeal_fields.appeal_scopes),
    "excuse_accepted": _yes_no(),
    "confirmed": _yes_no(),
    "title": _line(),
    "statement": _text(rows=5),
    "lead": _line(limit=40),
    "outcome": _codes("appeal_outcome", _OUTCOMES),
    "score": _choice(lambda _offered: [(str(n), "★" * n) for n in range(1, 6)], required=False),
}
# Where the name in the command differs from the name here.
_NAMES: Final = {
    **dispute_forms.NAMES,
    "note_needed": "note", "reason_optional": "reason", "text_optional": "text", "proof_needed": "proof",
    "explanation_needed": "explanation", "department_needed": "department", "handler_needed": "handler",
    "of_helper": "of", "of_party": "of", "body_mediation": "body", "body_referral": "body",
    "after_sale": "kind", "order_no_needed": "order_no", "amount_yuan": "amount_fen",
    "within_optional": "within", "excuse_accepted": "accepted",
    "hold_yuan": "amount_fen", "advance_yuan": "amount_fen", "advance_optional": "amount_fen",
}  # fmt: skip
_LABELS: Final = {
    **dispute_forms.LABELS,
    "explanation": "shows_what", "file": "file",
    "amount_yuan": "amount_yuan", "hold_yuan": "hold_yuan", "advance_yuan": "advance_yuan",
    "advance_optional": "advance_yuan", "excuse_accepted": "excuse_accepted",
}  # fmt: skip
