"""Telling the reader that something was done, or why it was not."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from msgspec import Struct, structs

from gongdao.letters.wording import say
from gongdao.rulebook.refusal import Refusal

UNPROCESSABLE: Final = 422
_SEPARATOR: Final = "\x1f"  # between rule and help in the tags of a stored message
_LEVELS: Final = {"error": "danger"}


class Toast(Struct, frozen=True):
    """A short word to the reader: success, info, warning or danger."""

    level: str
    text: str
    help: str = ""
    rule: str = ""


def tell(request: HttpRequest, code: str, **params: Any) -> None:
    """Tell on the next page that something was done: a sentence of the catalogue."""
    messages.success(request, say(code, _language(), zone=timezone.get_current_timezone(), **params))


def warn(request: HttpRequest, code: str, **params: Any) -> None:
    """Tell on the next page that something could not be done: a sentence of the catalogue."""
    messages.warning(request, say(code, _language(), zone=timezone.get_current_timezone(), **params))


def tell_refusal(request: HttpRequest, refusal: Refusal) -> None:
    """Tell on the next page why something was not done and what would help."""
    tell_refused(request, refusal_toast(refusal))


def tell_refused(request: HttpRequest, toast: Toast) -> None:
    """Tell on the next page a refusal that is in words already."""
    messages.error(request, toast.text, extra_tags=f"{toast.rule}{_SEPARATOR}{toast.help}")


def refuse_in_place(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer an htmx request that was refused: the page stays as it is and the reason is shown over it."""
    toast = structs.asdict(refusal_toast(refusal))
    response = render(request, "web/partials/toast.html", toast, status=UNPROCESSABLE)
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "beforeend"
    return response


def refusal_toast(refusal: Refusal, names: Mapping[str, str] | None = None) -> Toast:
    """Return a refusal in words: what, the rule it rests on, and what would help. `names`: of refs in it."""

    def said(code: str) -> str:
        zone = timezone.get_current_timezone()
        return say(code, _language(), zone=zone, names=names, **refusal.params)

    help_ = said(f"remedy.{refusal.remedy}") if refusal.remedy else ""
    return Toast("danger", said(f"refusal.{refusal.code}"), help_, refusal.rule)


def pending_toasts(request: HttpRequest) -> list[Toast]:
    """Return what was told and not yet shown, ours and allauth's; each is shown once."""
    return [
        _stored(message.level_tag, str(message.message), message.extra_tags)
        for message in messages.get_messages(request)
    ]


def _stored(level: str, text: str, tags: str | None) -> Toast:
    rule, _, help_text = (tags or "").rpartition(_SEPARATOR)
    return Toast(level=_LEVELS.get(level, level), text=text, help=help_text if rule else "", rule=rule)


def _language() -> str:
    return get_language() or "zh-hans"
