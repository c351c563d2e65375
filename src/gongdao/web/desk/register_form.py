"""The form by which staff register a complaint for somebody who called, wrote or came by (INT-1, INT-2)."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from gongdao.letters.wording import Language, say, say_value
from gongdao.people.contact import normalise_email, normalise_phone
from gongdao.policies.titles import titles
from gongdao.rulebook.bounds import LONGEST_TEXT
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.terms import MOODS, MOTIVES, NATURES, RISKS, WISHES, Demand, Item, Order, Party
from gongdao.web.cases.fields import LocalInstantField, YuanField
from gongdao.web.party.fields import PlainField

DEMANDS: Final = 3  # lines offered for demands
MOST_PEOPLE: Final = 10_000_000
_FEWEST_DIGITS: Final = 7
_ORDER: Final = ("goods", "paid", "carrier", "waybill", "ordered_at", "signed_at")
# Staff register what reaches them; web forms, the app and interfaces register themselves.
_BY_STAFF: Final = ("hotline", "chat", "counter", "email", "letter", "social", "web", "app")
Choices = list[tuple[str, str]]


class Offer:
    """What the form offers under one policy, in one language. `carriers` and places are given, by code."""

    def __init__(
        self,
        policy: Policy,
        language: Language,
        *,
        policies: Choices,
        carriers: dict[str, str],
        regions: dict[str, str],
        departments: dict[str, str],
    ) -> None:
        self.policy = policy
        self.language = language
        self.policies = policies
        self.carriers = carriers
        self.regions = regions
        self.departments = departments

    def codes(self, area: str, values: Iterable[str]) -> Choices:
        """Codes in words."""
        return [(value, say_value(area, value, self.language, kind=area)) for value in values]

    def categories(self) -> Choices:
        """The policy's categories, those below another one with its title in front."""
        words = titles(self.policy.policy, self.policy.version, self.language)
        parents = {item.parent for item in self.policy.categories}
        return [
            (item.code, " › ".join(words[f"category:{code}"] for code in (item.parent, item.code) if code))
            for item in self.policy.categories
            if item.code not in parents or item.words
        ]


