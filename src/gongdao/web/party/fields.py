"""Fields for what people type: plain text, kept as it is, or a clear word why not."""

import re
from typing import Any, Final

from django import forms
from django.utils.translation import get_language

from gongdao.letters.wording import say
from gongdao.people.finding import meant_by_customer
from gongdao.rulebook.terms import UNIDENTIFIED, Party

# Tab, line feed and carriage return are text; other control characters and halves of characters are not.
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class PlainField(forms.CharField):
    """A text of one line, or of several when `rows` is given. Line ends become line feeds."""

    def __init__(self, *, rows: int = 0, **options: Any) -> None:
        if rows:
            options["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """Return the text. Raises ValidationError, also for characters that no keyboard gives."""
        text = super().clean(value.replace("\r\n", "\n") if isinstance(value, str) else value)
        if _NO_TEXT.search(text):
            raise forms.ValidationError(say("party.error.control_character", get_language() or ""))
        return text


class ComplainedOfField(PlainField):
    """Whom a customer complains of, in their words; its value is the parties meant: one, or none when empty.

    A name that is not on record is taken as it is: staff find out who it is.
    """

    def clean(self, value: Any) -> Any:
        """Return the party."""
        name = " ".join(str(super().clean(value)).split())
        return (Party(meant_by_customer(name) or UNIDENTIFIED, name),) if name else ()
