"""The dossier of a customer 客户档案 (INT-4): one page, for who handles a case of theirs and supervisors."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from msgspec import Struct, structs

from gongdao.casework.queries.customers import CustomerFile, customer_file
from gongdao.letters.wording import Language, say
from gongdao.lib.ids import case_number
from gongdao.people import directory
from gongdao.people.actions import describe_customer
from gongdao.people.contact import mask_email, mask_phone
from gongdao.people.finding import CustomerRecord, customer_record
from gongdao.policies.titles import titles
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.web.desk.lines import Line, lines
from gongdao.web.desk.reader import language_now
from gongdao.web.party.fields import PlainField
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE, tell

MOST: Final = 100_000_000_000  # no customer has a higher number
LONGEST: Final = 2_000


class DescribeForm(forms.Form):
    """What is worth knowing of a customer beyond the cases."""

    def __init__(self, language: Language, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, code in (("purchases", "summary"), ("preferences", "preferences")):
            self.fields[name] = PlainField(
                label=say(f"profile.{code}", language), required=False, max_length=LONGEST, rows=3
            )


class Said(Struct, frozen=True):
    """One communication, in words."""

    number: str
    at: datetime
    who: str
    text: str


class Goods(Struct, frozen=True):
    """One order, as it stands in a case."""

    number: str
    order_no: str
    items: str
    paid_fen: int
    at: datetime | None
    shop: str


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def customer(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Show the dossier, and take what is worth remembering."""
    record = customer_record(key) if key < MOST else None
    found = customer_file(actor, record.ref) if record is not None else None
    if record is None or found is None:
        raise Http404
    language, now = language_now(), timezone.now()
    known = {"purchases": record.purchases, "preferences": record.preferences}
    form = DescribeForm(language, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        describe_customer(
            actor=actor, now=now, customer_id=key, preferences=form.cleaned_data["preferences"],
            purchases=form.cleaned_data["purchases"],
        )  # fmt: skip
        tell(request, "profile.saved")
        return redirect("customer", key)
    context = _context(record, found, actor, language, now) | {"form": form}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "web/desk/customer.html", context, status=status)


def _context(
    record: CustomerRecord, found: CustomerFile, actor: Actor, language: Language, now: datetime
) -> dict[str, Any]:
    cases: tuple[Line, ...] = lines(actor, found.cases, language=language, now=now)
    refs = {talk.actor for talk in found.talks} | {order.shop for _, order in found.purchases if order.shop}
    refs |= {talk.event.with_ for talk in found.talks if isinstance(talk.event, e.ContactMade)}
    names = directory.names(refs, language)
    names[record.ref] = record.name
    for policy, version in {(case.policy, case.policy_version) for case in found.cases}:
        names |= titles(policy, version, language)
    return {
        "record": record,
        "phone": mask_phone(record.phone),
        "email": mask_email(record.email),
        "cases": cases,
        "others": found.others,
        "purchases": _purchases(found),
        "talks": [
            Said(
                case_number(talk.case_id), talk.at, names.get(talk.actor, ""),
                say(
                    f"event.{e.told_as(talk.event)}", language, names=names,
                    **structs.asdict(talk.event),
                ),
            )
            for talk in found.talks
        ],
        "served": [
            (case_number(item.case_id), item.remedies, item.after_sales, item.order_changes)
            for item in found.served
        ],
        "names": names,
    }  # fmt: skip


def _purchases(found: CustomerFile) -> list[Goods]:
    """The orders of the cases, each once; the latest snapshot counts."""
    shown: dict[str, Goods] = {}
    for case_id, order in found.purchases:
        items = "、".join(f"{item.name} × {item.quantity}" for item in order.items)
        goods = Goods(
            case_number(case_id), order.number, items, order.paid_fen, order.paid_at or order.ordered_at,
            order.shop,
        )  # fmt: skip
        shown.setdefault(order.number, goods)
    return list(shown.values())
