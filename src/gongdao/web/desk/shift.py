"""Shifts: to begin, to end, and to hand over what is unfinished with a note (TRI-9)."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gongdao.casework.bulk import Item, handle_many
from gongdao.casework.queries import Filters, Page, queue
from gongdao.letters.wording import Language, say
from gongdao.people import actions as people
from gongdao.people import directory
from gongdao.people.permissions import staff_key
from gongdao.people.shifts import is_on_shift, latest_shifts
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.commands import HandOverCase
from gongdao.web.desk.bulk import Result, chosen_numbers, in_words
from gongdao.web.desk.bulk_forms import LONGEST_NOTE, Choices, handler_roles, people_choices
from gongdao.web.desk.choices import people_for
from gongdao.web.desk.lines import lines
from gongdao.web.desk.reader import language_now
from gongdao.web.party.fields import PlainField
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE, tell

MOST: Final = 200  # open cases shown, and handed over in one go


class EndForm(forms.Form):
    """The end of a shift: to whom the chosen cases go, and what the next one should know."""

    def __init__(self, people_offered: Choices, language: str, *args: Any, needed: bool = False) -> None:
        super().__init__(*args)
        self.fields["handler"] = forms.ChoiceField(
            label=say("desk.bulk.hand_to", language),
            choices=[("", say("desk.bulk.choose_person", language)), *people_offered],
            required=needed,
        )
        self.fields["note"] = PlainField(
            label=say("desk.bulk.note", language), max_length=LONGEST_NOTE, rows=4, required=needed
        )


@require_safe
@staff_only
def shift(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the own shift, what is unfinished, and the shifts before."""
    staff_id = _staff_id(actor)
    form = EndForm(_people(actor, _unfinished(actor), language_now()), language_now())
    return _rendered(request, actor, staff_id, form, {"key": uuid4().hex})


@require_POST
@staff_only
def start(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin the own shift."""
    people.start_shift(actor=actor, now=timezone.now(), staff_id=_staff_id(actor))
    tell(request, "desk.shift.started")
    return redirect("desk-shift")


@require_POST
@staff_only
def end(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Hand over the chosen cases, one result each, and end the shift."""
    staff_id, language, now = _staff_id(actor), language_now(), timezone.now()
    if _was_ended(request, staff_id):
        tell(request, "desk.shift.ended_before")
        return redirect("desk-shift")
    numbers = chosen_numbers(request)
    offered = _people(actor, _unfinished(actor), language)
    form = EndForm(offered, language, request.POST, needed=bool(numbers))
    key = request.POST.get("key") or uuid4().hex
    if not form.is_valid():
        again = {"key": key, "chosen": numbers}
        return _rendered(request, actor, staff_id, form, again, status=UNPROCESSABLE)
    to, note = form.cleaned_data["handler"], form.cleaned_data["note"]
    results = _handed_over(actor, numbers, to, note, key, language, now)
    done = sum(item.done for item in results)
    people.end_shift(
        actor=actor, now=now, staff_id=staff_id, note=note, handed_to=to if done else "", cases=done
    )
    if not results:
        tell(request, "desk.shift.ended")
        return redirect("desk-shift")
    name = directory.names([to], language)[to]
    context: dict[str, Any] = {"results": results, "done": done, "refused": len(results) - done, "name": name}
    return render(request, "web/desk/shift_ended.html", context)


def _handed_over(
    actor: Actor, numbers: tuple[str, ...], to: str, note: str, key: str, language: Language, now: datetime
) -> tuple[Result, ...]:
    command = HandOverCase(handler=to, note=note)
    items = [Item(command, number=number, idempotency_key=f"{key}:{number}") for number in numbers]
    return in_words(numbers, tuple(handle_many(items, actor=actor, now=now)), language) if items else ()


def _rendered(
    request: HttpRequest,
    actor: Actor,
    staff_id: int,
    form: EndForm,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    language, now = language_now(), timezone.now()
    page = _unfinished(actor)
    shifts = latest_shifts(staff_id)
    going_on = shifts[0] if shifts and shifts[0].ended_at is None else None
    more = {
        "form": form,
        "lines": lines(actor, page.cases, language=language, now=now),
        "more": bool(page.next),
        "shifts": [item for item in shifts if item.ended_at is not None],
        "going_on": going_on,
        "on_shift": is_on_shift(staff_id),
        "last": shifts[0].id if shifts else 0,
        "names": directory.names({item.handed_to for item in shifts if item.handed_to}, language),
    }
    return render(request, "web/desk/shift.html", more | context, status=status)


def _unfinished(actor: Actor) -> Page:
    """The own open cases, those due first at the top. One statement."""
    return queue(actor, Filters(handler=actor.ref), limit=MOST)


def _people(actor: Actor, page: Page, language: Language) -> Choices:
    """Who can take over: those who handle such cases, but not oneself."""
    found = [person for person in people_for(actor, handler_roles(page.cases)) if person.ref != actor.ref]
    return people_choices(found, language)


def _was_ended(request: HttpRequest, staff_id: int) -> bool:
    """Whether the shift of the page has been ended since, as when its form is sent twice."""
    seen = request.POST.get("last", "")
    shifts = latest_shifts(staff_id, 1)
    last = shifts[0] if shifts else None
    return (
        last is not None and last.ended_at is not None and (str(last.id) != seen or not is_on_shift(staff_id))
    )


def _staff_id(actor: Actor) -> int:
    """The row of the member of staff who acts."""
    staff_id = staff_key(actor)
    if not staff_id:
        raise Http404
    return staff_id
