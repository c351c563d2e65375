"""Tags and filters for pages. Words come from the catalogue, in the language and zone of the request.

{% say "refusal.window_closed" due_at=finding.due_at %}      a sentence
{{ amount_fen|money }}  {{ opened_at|local }}  {{ seconds|duration }}  {{ limit.left|remaining }}
{{ case.priority|word:"priority" }}                          a code of an area, in words
{% ref case.handler %}                                       the name of a ref, by `names` of the context
{% icon "bell" %}  {% badge "priority" case.priority %}  {% field form.email %}
{% options select.options select.value %}                    what a select offers, one of it chosen
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from html import escape
from typing import Any, Final

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, RadioSelect, Select
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gongdao.casework.giving import is_recording
from gongdao.letters import wording
from gongdao.lib.ids import case_number
from gongdao.rulebook.deadline import Remaining, runs_out
from gongdao.web.cases.fields import FilesField
from gongdao.web.shell.files import FileLimits
from gongdao.web.shell.parts import InParts
from gongdao.web.shell.telling import pending_toasts

register = template.Library()
_UNPLAYED: Final = frozenset({"audio/silk", "audio/amr"})  # voice messages that no browser plays

# Colours of badges. What is not listed is grey: colour is for what wants attention.
_COLOURS: Final[dict[str, dict[str, str]]] = {
    "priority": {"urgent": "red", "important": "orange", "normal": "secondary"},
    "status": {
        "received": "blue",
        "needs_correction": "orange",
        "accepted": "blue",
        "negotiating": "azure",
        "platform_review": "azure",
        "awaiting_evidence": "orange",
        "in_mediation": "azure",
        "decided": "indigo",
        "under_appeal": "purple",
        "final": "indigo",
        "executing": "cyan",
        "resolved": "green",
        "closed": "green",
    },
    "deadline_status": {
        "running": "blue",
        "paused": "secondary",
        "met": "green",
        "lapsed": "red",
        "ran_out": "secondary",
    },
    "appeal_status": {"filed": "purple", "assigned": "purple", "modified": "green", "overturned": "green"},
    "finding_status": {"issued": "indigo", "contested": "purple", "final": "indigo"},
    "proposal_status": {"awaiting_approval": "orange", "open": "blue", "accepted": "green", "expired": "red"},
    "remedy_status": {"due": "blue", "fulfilled": "green", "failed": "red"},
    "payout_state": {"ordered": "blue", "sending": "azure", "paid": "green", "refused": "red"},
    "advance_status": {"asked": "orange", "frozen": "azure", "paid": "blue", "recovered": "green"},
    "sanction_status": {"running": "red", "ended": "secondary", "lifted": "green"},
    "mood": {"angry": "red", "disappointed": "orange", "anxious": "yellow"},
    "level": {"vip": "yellow"},
}


@register.simple_tag(takes_context=True)
def say(context: template.Context, code: str, **params: Any) -> str:
    """Say a sentence of the catalogue."""
    if not params:
        return wording.say(code, _language())
    return wording.say(code, _language(), zone=_zone(), names=context.get("names"), **params)


@register.simple_tag(takes_context=True)
def ref(context: template.Context, value: str) -> str:
    """Name a ref such as `customer:12`."""
    return wording.describe_ref(value, _language(), context.get("names"))


@register.filter
def word(code: Any, area: str) -> str:
    """Show a code of an area of the catalogue in words, such as `accepted` of `status`."""
    return wording.say_value(area, code, _language(), kind=area) if code not in (None, "") else ""


@register.filter
def money(fen: int | None) -> str:
    """Show integer fen as `¥1,299.00`."""
    return "" if fen is None else wording.format_money(fen, _language())


@register.filter
def local(instant: datetime | date | None) -> str:
    """Show an instant in local time, or a day."""
    if isinstance(instant, datetime):
        return wording.format_instant(instant, _language(), _zone())
    return "" if instant is None else wording.format_date(instant, _language())


@register.filter
def due(instant: datetime | None) -> str:
    """Show a due instant: the end of a day as 24:00 of that day."""
    return "" if instant is None else wording.format_due(instant, _language(), _zone())


@register.filter
def duration(seconds: float | None) -> str:
    """Show a length of time."""
    return "" if seconds is None else wording.format_duration(seconds, _language())


@register.filter
def remaining(left: Remaining | float | None) -> str:
    """Show what is left of a time limit in its own measure, or by how much it has passed."""
    if isinstance(left, Remaining):
        return wording.format_remaining(left.seconds, _language(), left.measure)
    return "" if left is None else wording.format_remaining(left, _language())


@register.filter
def share(basis_points: int | None) -> str:
    """Show a share of 10000 as a percentage."""
    return "" if basis_points is None else wording.format_share(basis_points)


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """Draw an icon of the vendored sprite; it is decoration, so say the same in words beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("web/vendor/tabler/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def titled(context: dict[str, Any], kind: str, code: str) -> str:
    """Return what the case's policy calls a thing of its own, as the level "first" of appeals."""
    return str(context["page"].names.get(f"{kind}:{code}", code))


@register.simple_tag
def case_url(case_id: int) -> str:
    """Return the address of a case's page, or an empty text where there is no such page."""
    try:
        return reverse("case", args=[case_number(case_id)]) if case_id else ""
    except NoReverseMatch:
        return ""


@register.simple_tag
def badge(area: str, code: str) -> SafeString:
    """Draw a code of an area as a badge in its colour."""
    return _badge(area, code, _language()) if code else SafeString()


@register.simple_tag
def options(given: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """Draw what a select offers: (value, words) each, the chosen one selected.

    Hundreds of names may be offered on one page, and as a loop of a template they are a sixth of its cost.
    """
    drawn = (
        f'<option value="{escape(value)}"{" selected" * (value == chosen)}>{escape(words)}</option>'
        for value, words in given
    )
    return SafeString("".join(drawn))


@register.inclusion_tag("web/partials/toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, Any]:
    """Draw what was told and not yet shown."""
    request = context.get("request")
    return {"pending": pending_toasts(request) if request is not None else []}


@register.inclusion_tag("web/partials/field.html")
def field(bound: BoundField, hint: str = "", wide: bool = True) -> dict[str, Any]:  # read in templates
    """Draw a form field with its label, hint and errors. `hint` is a code of the catalogue."""
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, CheckboxInput):
        kind = "check"
    elif isinstance(widget, RadioSelect):
        kind = "radio"
    styles = {"check": "form-check-input", "radio": ""}
    css = styles.get(kind, "form-select" if isinstance(widget, Select) else "form-control")
    attrs: dict[str, str | bool] = {"class": f"{css} is-invalid".strip() if bound.errors else css}
    if isinstance(widget, FileInput):
        attrs["data-files"] = ""
    if str(widget.attrs.get("placeholder", "")) == str(bound.label):
        attrs["placeholder"] = False  # it would only say the label again
    drawn = bound if kind == "radio" else bound.as_widget(attrs=attrs)
    return {"field": bound, "kind": kind, "drawn": drawn, "hint": hint, "wide": wide}


@lru_cache(maxsize=1000)
def _badge(area: str, code: str, language: wording.Language) -> SafeString:
    colour = _COLOURS.get(area, {}).get(code, "secondary")
    words = wording.say_value(area, code, language, kind=area)
    return format_html('<span class="badge bg-{0}-lt">{1}</span>', colour, words)


@register.filter
def has_leaves(media_type: str) -> bool:
    """Whether an exhibit has a page of its own, with its leaves or its player."""
    return media_type == "application/pdf" or is_recording(media_type)


@register.filter
def plays(media_type: str) -> bool:
    """Whether browsers play such a recording."""
    return is_recording(media_type) and media_type not in _UNPLAYED


@register.filter
def ends(consequences: Iterable[str]) -> bool:
    """Whether a time with these consequences ends as it should, and nobody is late then."""
    return runs_out(consequences)


@register.inclusion_tag("web/partials/file_field.html")
def filefield(bound: BoundField, limits: FileLimits) -> dict[str, Any]:
    """Draw a file input, with what has come of it in parts already."""
    files = bound.form.files
    given = files.getlist(bound.html_name) if files else []
    come = [item for item in given if isinstance(item, InParts)]
    several = isinstance(bound.field, FilesField)
    return {"field": bound, "limits": limits, "come": come, "single": not several}


def _language() -> wording.Language:
    return wording.reading_language(get_language())


def _zone() -> Any:
    return timezone.get_current_timezone()
