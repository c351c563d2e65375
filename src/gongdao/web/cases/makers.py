"""The fields of forms by name: how each is asked for, what it offers, what it is called in the command."""

from collections.abc import Callable
from typing import Final

from django import forms

from gongdao.letters.wording import say
from gongdao.people.finding import parties_named
from gongdao.rulebook import terms
from gongdao.web.cases import appeal_fields, dispute_forms
from gongdao.web.cases.asked import Asked
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.fields import (
    Choices,
    DemandsField,
    FilesField,
    LiabilitiesField,
    LocalInstantField,
    OldPointsField,
    RespondentField,
    TermsField,
    YuanField,
)

Maker = Callable[[Offered, Asked], forms.Field]


def _text(required: bool = True, rows: int = 4, limit: int = 20_000) -> Maker:
    return lambda _offered, _asked: forms.CharField(
        required=required, max_length=limit, widget=forms.Textarea(attrs={"rows": rows})
    )


def _line(required: bool = True, limit: int = 200) -> Maker:
    return lambda _offered, _asked: forms.CharField(required=required, max_length=limit)


def _choice(
    choices: Callable[[Offered], Choices],
    required: bool = True,
    *,
    now: Callable[[Offered], str] = lambda _offered: "",
) -> Maker:
    """One of several. What the case has `now` is chosen; where it has none yet, nothing is.

    A required choice between two or more is made by whoever fills the form, not by what stands first.
    """

    def make(offered: Offered, _asked: Asked) -> forms.Field:
        given = choices(offered)
        lead = [("", "—")] if not required or len(given) > 1 else []
        return forms.ChoiceField(choices=lead + given, required=required, initial=now(offered))

    return make


def _codes(
    area: str,
    values: tuple[str, ...],
    required: bool = True,
    *,
    now: Callable[[Offered], str] = lambda _offered: "",
) -> Maker:
    return _choice(lambda offered: offered.codes(area, values), required, now=now)


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


def _respondents(offered: Offered, _asked: Asked) -> forms.Field:
    """Where it is asked for: with the shop whose order it is, as the one who is probably meant."""
    state = offered.state
    shop = state.order.shop if state.order and "respondents" in state.missing else ""
    named = parties_named([shop]) if shop else ()
    hint = say("field.respondents.hint", offered.language)
    return RespondentField(offered.language, initial=named[0].number if named else "", help_text=hint)


def _exhibits(offered: Offered, _asked: Asked) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=offered.exhibits, required=False, widget=forms.CheckboxSelectMultiple
    )


def _appellants(offered: Offered, _asked: Asked) -> forms.Field:
    return forms.ChoiceField(choices=offered.judged, required=True)


_SHARED_VIA: Final = ("hotline", "chat", "email", "web", "app", "counter", "letter", "social")


def _ordered(offered: Offered, asked: Asked) -> forms.Field:
    """What is ordered: of a finding whatever it obliges to, else what needs no consent."""
    if asked.subject:
        kinds, obligors, how = offered.remedies, offered.bound_by(asked.subject), "order_obliged"
    else:
        kinds, obligors, how = offered.orders, offered.obligors, "order_remedy"
    help_text = say(f"case.hint.{how}", offered.language)
    return TermsField(kinds, obligors, offered.lengths, offered.language, help_text=help_text)


# How each field is asked for. Its name is that of the command's, but for NAMES.
MAKERS: Final[dict[str, Maker]] = {
    **dispute_forms.MAKERS,
    "description": _text(required=False),
    "contact": _line(required=False),
    "order_no": _line(required=False),
    "demands": lambda offered, _asked: DemandsField(offered.remedies, offered.language, required=False),
    "note": _text(required=False, rows=2, limit=4_000),
    "note_needed": _text(rows=3, limit=4_000),
    "reason": _text(rows=2, limit=4_000),
    "reason_optional": _text(required=False, rows=2, limit=4_000),
    "respondents": _respondents,
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
    "category": _choice(lambda offered: offered.categories, now=lambda offered: offered.state.category),
    "nature": _codes("nature", terms.NATURES, now=lambda offered: offered.state.nature),
    "department": _choice(lambda offered: offered.departments, required=False),
    "department_needed": _choice(lambda offered: offered.departments),
    "priority": _codes("priority", terms.PRIORITIES, now=lambda offered: offered.state.priority),
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
    "of_party": _choice(lambda offered: offered.hearable),
    "with_": _choice(lambda offered: offered.parties, now=lambda offered: offered.state.complainant.ref),
    "confirmer": lambda offered, asked: forms.ChoiceField(choices=offered.confirmers(asked.subject)),
    "technician": _choice(lambda offered: offered.technicians),
    "via": _codes("channel", _SHARED_VIA, now=lambda offered: offered.state.channel),
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
        offered.sides if asked.command == "make_offer" else offered.obligors,
        offered.lengths,
        offered.language,
        help_text=say(f"case.hint.{asked.command}", offered.language),
    ),
    "terms": _ordered,
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
    "corrected": _yes_no(),
    "confirmed": _yes_no(),
    "title": _line(),
    "statement": _text(rows=5),
    "lead": _line(limit=40),
    "outcome": _choice(appeal_fields.outcomes),
    "score": lambda _offered, _asked: forms.TypedChoiceField(
        choices=[("", "—"), *((str(n), "★" * n) for n in range(1, 6))],
        required=False,
        coerce=int,
        empty_value=None,
    ),
}
# Where the name in the command differs from the name here.
NAMES: Final = {
    **dispute_forms.NAMES,
    "note_needed": "note", "reason_optional": "reason", "text_optional": "text", "proof_needed": "proof",
    "explanation_needed": "explanation", "department_needed": "department", "handler_needed": "handler",
    "confirmer": "party", "of_helper": "of", "of_party": "of",
    "body_mediation": "body", "body_referral": "body",
    "after_sale": "kind", "order_no_needed": "order_no", "amount_yuan": "amount_fen",
    "within_optional": "within", "excuse_accepted": "accepted", "corrected": "accepted",
    "hold_yuan": "amount_fen", "advance_yuan": "amount_fen", "advance_optional": "amount_fen",
}  # fmt: skip
LABELS: Final = {
    **dispute_forms.LABELS,
    "explanation": "shows_what", "file": "file", "confirmer": "confirmer",
    "amount_yuan": "amount_yuan", "hold_yuan": "hold_yuan", "advance_yuan": "advance_yuan",
    "advance_optional": "advance_yuan", "excuse_accepted": "excuse_accepted", "corrected": "corrected",
}  # fmt: skip
