"""Form fields for what commands are made of: yuan for fen, local instants, rows of remedies and shares."""

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils import timezone

from gongdao.letters.wording import Language, say
from gongdao.people.finding import beyond_doubt, parties_like
from gongdao.rulebook.bounds import wrong_with
from gongdao.rulebook.terms import Demand, Item, Liability, OldPoints, Party, Terms

ROWS: Final = 4  # lines offered for remedies and liabilities
MOST_YUAN: Final = Decimal(10000000000)
POINTS: Final = "points"  # a remedy that is counted, not paid
Choices = list[tuple[str, str]]


class YuanField(forms.DecimalField):
    """An amount in yuan with at most two decimals; its value is integer fen, or None when left empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_YUAN, max_digits=13, decimal_places=2, **options)
        self.widget.attrs.update({"inputmode": "decimal", "step": "0.01", "min": "0"})

    def clean(self, value: Any) -> Any:
        """Return fen."""
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


def yuan_of(fen: int) -> Decimal:
    """Fen as a YuanField shows them at first."""
    return Decimal(fen) / 100


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002  # as Django calls it
        return files.getlist(name) if files else []


class FilesField(forms.FileField):
    """Several files at once; its value is the list of them."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files, each looked at as one alone would be."""
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class RespondentField(forms.CharField):
    """Whom a case is against, by name or number; its value is the parties meant: one, or none when empty."""

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(max_length=100, required=False, **options)
        self.language = language

    def clean(self, value: Any) -> Any:
        """Return the party on record. Raises ValidationError with those who could be meant."""
        text = " ".join(str(super().clean(value)).split())
        if not text:
            return ()
        found = beyond_doubt(text)
        if found is None:
            meant = [
                f"{item.name}（{item.number}）" if item.number else item.name for item in parties_like(text)
            ]
            raise forms.ValidationError(
                say("field.respondents.unclear", self.language, text=text, meant=meant)
            )
        return (Party(found.ref, found.name),)


