"""The forms of acts on many cases: whom to give them to, with what note, which priority."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict

from gongdao.casework.queries import Listed
from gongdao.letters.wording import say, say_value
from gongdao.people import directory
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.commands import AssignHandler, ChangePriority, Command, HandOverCase
from gongdao.rulebook.terms import PRIORITIES
from gongdao.web.desk.choices import people_for
from gongdao.web.party.fields import PlainField

LONGEST_NOTE: Final = 4_000
Choices = list[tuple[str, str]]


class ActForm(forms.Form):
    """A form that makes one command, the same for every chosen case."""

    def command(self) -> Command:
        """The command that the filled form means."""
        raise NotImplementedError


class AssignForm(ActForm):
    """Give to a person, or each to the fairest."""

    def __init__(self, people: Choices, language: str, *args: Any) -> None:
        super().__init__(*args)
        fairest = [("", say("desk.bulk.fairest", language))]
        self.fields["handler"] = forms.ChoiceField(
            label=say("field.handler", language), choices=fairest + people, required=False
        )

    def command(self) -> Command:
        """Assign."""
        return AssignHandler(handler=self.cleaned_data["handler"])


class HandOverForm(ActForm):
    """Hand over with a note (TRI-9)."""

    def __init__(self, people: Choices, language: str, *args: Any) -> None:
        super().__init__(*args)
        self.fields["handler"] = forms.ChoiceField(
            label=say("desk.bulk.hand_to", language),
            choices=[("", say("desk.bulk.choose_person", language)), *people],
        )
        self.fields["note"] = PlainField(
            label=say("desk.bulk.note", language), max_length=LONGEST_NOTE, rows=3
        )

    def command(self) -> Command:
        """Hand over."""
        return HandOverCase(handler=self.cleaned_data["handler"], note=self.cleaned_data["note"])


class PriorityForm(ActForm):
    """Set the priority, with the reason (TRI-4)."""

    def __init__(self, people: Choices, language: str, *args: Any) -> None:  # noqa: ARG002  # made like the others
        super().__init__(*args)
        words = [(code, say_value("priority", code, language, kind="priority")) for code in PRIORITIES]
        self.fields["priority"] = forms.ChoiceField(
            label=say("field.priority", language), choices=words, widget=forms.RadioSelect
        )
        self.fields["reason"] = PlainField(
            label=say("field.reason", language), max_length=LONGEST_NOTE, rows=2
        )

    def command(self) -> Command:
        """Change the priority."""
        return ChangePriority(priority=self.cleaned_data["priority"], reason=self.cleaned_data["reason"])


_FORMS: Final[dict[str, Callable[..., ActForm]]] = {
    "assign": AssignForm, "hand_over": HandOverForm, "priority": PriorityForm,
}  # fmt: skip
ACTS: Final = tuple(_FORMS)


def form_for(
    act: str, actor: Actor, cases: Sequence[Listed], language: str, data: QueryDict | None
) -> ActForm:
    """The form of an act on these cases, filled with what was sent."""
    return _FORMS[act](_people(actor, cases, language), language, data)


def people_choices(people: Sequence[Candidate], language: str, reader: str = "") -> Choices:
    """People with how much they have to do, and who is not on shift; the `reader` as such."""
    names = directory.names([person.ref for person in people], language)
    if reader in names:
        names[reader] = say("desk.myself", language, name=names[reader])
    return [(person.ref, _person(names[person.ref], person, language)) for person in people]


def handler_roles(cases: Sequence[Listed]) -> frozenset[str]:
    """The roles that handle cases under the policies of these."""
    return frozenset(policies.version(case.policy, case.policy_version).handler_role for case in cases)


def _people(actor: Actor, cases: Sequence[Listed], language: str) -> Choices:
    """Who can be given these cases; oneself comes first."""
    people = people_for(actor, handler_roles(cases))
    return people_choices(sorted(people, key=lambda person: person.ref != actor.ref), language, actor.ref)


def _person(name: str, person: Candidate, language: str) -> str:
    code = "desk.person" if person.on_shift else "desk.person_off"
    return say(code, language, name=name, load=person.load)
