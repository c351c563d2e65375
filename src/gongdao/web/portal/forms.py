"""The forms of the guided complaint, one for each step. What they ask follows the policy in force."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from gongdao.letters.wording import say, say_value
from gongdao.people.contact import normalise_email, normalise_phone
from gongdao.policies.titles import titles
from gongdao.rulebook.bounds import LONGEST_TEXT
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.terms import MOODS
from gongdao.web.cases.fields import YuanField
from gongdao.web.party.fields import PlainField

# What complainants ask for, the usual first; a policy may know fewer. True: with an amount.
ASKED: Final[dict[str, bool]] = {
    "refund": True, "return_refund": True, "exchange": False, "resend": False, "repair": False,
    "second_visit": False, "parts": False, "compensation": True, "apology": False, "explanation": False,
    "correct_record": False,
}  # fmt: skip
AGAINST: Final = ("shop", "technician", "carrier", "other")
_LONGEST_COURSE: Final = LONGEST_TEXT - 4_000  # leaves room for time, place and people
_FEWEST_DIGITS: Final = 7
_LONGEST_CODE: Final = 60  # of a choice or an amount


class StepForm(forms.Form):
    """A step. `data`: what was typed, to be checked; `shown`: the same, only to be shown again."""

    def __init__(
        self,
        policy: Policy,
        language: str,
        data: Mapping[str, list[str]] | None = None,
        *,
        shown: Mapping[str, list[str]] | None = None,
    ) -> None:
        super().__init__(MultiValueDict(data) if data is not None else None)
        self.policy = policy
        self.language = language
        self.ask()
        for name, field in self.fields.items():
            field.label = field.label or say(f"portal.ask.{name}", language)
            field.error_messages["required"] = say("party.error.required", language)
            if shown and shown.get(name):
                several = isinstance(field, forms.MultipleChoiceField)
                self.initial[name] = shown[name] if several else shown[name][-1]

    def ask(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def typed(self, post: QueryDict) -> dict[str, list[str]]:
        """What somebody typed into the fields of this step, cut just beyond what each could take."""
        return {name: _cut(field, post.getlist(name)) for name, field in self.fields.items()}


class StoryForm(StepForm):
    """What happened: course, time, place, people, order number (INT-2)."""

    def ask(self) -> None:
        """Add the fields."""
        self.fields["course"] = PlainField(max_length=_LONGEST_COURSE, rows=7)
        self.fields["when"] = PlainField(required=False, max_length=100)
        self.fields["place"] = PlainField(required=False, max_length=200)
        self.fields["people"] = PlainField(required=False, max_length=300)
        self.fields["order_no"] = PlainField(required=False, max_length=100)

    def clean_order_no(self) -> str:
        """An order number has no blanks within."""
        return "".join(self.cleaned_data["order_no"].split())


class TopicForm(StepForm):
    """What it is about, what is asked for, whom it is against."""

    def ask(self) -> None:
        """Add the fields."""
        known = {rule.kind for rule in self.policy.remedies.kinds}
        self.asked = [kind for kind in ASKED if kind in known]
        codes = [item.code for item in self.policy.categories]
        self.fields["category"] = forms.ChoiceField(
            choices=[("", ""), *((code, code) for code in codes)], required=False
        )
        self.fields["demands"] = forms.MultipleChoiceField(
            choices=[(kind, say(f"portal.demand.{kind}", self.language)) for kind in self.asked],
            required=False,
        )
        for kind in self.asked:
            if ASKED[kind]:
                label = say("portal.ask.amount", self.language)
                self.fields[f"amount_{kind}"] = YuanField(required=False, label=label)
        self.fields["wish"] = PlainField(required=False, max_length=2_000, rows=2)
        self.fields["against_kind"] = forms.ChoiceField(
            choices=[(kind, say(f"portal.against.{kind}", self.language)) for kind in AGAINST], required=False
        )
        self.fields["against"] = PlainField(required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        """An amount without its demand means the demand."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = data.get("demands") or []
        with_amount = [kind for kind in self.asked if data.get(f"amount_{kind}")]
        data["demands"] = [kind for kind in self.asked if kind in chosen or kind in with_amount]
        return data

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The categories under the titles of their parents; those on their own under "" at the end."""
        words = titles(self.policy.policy, self.policy.version, self.language)
        parents = {item.parent for item in self.policy.categories if item.parent}
        groups: dict[str, list[tuple[str, str]]] = {}
        for item in self.policy.categories:
            if item.code not in parents:
                title = words[f"category:{item.parent}"] if item.parent else ""
                groups.setdefault(title, []).append((item.code, words[f"category:{item.code}"]))
        alone = groups.pop("", [])
        return [*groups.items(), *([("", alone)] if alone else [])]

    @property
    def offers(self) -> list[tuple[str, str, Any, bool]]:
        """The demands: code, words, the field of the amount or None, and whether it is chosen."""
        chosen = set(self["demands"].value() or [])
        words = dict(self.fields["demands"].choices)  # type: ignore[attr-defined]  # it is a choice field
        return [
            (kind, words[kind], self[f"amount_{kind}"] if ASKED[kind] else None, kind in chosen)
            for kind in self.asked
        ]


class ContactForm(StepForm):
    """Who complains, how to reach them, and how they feel."""

    def ask(self) -> None:
        """Add the fields."""
        self.fields["name"] = PlainField(max_length=60)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["contact"] = PlainField(max_length=120)
        self.fields["contact"].widget.attrs["autocapitalize"] = "none"
        moods = [(mood, say_value("mood", mood, self.language, kind="mood")) for mood in reversed(MOODS)]
        self.fields["mood"] = forms.ChoiceField(choices=moods, required=False)

    def clean_contact(self) -> str:
        """A phone number or an e-mail address."""
        text = str(self.cleaned_data["contact"])
        if "@" in text:
            found = normalise_email(text)
        else:
            digits = normalise_phone(text) if _looks_like_phone(text) else ""
            found = text if len(digits.lstrip("+")) >= _FEWEST_DIGITS else ""
        if not found:
            raise forms.ValidationError(say("portal.error.contact", self.language))
        return found


FORMS: Final[dict[str, type[StepForm]]] = {"story": StoryForm, "topic": TopicForm, "contact": ContactForm}


def _cut(field: forms.Field, values: list[str]) -> list[str]:
    if isinstance(field, forms.MultipleChoiceField):
        return [value[:_LONGEST_CODE] for value in values[: len(ASKED)]]
    longest = field.max_length if isinstance(field, forms.CharField) else None
    return [value[: (longest or _LONGEST_CODE) + 1] for value in values[-1:]]


def _looks_like_phone(text: str) -> bool:
    return all(letter.isdecimal() or letter in " +-()（）－＋　" for letter in text)