class LocalInstantField(forms.DateTimeField):
    """A date and time as the reader's clock shows it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats: Any = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]

    def clean(self, value: Any) -> datetime | None:
        """Return an aware instant, in UTC."""
        instant: datetime | None = super().clean(value)
        if instant is None:
            return None
        if wrong_with(instant):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if timezone.is_naive(instant):
            instant = timezone.make_aware(instant)
        return instant.astimezone(UTC)


class RowsWidget(forms.MultiWidget):
    """Several lines of the same inputs; drawn by its template as a small table with headings."""

    template_name = "web/cases/rows.html"

    def __init__(self, parts: list[tuple[str, forms.Widget]], rows: int = ROWS) -> None:
        self.headings = [heading for heading, _ in parts]
        self.columns = len(parts)
        super().__init__([widget for _ in range(rows) for _, widget in parts])

    def decompress(self, value: Any) -> list[Any]:
        """Return the single inputs of a value, which is a list of lines."""
        return [cell for line in value or [] for cell in line]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return the inputs grouped by line, with their headings."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        inputs = context["widget"]["subwidgets"]
        size = self.columns
        for index, widget in enumerate(inputs):
            widget["attrs"]["aria-label"] = widget["heading"] = self.headings[index % size]
            base = "form-select" if "select" in widget["template_name"] else "form-control"
            widget["attrs"]["class"] = base
        context["widget"]["lines"] = [inputs[i : i + size] for i in range(0, len(inputs), size)]
        context["widget"]["headings"] = self.headings
        return context


class RowsField(forms.MultiValueField):
    """Lines of inputs; a line whose first input is empty does not count. `compress` gives the structs."""

    def __init__(self, parts: list[tuple[str, forms.Field]], *, rows: int = ROWS, **options: Any) -> None:
        self.columns = len(parts)
        fields = [field for _ in range(rows) for _, field in parts]
        widget = RowsWidget([(heading, field.widget) for heading, field in parts], rows)
        super().__init__(fields=fields, widget=widget, require_all_fields=False, **options)

    def compress(self, data_list: list[Any]) -> list[list[Any]]:
        """Return the lines that were filled in."""
        size = self.columns
        lines = [data_list[i : i + size] for i in range(0, len(data_list), size)]
        return [line for line in lines if line and line[0]]


class TermsField(RowsField):
    """Remedies: kind, amount (of points their number), limit, validity, who carries it out, note."""

    def __init__(
        self, kinds: Choices, obligors: Choices, lengths: Choices, language: str, **options: Any
    ) -> None:
        def field(code: str) -> str:
            return say(f"field.{code}", language)

        empty = [("", "—")]
        with_points = any(kind == POINTS for kind, _ in kinds)
        self._whole = say("field.points_whole", language)
        super().__init__(
            [
                (field("kind"), forms.ChoiceField(choices=empty + kinds, required=False)),
                (field("amount_or_points" if with_points else "amount_yuan"), YuanField(required=False)),
                (field("within"), forms.ChoiceField(choices=empty + lengths, required=False)),
                (
                    field("valid_days"),
                    forms.IntegerField(required=False, min_value=0, max_value=3650),
                ),
                (field("obligor"), forms.ChoiceField(choices=empty + obligors, required=False)),
                (field("note"), forms.CharField(required=False, max_length=200)),
            ],
            **options,
        )

    def compress(self, data_list: list[Any]) -> tuple[Terms, ...]:  # type: ignore[override]  # gives structs
        """Return the terms of the filled lines."""
        return tuple(
            Terms(
                kind=kind, amount_fen=0 if kind == POINTS else fen or 0,
                units=self._points(fen or 0) if kind == POINTS else 0, within=within or "",
                valid_days=days or 0, obligor=obligor or "", note=note or "",
            )
            for kind, fen, within, days, obligor, note in super().compress(data_list)
        )  # fmt: skip

    def _points(self, hundredths: int) -> int:
        if hundredths % 100:
            raise forms.ValidationError(self._whole)
        return hundredths // 100


class DemandsField(RowsField):
    """What a complainant asks for: kind, amount, note (INT-2)."""

    def __init__(self, kinds: Choices, language: str, **options: Any) -> None:
        kind = forms.ChoiceField(choices=[("", "—"), *kinds], required=False)
        super().__init__(
            [
                (say("field.kind", language), kind),
                (say("field.amount_yuan", language), YuanField(required=False)),
                (say("field.note", language), forms.CharField(required=False, max_length=200)),
            ],
            **options,
        )

    def compress(self, data_list: list[Any]) -> tuple[Demand, ...]:  # type: ignore[override]  # gives structs
        """Return the demands of the filled lines."""
        return tuple(
            Demand(kind=kind, amount_fen=fen or 0, note=note or "")
            for kind, fen, note in super().compress(data_list)
        )


class LiabilitiesField(RowsField):
    """Liable parties with their share in percent and amount."""

    def __init__(self, parties: Choices, language: str, **options: Any) -> None:
        share = forms.DecimalField(required=False, min_value=0, max_value=100, decimal_places=2)
        super().__init__(
            [
                (
                    say("field.party", language),
                    forms.ChoiceField(choices=[("", "—"), *parties], required=False),
                ),
                (say("field.share_percent", language), share),
                (say("field.amount_yuan", language), YuanField(required=False)),
            ],
            **options,
        )

    def compress(self, data_list: list[Any]) -> tuple[Liability, ...]:  # type: ignore[override]  # gives structs
        """Return the liabilities of the filled lines."""
        return tuple(
            Liability(party=party, share_bp=int((percent or 0) * 100), amount_fen=fen or 0)
            for party, percent, fen in super().compress(data_list)
        )


class ItemsField(RowsField):
    """Goods of an order: name, quantity, price each."""

    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(
            [
                (say("field.goods", language), forms.CharField(required=False, max_length=200)),
                (
                    say("field.quantity", language),
                    forms.IntegerField(required=False, min_value=1, max_value=100_000),
                ),
                (say("field.price_yuan", language), YuanField(required=False)),
            ],
            **options,
        )

    def compress(self, data_list: list[Any]) -> tuple[Item, ...]:  # type: ignore[override]  # gives structs
        """Return the goods of the filled lines."""
        return tuple(
            Item(name=name, quantity=quantity or 1, price_fen=fen or 0)
            for name, quantity, fen in super().compress(data_list)
        )


class OldPointsField(RowsField):
    """Points of old: how many, on which day, for what (PEN-5)."""

    def __init__(self, language: str, **options: Any) -> None:
        day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
        super().__init__(
            [
                (say("field.points", language), forms.IntegerField(required=False, min_value=0)),
                (say("field.given_on", language), day),
                (say("field.note", language), forms.CharField(required=False, max_length=200)),
            ],
            **options,
        )

    def compress(self, data_list: list[Any]) -> tuple[OldPoints, ...]:  # type: ignore[override]  # gives structs
        """Return the old points of the filled lines, each at the noon of its day."""
        lines = super().compress(data_list)
        if any(day is None for _, day, _ in lines):
            raise forms.ValidationError(self.error_messages["required"])
        noons = [datetime.combine(day, time(12)) for _, day, _ in lines]
        if any(map(wrong_with, noons)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return tuple(
            OldPoints(points, timezone.make_aware(noon), note or "")
            for (points, _, note), noon in zip(lines, noons, strict=True)
        )
