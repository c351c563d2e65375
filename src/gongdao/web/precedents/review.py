"""The desk of who approves precedents: before and after beside each other, pictures, a decision (APP-17)."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.origin import origin_of
from gongdao.exhibits.viewing.copies import NoCopy, mark_of
from gongdao.exhibits.viewing.copies import copy as drawn_for
from gongdao.insight.models import Precedent
from gongdao.insight.precedents import reviewing
from gongdao.insight.precedents.facts import TEXTS, Facts, read
from gongdao.insight.precedents.pictures import box_at, boxes_of
from gongdao.insight.precedents.queries import Waiting, for_review, to_review
from gongdao.insight.precedents.reviewing import NoSuchPrecedent, Stale, original
from gongdao.letters.wording import Language
from gongdao.letters.wording.marks import read_marks, say_marks
from gongdao.lib.ids import case_number
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people.directory import names
from gongdao.people.permissions import may_review_precedent
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.reading.report import SCALE, Box
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Exhibit
from gongdao.web.cases.evidence import INLINE, exhibit_response
from gongdao.web.cases.reading import Mark
from gongdao.web.desk.reader import language_now
from gongdao.web.precedents.cards import ground_of
from gongdao.web.precedents.views import copy_response
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import tell, tell_refusal, warn

SHOWN: Final = ("draft", "approved", "rejected", "withdrawn")
_DOCUMENT: Final = "application/pdf"
_FINAL: Final = frozenset({"kind", "no_picture", "broken"})
_CODES: Final = frozenset({"reopened"})  # reasons that the program gives


class Line(Struct, frozen=True):
    """One precedent in the list."""

    item: Waiting
    category: str


class Side(Struct, frozen=True):
    """A text before and after."""

    name: str
    before: str
    after: str
    rows: int


class Picture(Struct, frozen=True):
    """A picture before and after. `marks`: what is covered; `values`: of the boxes that a person marked."""

    key: int
    exhibit: str
    kind: str
    left_out: str
    is_shown: bool
    is_final: bool
    has_copy: bool
    has_original: bool
    page: int  # of a document, from 1; 0 of a picture
    marks: tuple[Mark, ...]
    values: tuple[str, ...]


@require_safe
@never_cache
@staff_only
def reviews(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List precedents in one state: `?show=` of SHOWN."""
    state = request.GET.get("show", "draft")
    found = to_review(actor, state, after=whole(request.GET.get("after", ""), most=BIGINT))
    if found is None or state not in SHOWN:
        raise Http404
    language = language_now()
    lines = [Line(item, _category(item.policy, item.facts, item.category, language)) for item in found.items]
    context = {
        "lines": lines, "shown": state, "choices": SHOWN,
        "names": names({line.item.decided_by for line in lines} - {""}, language),
        "more": f"?show={state}&after={found.next}" if found.next else "",
    }  # fmt: skip
    return render(request, "web/precedents/reviews.html", context)