class RegisterForm(forms.Form):
    """A complaint as told."""

    def __init__(self, offer: Offer, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer = offer
        self._intake()
        self._complainant()
        self._story()
        self._order()
        self._place()
        for name, field in self.fields.items():
            if not field.label:
                field.label = say(f"desk.ask.{name}", offer.language)

    def command(self, complainant: Party, respondents: tuple[Party, ...]) -> OpenCase:
        """The command that the filled form means. Fields that are not filled in rightly are left out."""
        data = getattr(self, "cleaned_data", {})
        order = self._order_of(data, respondents)
        return OpenCase(
            channel=data.get("channel") or self.offer.policy.intake.channels[0],
            complainant=complainant,
            description=data.get("description") or "",
            received_at=data.get("received_at"),
            respondents=respondents,
            category=data.get("category") or "",
            demands=self._demands_of(data),
            mood=data.get("mood") or None,
            nature=data.get("nature") or None,
            motive=data.get("motive") or None,
            wish=data.get("wish") or None,
            order=order,
            order_no=data.get("order_no") or "",
            amount_fen=data.get("amount") or 0,
            people_affected=data.get("people_affected") or 1,
            risks=tuple(data.get("risks") or ()),
            region=data.get("region") or "",
            department=data.get("department") or "",
            external_ref=data.get("external_ref") or "",
        )

    @property
    def demand_lines(self) -> list[tuple[forms.BoundField, ...]]:
        """The lines for demands: kind, amount, note."""
        names = ("kind", "amount", "note")
        return [tuple(self[f"demand{n}_{name}"] for name in names) for n in range(1, DEMANDS + 1)]

    @property
    def has_order(self) -> bool:
        """Whether anything of the order is filled in."""
        return any(self[name].value() for name in _ORDER)

    @property
    def has_more(self) -> bool:
        """Whether anything of what is rarely asked is filled in or wrong."""
        names = ("nature", "risks", "people_affected", "received_at", "external_ref", "department")
        return any(self[name].errors or self[name].value() not in (None, "", [], 1, "1") for name in names)

    def clean_phone(self) -> str:
        """A phone number that can be called."""
        text = str(self.cleaned_data["phone"])
        if text and len(normalise_phone(text).lstrip("+")) < _FEWEST_DIGITS:
            raise forms.ValidationError(say("desk.error.phone", self.offer.language))
        return text

    def clean_email(self) -> str:
        """An address that can be written to."""
        text = str(self.cleaned_data["email"])
        if text and not normalise_email(text):
            raise forms.ValidationError(say("desk.error.email", self.offer.language))
        return normalise_email(text)

    def clean_order_no(self) -> str:
        """An order number has no blanks within."""
        return "".join(str(self.cleaned_data["order_no"]).split())

    def clean(self) -> dict[str, Any]:
        """A snapshot needs the number of its order; a demand's amount or note needs its kind."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            any(data.get(name) for name in _ORDER)
            and not data.get("order_no")
            and "order_no" not in self.errors
        ):
            self.add_error("order_no", say("desk.error.order_no", self.offer.language))
        for n in range(1, DEMANDS + 1):
            extra = data.get(f"demand{n}_amount") or data.get(f"demand{n}_note")
            if extra and not data.get(f"demand{n}_kind"):
                self.add_error(f"demand{n}_kind", say("desk.error.demand_kind", self.offer.language))
        return data

    def _intake(self) -> None:
        offer = self.offer
        channels = [code for code in _BY_STAFF if code in offer.policy.intake.channels]
        self.fields["policy"] = forms.ChoiceField(choices=offer.policies)
        self.fields["channel"] = forms.ChoiceField(choices=offer.codes("channel", channels))
        self.fields["received_at"] = LocalInstantField(required=False)
        self.fields["external_ref"] = PlainField(required=False, max_length=200)

    def _complainant(self) -> None:
        offer = self.offer
        self.fields["name"] = PlainField(required=False, max_length=100)
        self.fields["phone"] = PlainField(required=False, max_length=40)
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        self.fields["email"] = PlainField(required=False, max_length=254)
        self.fields["level"] = forms.ChoiceField(choices=offer.codes("level", ("normal", "vip")))
        for name in ("name", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # it is not the reader's own

    def _story(self) -> None:
        offer = self.offer
        automatic = [("", say("desk.automatic", offer.language))]
        self.fields["description"] = PlainField(max_length=LONGEST_TEXT, rows=7)
        self.fields["mood"] = forms.ChoiceField(
            choices=offer.codes("mood", reversed(MOODS)), initial="calm", widget=forms.RadioSelect
        )
        unknown = [("", say("desk.not_assessed", offer.language))]
        self.fields["motive"] = forms.ChoiceField(
            choices=unknown + offer.codes("motive", MOTIVES), required=False
        )
        self.fields["wish"] = forms.ChoiceField(choices=unknown + offer.codes("wish", WISHES), required=False)
        self.fields["category"] = forms.ChoiceField(choices=automatic + offer.categories(), required=False)
        self.fields["nature"] = forms.ChoiceField(
            choices=[("", say("desk.usual_nature", offer.language)), *offer.codes("nature", NATURES[1:])],
            required=False,
        )
        self.fields["amount"] = YuanField(required=False)
        self.fields["people_affected"] = forms.IntegerField(
            required=False, min_value=1, max_value=MOST_PEOPLE, initial=1
        )
        self.fields["risks"] = forms.MultipleChoiceField(
            choices=offer.codes("risk", RISKS), required=False, widget=forms.CheckboxSelectMultiple
        )
        kinds = [("", "—"), *offer.codes("remedy_kind", (rule.kind for rule in offer.policy.remedies.kinds))]
        for n in range(1, DEMANDS + 1):
            self.fields[f"demand{n}_kind"] = forms.ChoiceField(
                label=say("desk.ask.demand", offer.language), choices=kinds, required=False
            )
            self.fields[f"demand{n}_amount"] = YuanField(
                label=say("desk.ask.demand_amount", offer.language), required=False
            )
            self.fields[f"demand{n}_note"] = PlainField(
                label=say("desk.ask.demand_note", offer.language), required=False, max_length=500
            )
            for name in ("kind", "amount", "note"):
                # Drawn side by side, without the usual frame of a field.
                css = "form-select" if name == "kind" else "form-control"
                self.fields[f"demand{n}_{name}"].widget.attrs["class"] = css

    def _order(self) -> None:
        carriers = [("", "—"), *self.offer.carriers.items()]
        self.fields["order_no"] = PlainField(required=False, max_length=100)
        self.fields["goods"] = PlainField(required=False, max_length=200)
        self.fields["paid"] = YuanField(required=False)
        self.fields["carrier"] = forms.ChoiceField(choices=carriers, required=False)
        self.fields["waybill"] = PlainField(required=False, max_length=100)
        self.fields["ordered_at"] = LocalInstantField(required=False)
        self.fields["signed_at"] = LocalInstantField(required=False)

    def _place(self) -> None:
        regions = [("", "—"), *self.offer.regions.items()]
        departments = [("", say("desk.by_category", self.offer.language)), *self.offer.departments.items()]
        self.fields["region"] = forms.ChoiceField(choices=regions, required=False)
        self.fields["department"] = forms.ChoiceField(choices=departments, required=False)

    def _demands_of(self, data: dict[str, Any]) -> tuple[Demand, ...]:
        return tuple(
            Demand(kind, data.get(f"demand{n}_amount") or 0, data.get(f"demand{n}_note") or "")
            for n in range(1, DEMANDS + 1)
            if (kind := data.get(f"demand{n}_kind"))
        )

    def _order_of(self, data: dict[str, Any], respondents: tuple[Party, ...]) -> Order | None:
        """The snapshot (INT-5), if anything but the number is known."""
        number = data.get("order_no") or ""
        if not number or not any(data.get(name) for name in _ORDER):
            return None
        goods = data.get("goods") or ""
        return Order(
            number=number,
            items=(Item(goods, price_fen=data.get("paid") or 0),) if goods else (),
            paid_fen=data.get("paid") or 0,
            ordered_at=data.get("ordered_at"),
            signed_at=data.get("signed_at"),
            carrier=data.get("carrier") or "",
            waybill=data.get("waybill") or "",
            shop=next((party.ref for party in respondents if party.ref.startswith("shop:")), ""),
        )
