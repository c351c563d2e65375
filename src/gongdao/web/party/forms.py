"""The forms of parties: those of the case page, with fewer fields and in other words."""

from typing import Any, Final

from django import forms

from gongdao.letters.wording import has, say
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.forms import Asked, CommandForm
from gongdao.web.party.fields import PlainField

# What a party does not choose: it follows from who acts and how.
_DROPPED: Final[dict[str, frozenset[str]]] = {
    "answer_proposal": frozenset({"via", "proof"}),
    "escalate_case": frozenset({"rung"}),
    "file_appeal": frozenset({"appellant"}),
}
_FILE_FIELDS: Final = ("file", "kind", "explanation")
WITH_FILES: Final = frozenset({"submit_exhibit", "give_statement", "supply_details", "file_appeal"})


class PartyForm(CommandForm):
    """The form of one command for a party. Files come beside it (`party.evidence`)."""

    def __init__(
        self, asked: Asked, offered: Offered, own: frozenset[str], *args: Any, **options: Any
    ) -> None:
        super().__init__(asked, offered, *args, **options)
        dropped = set(_DROPPED.get(asked.command, ()))
        if asked.command in WITH_FILES:
            dropped |= {name for name in self.fields if name.startswith(_FILE_FIELDS)}
        if asked.command == "supply_details":
            dropped |= {"contact", "order_no"} - set(offered.state.missing)
        for name in dropped:
            self.fields.pop(name, None)
        if "accepted" in self.fields:
            self.fields["accepted"].widget = forms.HiddenInput()
        self._only_own_exhibits(own)
        for name in self.fields:
            self._reword(name)

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
        if has(hint := f"party.hint.{command}.{name}", language):
            field.help_text = say(hint, language)