@require_safe
@never_cache
@staff_only
def review(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Show one precedent to whoever may approve it."""
    item = _for_review(actor, key)
    language = language_now()
    own = not may_review_precedent(actor, item.concerned).allowed
    before, kinds = ({}, {}) if own else original(item)
    facts = read(item.facts)
    acts = sorted(item.acts.all(), key=lambda act: act.pk)
    context: dict[str, Any] = {
        "item": item, "facts": facts, "own": own, "is_draft": item.state == "draft" and not own,
        "category": _category(item.policy, facts, item.category, language),
        "ground": ground_of(item.policy, facts.policy_version, item.ground, language),
        "sides": [_side(item, name, before, language) for name in TEXTS],
        "pictures": [_picture(row, kinds) for row in sorted(item.pictures.all(), key=lambda row: row.pk)],
        "acts": acts, "names": names({act.by for act in acts}, language), "codes": _CODES,
        "waits": any(row.left_out == "due" for row in item.pictures.all()),
    }  # fmt: skip
    return render(request, "web/precedents/review.html", context)


@require_POST
@staff_only
def edit(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Keep better words."""
    texts = {name: read_marks(_text(request, name)) for name in TEXTS if name in request.POST}
    return _done(
        request, key, "precedent.edited",
        lambda version: reviewing.edit(key, texts, actor=actor, now=timezone.now(), version=version),
    )  # fmt: skip


@require_POST
@staff_only
def mark(request: HttpRequest, actor: Actor, key: int, picture: int) -> HttpResponse:
    """Cover more of a picture, show it or leave it out."""
    try:
        boxes = _boxes(request)
    except ValueError:
        warn(request, "precedent.bad_box")
        return redirect("precedent-review", key)
    show = request.POST.get("show") == "yes"
    return _done(
        request, key, "precedent.covered",
        lambda version: reviewing.mark(
            key, picture, boxes, show=show, actor=actor, now=timezone.now(), version=version
        ),
    )  # fmt: skip


@require_POST
@staff_only
def approve(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Let others find it."""
    return _done(
        request, key, "precedent.approved_now",
        lambda version: reviewing.approve(key, actor=actor, now=timezone.now(), version=version),
        to_list=True,
    )  # fmt: skip


@require_POST
@staff_only
def reject(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Keep it from others, or take it back."""
    reason = _text(request, "reason")
    return _done(
        request, key, "precedent.rejected_now",
        lambda version: reviewing.reject(key, reason, actor=actor, now=timezone.now(), version=version),
        to_list=True,
    )  # fmt: skip


@require_safe
@staff_only
def copy(request: HttpRequest, actor: Actor, key: int, picture: int) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give an approver the covered copy, shown or not."""
    item = _for_review(actor, key)
    row = next((one for one in item.pictures.all() if one.pk == picture), None)
    if row is None or row.copy is None or not may_review_precedent(actor, item.concerned).allowed:
        raise Http404
    return copy_response(bytes(row.copy))


@require_safe
@staff_only
def before(request: HttpRequest, actor: Actor, key: int, picture: int) -> HttpResponse:  # views take one
    """Give an approver the picture as it was handed in; who looked is on record."""
    item = _for_review(actor, key)
    row = next((one for one in item.pictures.all() if one.pk == picture), None)
    if row is None or not may_review_precedent(actor, item.concerned).allowed:
        raise Http404
    exhibit = original(item)[1].get(row.exhibit)
    if exhibit is None:
        raise Http404
    response = _before(exhibit, actor, item.case_id, row.page)
    exhibits.note(
        sha256=exhibit.sha256, act="viewed", actor=actor.ref, at=timezone.now(), case_id=item.case_id,
        origin=origin_of(request, "page"),
    )  # fmt: skip
    return response


def _before(exhibit: Exhibit, actor: Actor, case_id: int, page: int) -> HttpResponse:
    """A picture as it came, a page of a document as it is drawn for who looks. Raises Http404."""
    if exhibit.media_type in INLINE:
        return exhibit_response(exhibit)
    if exhibit.media_type != _DOCUMENT:
        raise Http404
    mark = mark_of(actor.ref, case_number(case_id), timezone.now(), settings.LOCAL_ZONE)
    try:
        drawn = drawn_for(exhibit.sha256, exhibit.media_type, mark=mark, page=page)
    except NoCopy:
        raise Http404 from None
    return copy_response(drawn.jpeg)


def _done(
    request: HttpRequest,
    key: int,
    code: str,
    act: Callable[[int], Precedent],
    *,
    to_list: bool = False,
) -> HttpResponse:
    """Do something and say so, or say why not; the page is shown anew."""
    version = whole(request.POST.get("version", ""), most=BIGINT)
    try:
        if version is None:
            raise Stale
        act(version)
    except NoSuchPrecedent:
        raise Http404 from None
    except Stale:
        warn(request, "precedent.stale")
        return redirect("precedent-review", key)
    except Refused as refused:
        tell_refusal(request, refused.refusal)
        return redirect("precedent-review", key)
    tell(request, code)
    return redirect("precedent-reviews") if to_list else redirect("precedent-review", key)


def _for_review(actor: Actor, key: int) -> Precedent:
    item = for_review(actor, key) if key <= BIGINT else None
    if item is None:
        raise Http404
    return item


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n")[: reviewing.LONGEST]


def _boxes(request: HttpRequest) -> list[Box]:
    """Those that are kept, and the one that is typed in, in per cent. Raises ValueError."""
    found = []
    for value in request.POST.getlist("box"):
        parts = [whole(part, most=SCALE) for part in value.split(",")]
        if len(parts) != 4 or None in parts:
            raise ValueError(value)
        found.append(box_at(*(part or 0 for part in parts)))
    typed = [request.POST.get(name, "").strip() for name in ("left", "top", "right", "bottom")]
    if any(typed):
        found.append(box_at(*(_per_cent(value) for value in typed)))
    return found


def _per_cent(value: str) -> int:
    number = whole(value, most=100)
    if number is None:
        raise ValueError(value)
    return number * SCALE // 100


def _side(item: Precedent, name: str, before: dict[str, str], language: Language) -> Side:
    after = say_marks(item.texts.get(name, ""), language)
    return Side(name, before.get(name, ""), after, rows=min(12, 3 + len(after) // 60))


def _picture(row: Any, kinds: dict[str, Any]) -> Picture:
    exhibit = kinds.get(row.exhibit)
    own = boxes_of(row.own)
    return Picture(
        key=row.pk, exhibit=row.exhibit, kind=row.kind, left_out=row.left_out,
        is_shown=row.left_out in ("", "due"), is_final=row.left_out in _FINAL, has_copy=row.copy is not None,
        has_original=exhibit is not None and exhibit.media_type in (*INLINE, _DOCUMENT),
        page=row.page if exhibit is not None and exhibit.media_type == _DOCUMENT else 0,
        marks=(*(_mark(box, "orange") for box in boxes_of(row.boxes)), *(_mark(box, "red") for box in own)),
        values=tuple(f"{box.left},{box.top},{box.right},{box.bottom}" for box in own),
    )  # fmt: skip


def _mark(box: Box, look: str) -> Mark:
    return Mark(0, box.left, box.top, box.right - box.left, box.bottom - box.top, look)


def _category(policy: str, facts: Facts, category: str, language: Language) -> str:
    return titles(policy, facts.policy_version, language).get(f"category:{category}", category)
