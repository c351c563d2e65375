"""规则发布: an administrator hands a document in, sees what it would mean, and confirms that very document.

Between the two steps nothing is kept: the page carries the document, with a signed word about which text was
looked at, by whom, and against which version. What is confirmed otherwise is looked at anew.
"""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from msgspec import Struct

from gongdao.insight.backtest_words import said as said_tested
from gongdao.insight.changes import said
from gongdao.insight.preview import NEWEST, Preview, preview
from gongdao.insight.publishing import announce
from gongdao.letters.wording import Language, say
from gongdao.policies.actions import NotPublished
from gongdao.policies.permissions import may_publish
from gongdao.policies.plain_yaml import MAX_BYTES
from gongdao.rulebook.actor import Actor
from gongdao.web.desk.reader import language_now
from gongdao.web.party.uploading import bounded, readable_name
from gongdao.web.shell.access import staff_only
from gongdao.web.shell.telling import UNPROCESSABLE, tell

_MOST_LINES: Final = 300  # of differences, and of what a back-test found
_CONFIRM_WITHIN_SECONDS: Final = 24 * 60 * 60
_SALT: Final = "policy looked at"
_NAME: Final = "policy.yaml"
_PLAIN: Final = {"rows": 12, "spellcheck": "false", "class": "form-control font-monospace"}


class DocumentForm(forms.Form):
    """A document as a file, or pasted; the file counts where both are given."""

    def __init__(self, language: Language, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._language = language
        self.fields["file"] = forms.FileField(label=say("publishing.file", language), required=False)
        self.fields["text"] = forms.CharField(
            label=say("publishing.text", language), required=False, strip=False,
            widget=forms.Textarea(_PLAIN),
        )  # fmt: skip
        self.fields["file"].widget.attrs |= {"class": "form-control", "accept": ".yaml,.yml,text/yaml"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not str(given.get("text", "")).strip() and not self.errors:
            raise forms.ValidationError(say("publishing.nothing_given", self._language))
        return given


class Mistake(Struct, frozen=True):
    """Something wrong with the document: where, and what."""

    line: int
    field: str
    text: str
    code: str


class Played(Struct, frozen=True):
    """A shipped scenario that would end otherwise."""

    title: str
    lines: tuple[str, ...]


@never_cache
@bounded
@staff_only
def publish(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for a document, show what it would mean, and publish and announce it once it is confirmed."""
    if not may_publish(actor):
        raise Http404
    language = language_now()
    if request.method != "POST":
        return _asked(request, DocumentForm(language))
    now = timezone.now()
    if "confirmed" in request.POST:
        return _confirmed(request, actor, now)
    form = DocumentForm(language, request.POST, request.FILES)
    if not form.is_valid():
        return _asked(request, form, UNPROCESSABLE)
    file: UploadedFile[Any] | None = form.cleaned_data["file"]
    content = file.read(MAX_BYTES + 1) if file else form.cleaned_data["text"]
    name = (readable_name(file) if file else "") or _NAME
    return _shown(request, preview(content, actor=actor, now=now, name=name), actor)


def _asked(request: HttpRequest, form: DocumentForm, status: int = 200) -> HttpResponse:
    return render(request, "web/desk/publish.html", {"form": form}, status=status)


def _confirmed(request: HttpRequest, actor: Actor, now: datetime) -> HttpResponse:
    """Publish what was looked at; anything else, or after another publication, is looked at anew."""
    document = request.POST.get("document", "")
    looked = preview(document, actor=actor, now=now, name=_NAME, playing=False)
    if not _same(request.POST.get("confirmed", ""), looked, actor):
        return _shown(request, preview(document, actor=actor, now=now, name=_NAME), actor, changed=True)
    try:
        row = announce(looked.text, actor=actor, now=now, name=_NAME)
    except NotPublished:
        return _shown(request, preview(looked.text, actor=actor, now=now, name=_NAME), actor)
    tell(request, "publish.done", policy=row.policy, version=row.version, since=row.since)
    return redirect("policy", row.policy, row.version)


def _word(looked: Preview, actor: Actor) -> list[str]:
    """What the second step must find again."""
    return [looked.sha256, looked.before.version if looked.before else "", actor.ref]


def _same(signed: str, looked: Preview, actor: Actor) -> bool:
    try:
        word = signing.loads(signed, salt=_SALT, max_age=_CONFIRM_WITHIN_SECONDS)
    except signing.BadSignature:
        return False
    return looked.policy is not None and looked.refused is None and word == _word(looked, actor)


def _shown(request: HttpRequest, looked: Preview, actor: Actor, *, changed: bool = False) -> HttpResponse:
    language = language_now()
    mistakes = _mistakes(looked, language)
    if mistakes:
        form = DocumentForm(language, initial={"text": looked.text})
        context: dict[str, Any] = {"form": form, "mistakes": mistakes, "file": looked.checked.file}
        return render(request, "web/desk/publish.html", context, status=UNPROCESSABLE)
    context = _meaning(looked, language) | {"changed": changed}
    if looked.refused is None:
        context["word"] = signing.dumps(_word(looked, actor), salt=_SALT)
    status = 200 if looked.refused is None and not changed else UNPROCESSABLE
    return render(request, "web/desk/publish_preview.html", context, status=status)


def _mistakes(looked: Preview, language: Language) -> tuple[Mistake, ...]:
    problems = [
        Mistake(
            item.line, item.field,
            say(f"document.{item.code}", language, expected=item.expected, found=item.found), item.code,
        )
        for item in looked.checked.problems
    ]  # fmt: skip
    findings = [
        Mistake(
            item.line, item.finding.where, say(f"law.{item.finding.code}", language, **item.finding.params),
            item.finding.code,
        )
        for item in looked.checked.findings
    ]  # fmt: skip
    return tuple(sorted([*problems, *findings], key=lambda item: item.line))


def _meaning(looked: Preview, language: Language) -> dict[str, Any]:
    """What the page tells of a sound document."""
    policy, before, tested = looked.policy, looked.before, looked.tested
    if policy is None or tested is None:  # a document with mistakes; shown elsewhere
        raise Http404
    refused = looked.refused
    differences = said(looked.changed, before, policy, language) if before else ()
    sums = tuple(said_tested(item, policy, language) for item in tested.sums)
    samples = tuple(
        (sample.number, tuple(said_tested(item, policy, language) for item in sample.differences))
        for sample in tested.samples
    )
    played = looked.checked.scenarios
    return {
        "looked": looked, "policy": policy, "before": before,
        "title": policy.title.en if language == "en" else policy.title.zh,
        "refusal": say(f"publish.{refused.code}", language, **refused.params) if refused else "",
        "differences": differences[:_MOST_LINES], "difference_count": len(differences),
        "more_differences": max(len(differences) - _MOST_LINES, 0),
        "tested": tested, "sums": sums[:_MOST_LINES], "samples": samples, "newest": NEWEST,
        "played": len(played), "otherwise": _otherwise(looked, language),
    }  # fmt: skip


def _otherwise(looked: Preview, language: Language) -> tuple[Played, ...]:
    """The shipped scenarios that would end otherwise, each with what differs."""
    return tuple(
        Played(
            item.title.en if language == "en" else item.title.zh,
            tuple(
                say(
                    "publishing.differs", language, where=part.where, expected=part.expected, found=part.found
                )
                for part in item.differences
            ),
        )
        for item in looked.checked.scenarios
        if not item.holds
    )
