"""The forms of parties: those of the case page, with fewer fields and in other words."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from gongdao.letters.wording import has, say
from gongdao.web.cases import dispute_forms
from gongdao.web.cases.appeal_fields import PARTICULARS
from gongdao.web.cases.asked import Asked
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.forms import CommandForm
from gongdao.web.party.appeal_hints import Hints
from gongdao.web.party.fields import ComplainedOfField, PlainField

# What a party does not choose: it follows from who acts and how.
_DROPPED: Final[dict[str, frozenset[str]]] = {
    "answer_proposal": frozenset({"party", "via", "proof"}),
    "answer_survey": frozenset({"via", "proof"}),
    "escalate_case": frozenset({"rung"}),
    "file_appeal": frozenset({"appellant"}),
    "receive_goods": frozenset({"proof"}),
    "join_group": frozenset({"group_class"}),  # sorting is for those who take the group in
}
LONGEST_ANSWER: Final = 2_000  # characters of an answer in words
_FILE_FIELDS: Final = ("file", "kind", "explanation")
WITH_FILES: Final = frozenset(
    {
        "submit_exhibit",
        "give_statement",
        "supply_details",
        "file_appeal",
        "report_correction",
        "give_supplement",
        "check_goods",
    }
)


class PartyForm(CommandForm):
    """The form of one command for a party. Files come beside it (`party.evidence`)."""

    def __init__(
        self,
        asked: Asked,
        offered: Offered,
        own: frozenset[str],
        *args: Any,
        hints: Hints | None = None,
        places: Mapping[str, tuple[str, int]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(asked, offered, *args, **options)
        self.hints = hints
        dropped = set(_DROPPED.get(asked.command, ()))
        if asked.command in WITH_FILES:
            dropped |= {name for name in self.fields if name.startswith(_FILE_FIELDS)}
        if asked.command == "supply_details":
            dropped |= {"contact", "order_no", "demands", "respondents"} - set(offered.state.missing)
            if "respondents" not in dropped:
                self.fields["respondents"] = ComplainedOfField(max_length=100, required=False)
        if asked.command == "file_appeal":
            dropped |= self._of_other_appellants()
        if asked.command == "arrange_chain":
            chained = (dispute_forms.STEP, dispute_forms.PLACE)
            dropped |= {
                name for name in self.fields if name.startswith(chained) and name.partition("_")[2] not in own
            }
        for name in dropped:
            self.fields.pop(name, None)
        if asked.command == "submit_exhibit" and asked.subject:
            self.fields["answer"] = PlainField(rows=4, required=False, max_length=LONGEST_ANSWER)
        if "accepted" in self.fields:
            self.fields["accepted"].widget = forms.HiddenInput()
        for key, (step, place) in (places or {}).items():
            self.initial[f"{dispute_forms.STEP}{key}"] = step
            self.initial[f"{dispute_forms.PLACE}{key}"] = place
        self.places = places or {}
        self._only_own_exhibits(own)
        for name in self.fields:
            self._reword(name)

    @property
    def chain_rows(self) -> list[dict[str, Any]]:
        """The exhibits of a chain in their order until now, each with the inputs for step and place."""
        words = dict(self.offered.exhibits)
        keys = [
            name.removeprefix(dispute_forms.STEP)
            for name in self.fields
            if name.startswith(dispute_forms.STEP)
        ]
        order = list(self.places)
        ordered = sorted(keys, key=lambda key: order.index(key) if key in order else len(order))
        return [
            {
                "key": key, "label": words.get(key, key), "step": self[f"{dispute_forms.STEP}{key}"],
                "place": self[f"{dispute_forms.PLACE}{key}"],
            }
            for key in ordered
        ]  # fmt: skip

    def _of_other_appellants(self) -> set[str]:
        """Fields of an appeal that this party has nothing to say in: number and department are for staff.

        The way is the page itself; the level is asked where there is more than one; a reason where it is due.
        """
        hints, dropped = self.hints, {"channel"}
        if hints is None:
            return dropped
        if not hints.is_staff:
            dropped |= {f"{PARTICULARS}staff_number", f"{PARTICULARS}department"}
        if hints.levels_open < 2:
            dropped.add("level")
        if not hints.reason_needed:
            dropped.add("late_reason")
        return dropped

    def _only_own_exhibits(self, own: frozenset[str]) -> None:
        field = self.fields.get("exhibits")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, words) for key, words in self.offered.exhibits if key in own]
            if not own:
                self.fields.pop("exhibits")

    def _reword(self, name: str) -> None:
        """Texts are plain; labels and hints are those for parties where there are such."""
        field, command, language = self.fields[name], self.asked.command, self.offered.language
        if type(field) is forms.CharField:
            rows = field.widget.attrs.get("rows", 0) if isinstance(field.widget, forms.Textarea) else 0
            field = PlainField(
                rows=int(rows), required=field.required, max_length=field.max_length, label=field.label
            )
            self.fields[name] = field
        field.error_messages["required"] = say("party.error.required", language)
        for code in (f"party.field.{command}.{name}", f"party.field.{name}"):
            if has(code, language):
                field.label = say(code, language)
                break
        plain = f"party.hint.{command}.{name}"
        of_conduct = (f"{plain}.conduct",) if self.offered.policy.conduct is not None else ()
        for hint in (*of_conduct, plain):
            if has(hint, language):
                field.help_text = say(hint, language)
                break
