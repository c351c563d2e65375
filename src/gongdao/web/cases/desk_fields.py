"""Fields of the complaint desk: the customer's mood, the order before shipping, the reply, the survey."""

from typing import Final

from django import forms

from gongdao.letters.wording import say
from gongdao.rulebook import terms
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.fields import Choices, ItemsField

SCORE: Final = "score_"  # prefix of the inputs for the answers of the survey


def fields_of(name: str, offered: Offered) -> dict[str, forms.Field] | None:
    """The fields behind one name of `forms.FIELDS`; None for a name that is none of these."""
    match name:
        case "reply":
            return _reply(offered)
        case "survey":
            return _survey(offered)
        case "motive":
            return _assessed(name, offered.codes("motive", terms.MOTIVES), offered.state.motive, offered)
        case "wish":
            return _assessed(name, offered.codes("wish", terms.WISHES), offered.state.wish, offered)
        case "mood":
            moods = offered.codes("mood", terms.MOODS)
            label = say("field.mood", offered.language)
            return {name: forms.ChoiceField(label=label, choices=moods, initial=offered.state.mood)}
        case "order_change":
            return {"kind": _chosen("order_change", offered.order_changes, offered)}
        case "waybill":
            return {name: _chosen("waybill_void", offered.waybills, offered)}
        case "items":
            label = say("field.items", offered.language)
            return {name: ItemsField(offered.language, required=False, label=label)}
    return None


def _assessed(name: str, choices: Choices, held: str, offered: Offered) -> dict[str, forms.Field]:
    label = say(f"field.{name}", offered.language)
    return {name: forms.ChoiceField(label=label, choices=[("", "—"), *choices], required=False, initial=held)}


def _chosen(label: str, choices: Choices, offered: Offered) -> forms.Field:
    return forms.ChoiceField(label=say(f"field.{label}", offered.language), choices=choices)


def _reply(offered: Offered) -> dict[str, forms.Field]:
    """The parts of the closing reply that the policy asks for (RES-1)."""
    return {
        part: forms.CharField(
            label=say(f"field.{part}", offered.language), max_length=4_000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        for part in offered.policy.closing.reply
    }  # fmt: skip


def _survey(offered: Offered) -> dict[str, forms.Field]:
    """One line of scores for each question (RES-14)."""
    survey = offered.policy.survey
    english = offered.language == "en"
    return {
        SCORE + question.id: forms.ChoiceField(
            label=question.title.en if english else question.title.zh,
            choices=[(str(n), say("survey.score", offered.language, score=n)) for n in range(1, 6)],
            widget=forms.RadioSelect,
        )
        for question in (survey.questions if survey else ())
    }  # fmt: skip
