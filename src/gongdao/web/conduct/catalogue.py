"""The check of a catalogue at a page: hand it in, see the hits by rule, open the chosen after a question."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from gongdao.casework.models import Case
from gongdao.intake.catalogue.checking import Checked, check_file, in_words
from gongdao.intake.catalogue.keeping import MOST_BYTES, as_path, keep, kept
from gongdao.intake.catalogue.opening import open_hits
from gongdao.intake.files.problems import BadFile
from gongdao.intake.models import CatalogueFile
from gongdao.letters.wording import Language, reading_language, say
from gongdao.lib import ids
from gongdao.lib.numbers import whole
from gongdao.people.models import Shop
from gongdao.people.permissions import CaseFacts, may, visible_q
from gongdao.rulebook.actor import Actor
from gongdao.web.party.uploading import bounded, readable_name
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE

MOST_AT_ONCE: Final = 200  # cases opened by one press; more by the command
_SHOWN: Final = 50  # hits of one rule on the page


class UploadForm(forms.Form):
    """A shop and its file."""

    def __init__(self, language: Language, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shops = Shop.objects.filter(is_active=True).order_by("code").values_list("code", "name")
        choices = [("", "—"), *((code, f"{name}（{code}）") for code, name in shops)]
        self.fields["shop"] = forms.ChoiceField(choices=choices, label=say("field.shop", language))
        self.fields["file"] = forms.FileField(label=say("catalogue.file", language))
        for field in self.fields.values():
            look = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = look


class Line(Struct, frozen=True):
    """One hit on the page."""

    place: int
    text: str
    goods: str
    lines: str


class Rule(Struct, frozen=True):
    """The hits of one rule; `more`: those that are not shown."""

    check: str
    count: int
    lines: tuple[Line, ...]
    more: int


@never_cache
@bounded
@staff_only
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for a shop and its file; keep it and lead to its hits."""
    _need_opener(actor)
    language = reading_language(get_language())
    if request.method != "POST":
        return render(request, "web/conduct/upload.html", {"form": UploadForm(language)})
    form = UploadForm(language, request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MOST_BYTES:
            form.add_error("file", say("catalogue.too_large", language, most=MOST_BYTES // 1024 // 1024))
        else:
            key = keep(
                file.read(), by=actor.ref, shop=form.cleaned_data["shop"], name=readable_name(file),
                now=timezone.now(),
            )  # fmt: skip
            problem = _problem(kept(key, by=actor.ref, now=timezone.now()), language)
            if not problem:
                return redirect("catalogue_hits", key)
            form.add_error("file", problem)
    return render(request, "web/conduct/upload.html", {"form": form}, status=UNPROCESSABLE)


@require_safe
@never_cache
@staff_only
def hits(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Show what was hit, rule by rule."""
    _need_opener(actor)
    file = _file(actor, key)
    checked = _checked(file)
    language = reading_language(get_language())
    context = {
        "file": file, "shop": Shop.objects.get(code=file.shop), "goods": checked.goods,
        "count": len(checked.hits), "rules": _rules(checked, language), "unread": len(checked.unread),
        "unread_lines": [
            (item.line, say(f"intake.{item.problem.code}", language, **item.problem.params))
            for item in checked.unread[:_SHOWN]
        ],
        "most": MOST_AT_ONCE,
    }  # fmt: skip
    return render(request, "web/conduct/hits.html", context)


@require_POST
@never_cache
@staff_only
def open_chosen(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Ask before cases are opened; confirmed, open them and say how many."""
    _need_opener(actor)
    file = _file(actor, key)
    language = reading_language(get_language())
    if "confirmed" not in request.POST:
        checked = _checked(file)
        places = _chosen(request, checked)
        if not places or len(places) > MOST_AT_ONCE:
            code = "catalogue.choose" if not places else "catalogue.too_many"
            messages.error(request, say(code, language, most=MOST_AT_ONCE, count=len(places)))
            return redirect("catalogue_hits", key)
        rules = _rules(checked, language, frozenset(places))
        context = {
            "file": file, "shop": Shop.objects.get(code=file.shop), "places": places, "rules": rules,
        }  # fmt: skip
        return render(request, "web/conduct/confirm.html", context)
    with as_path(file) as path:
        checked = check_file(path, now=timezone.now(), shop=file.shop)
        places = _chosen(request, checked)[:MOST_AT_ONCE]
        opened = list(open_hits(checked, places, actor=actor, now=timezone.now()))
    known = sum(item.known for item in opened)
    text = say("catalogue.opened", language, opened=len(opened) - known, known=known)
    messages.success(request, text)
    open_to_reader = _readable(actor, [item.number for item in opened])
    context = {"file": file, "shop": Shop.objects.get(code=file.shop), "opened": [
        (item, in_words(checked.hits[item.hit], language), item.number in open_to_reader) for item in opened
    ]}  # fmt: skip
    return render(request, "web/conduct/opened.html", context)


def _need_opener(actor: Actor) -> None:
    """Who may open cases may check; for others the pages are not there."""
    if not may(actor, "open_case", CaseFacts()).allowed:
        raise Http404


def _readable(actor: Actor, numbers: list[str]) -> frozenset[str]:
    """Those of the cases that the actor may read: what one opens may be for another department."""
    found = Case.objects.filter(visible_q(actor), pk__in=map(ids.case_id, numbers)).values_list(
        "pk", flat=True
    )
    return frozenset(map(ids.case_number, found))


def _file(actor: Actor, key: str) -> CatalogueFile:
    file = kept(key, by=actor.ref, now=timezone.now())
    if file is None:
        raise Http404
    return file


def _checked(file: CatalogueFile) -> Checked:
    with as_path(file) as path:
        return check_file(path, now=timezone.now(), shop=file.shop)


def _problem(file: CatalogueFile | None, language: Language) -> str:
    """Why a file cannot be checked, in words; "" when it can."""
    if file is None:
        return ""
    try:
        _checked(file)
    except BadFile as bad:
        params = bad.params | ({"name": file.name} if "name" in bad.params else {})
        file.delete()
        return say(f"intake.{bad.code}", language, **params)
    return ""


def _rules(checked: Checked, language: Language, only: frozenset[int] | None = None) -> tuple[Rule, ...]:
    found: dict[str, list[int]] = {check: [] for check in checked.by_rule}
    for place, hit in enumerate(checked.hits):
        if only is None or place in only:
            found[hit.check].append(place)
    return tuple(
        Rule(
            check, len(places), tuple(_line(checked, place, language) for place in places[:_SHOWN]),
            max(len(places) - _SHOWN, 0),
        )
        for check, places in found.items()
        if places
    )  # fmt: skip


def _line(checked: Checked, place: int, language: Language) -> Line:
    hit = checked.hits[place]
    lines = ", ".join(map(str, hit.lines[:20])) + ("…" if len(hit.lines) > 20 else "")
    return Line(place, in_words(hit, language), ", ".join(hit.goods[:20]), lines)


def _chosen(request: HttpRequest, checked: Checked) -> list[int]:
    """The places of the hits that were ticked, and of all hits of the rules that were."""
    rules = set(request.POST.getlist("rule"))
    ticked = {whole(text, most=len(checked.hits)) for text in request.POST.getlist("hit")}
    return [place for place, hit in enumerate(checked.hits) if place in ticked or hit.check in rules]
