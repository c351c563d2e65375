"""One form for every command: the fields it asks for, and the command that comes of them.

The law checks the content; a form only asks in the reader's words and gives typed values.
"""

from typing import Any, Final

import msgspec
from django import forms
from msgspec import structs

from gongdao.letters.wording import say
from gongdao.rulebook import commands as c
from gongdao.rulebook import terms
from gongdao.rulebook.state import is_against_somebody
from gongdao.web.cases import appeal_fields, desk_fields, dispute_forms
from gongdao.web.cases.asked import FIELDS, Asked
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.deciding import FACT, reading_of
from gongdao.web.cases.fields import YuanField, yuan_of
from gongdao.web.cases.makers import LABELS, MAKERS, NAMES

SPOKEN: Final = frozenset({"respond_first", "tell_progress", "keep_promise", "follow_up"})
FILES: Final = 3  # files that can be handed in with one appeal
WITH_NEW_EXHIBITS: Final = frozenset({"file_appeal", "give_supplement", "form_group"})
# Conduct is judged in points, not in shares and money; other matters have no points.
_OF_MONEY: Final = frozenset({"liabilities", "amount_fen", "ask_amount_fen"})
_OF_CONDUCT: Final = frozenset({"points"})
_GOODS: Final = 200  # characters


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

    @property
    def last_fact(self) -> str:
        """The last of the facts of a finding, after which it is said what they come to; "" in other forms."""
        facts = [name for name in self.fields if name.startswith(FACT)]
        return facts[-1] if facts and self.asked.command == "make_finding" else ""

    def clean(self) -> dict[str, Any] | None:
        """Ask for the facts that can still change what the decision table says, and what a file is.

        DEC-2; key evidence is counted by its kind (APP-6).
        """
        cleaned = super().clean()
        for n in range(1, FILES + 1):
            if self.cleaned_data.get(f"file{n}") and not self.cleaned_data.get(kind := f"kind{n}"):
                self.add_error(kind, self.fields[kind].error_messages["required"])
        if self.last_fact:
            for name in reading_of(self.offered.policy, self.offered.state, self._facts()).open:
                field = self.fields[FACT + name]
                self.add_error(FACT + name, field.error_messages["required"])
        return cleaned

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
        values = dispute_forms.composed(appeal_fields.composed(values)) | more
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


def _fields(name: str, offered: Offered, asked: Asked) -> dict[str, forms.Field]:
    if name == "facts":
        return _fact_fields(offered)
    if name == "files":
        return _file_fields(offered)
    if name == "chain":
        return dispute_forms.chain_fields(offered)
    if name == "order":
        return _order_fields(offered)
    if name == "confirmer" and not offered.confirmers(asked.subject):
        return {}  # the complainant alone is asked
    if name == "exhibits" and not offered.exhibits:
        return {}  # there is none to choose
    if name == "respondents" and is_against_somebody(offered.state):
        return {}  # named once
    if _is_of_the_other_kind(name, offered, asked):
        return {}
    if (about_customer := desk_fields.fields_of(name, offered)) is not None:
        return about_customer
    if (about_appeals := appeal_fields.fields_of(name, offered)) is not None:
        return about_appeals
    field = MAKERS[name](offered, asked)
    key = NAMES.get(name, name)
    field.label = field.label or say(f"field.{LABELS.get(name, key)}", offered.language)
    return {key: field}


def _is_of_the_other_kind(name: str, offered: Offered, asked: Asked) -> bool:
    """Money where conduct is judged, or points where none is; a finding of both can be lessened in both."""
    if offered.policy.conduct is None:
        return name in _OF_CONDUCT
    appeal = offered.state.appeals.get(asked.subject)
    finding = offered.state.findings[appeal.finding] if appeal is not None else None
    of_money = finding is not None and any(item.amount_fen for item in finding.liabilities)
    return name in _OF_MONEY and not of_money


def _fact_fields(offered: Offered) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    english = offered.language == "en"
    for fact in offered.policy.finding.facts:
        labels = {value: fact.labels[value] for value in fact.values}
        choices = [(value, title.en if english else title.zh) for value, title in labels.items()]
        fields[FACT + fact.id] = forms.ChoiceField(
            label=fact.title.en if english else fact.title.zh,
            choices=[("", "—"), *choices],
            required=False,  # what can change the outcome is asked for when the others are known
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
            label=say("field.kind", offered.language),
            choices=[("", "—"), *offered.exhibit_kinds],
            required=False,
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
