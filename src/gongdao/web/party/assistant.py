"""The appellant's assistant on the form of an appeal (AST): checked while one writes, and the letter."""

from typing import Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from msgspec import Struct

from gongdao.casework.examining import examine, examine_submitted
from gongdao.casework.facts import failed_appeals
from gongdao.casework.naming import named
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.papers.letter import Written
from gongdao.casework.papers.letter import letter as written_letter
from gongdao.casework.store import Stored, case_for
from gongdao.insight.precedents.similar import similar, wanted_for
from gongdao.letters.paper import Paper
from gongdao.letters.wording import Language, has, reading_language, say
from gongdao.people.permissions import facts_of, may
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assistant.checking import Draft, Point, self_check
from gongdao.rulebook.assistant.demand import demands_for
from gongdao.rulebook.assistant.phrases import Found, in_place, phrases_in
from gongdao.rulebook.commands import FileAppeal
from gongdao.rulebook.decide import decide
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.possible import CURABLE
from gongdao.rulebook.reading.checks import Remark
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import Finding, Submitted, bearers
from gongdao.rulebook.terms import EXHIBIT_KINDS, Particulars
from gongdao.web.cases.appeal_fields import PARTICULARS
from gongdao.web.cases.fields import YuanField
from gongdao.web.cases.papers import FORMS, paper_file
from gongdao.web.cases.reading import sentence
from gongdao.web.party.brought import brought
from gongdao.web.party.evidence import SLOTS
from gongdao.web.party.face import Face
from gongdao.web.precedents.cards import similar_cards

_LONGEST: Final = 4_000
_MOST_SIMILAR: Final = 3
_OF_LETTER: Final = frozenset(
    {"problem", "demand", "late_reason", "scope", "level", "ask_amount_fen", "exhibits"}
    | {f"kind{n}" for n in range(1, SLOTS + 1)}
    | {f"{PARTICULARS}{name}" for name in Particulars.__struct_fields__}
)
_TOPICS: Final = ("time", "entitled", "complete", "authentic")


class Said(Struct, frozen=True):
    """One point in words. `look`: passes, fails or open."""

    text: str
    help: str
    rule: str
    look: str


class Phrase(Struct, frozen=True):
    """A phrase and what to write instead; `whole`: with who it is said of, which that takes the place of."""

    phrase: str
    instead: str
    sort: str
    whole: str


class Asked:
    """What is asked about: a case, a finding of it, its party, and the form as far as it is filled in."""

    def __init__(self, request: HttpRequest, actor: Actor, number: str, finding: str) -> None:
        try:
            self.stored: Stored = case_for(actor, number, lock=False)
        except CaseNotFound:
            raise Http404 from None
        state = self.stored.state
        found = state.findings.get(finding)
        own = [party for party in bearers(found) if actor.acts_for(party)] if found is not None else []
        if found is None or not own or not may(actor, "file_appeal", facts_of(state)).allowed:
            raise Http404
        self.actor, self.key, self.finding, self.party = actor, finding, found, own[0]
        self.now = timezone.now()
        self.language: Language = reading_language(get_language())
        self.policy: Policy = policies.version(state.policy, state.policy_version)
        self.matter = Matter(self.policy, calendar_of(self.policy), state, Facts(), actor, self.now)
        self.texts = {name: _text(request, name) for name in ("problem", "demand", "late_reason", "scope")}
        mine = {key for key, item in state.exhibits.items() if actor.acts_for(item.by)}
        self.exhibits = tuple(key for key in request.POST.getlist("exhibits") if key in mine)
        rows = (request.POST.get(f"kind{n}", "") for n in range(1, SLOTS + 1))
        self.new_kinds = tuple(kind for kind in rows if kind in EXHIBIT_KINDS)

    def kinds(self, new: tuple[Submitted, ...]) -> tuple[str, ...]:
        """The kinds of the evidence that there is so far."""
        chosen = (self.stored.state.exhibits[key] for key in self.exhibits)
        return tuple(item.exhibit.kind for item in (*chosen, *new))

    def draft(self, new: tuple[Submitted, ...]) -> Draft:
        """The appeal as far as it is written. `new`: files that it will bring."""
        state, remarks, unread = self.stored.state, [], []
        for key in self.exhibits:
            remarks += [(key, item) for item in examine(state, key).remarks]
        for one in new:
            if one.exhibit.sha256:
                seen = examine_submitted(state, one)
                remarks += [(one.exhibit.name, item) for item in seen.remarks]
                unread += [one.exhibit.name] if seen.report is None else []
        return Draft(
            self.key, self.party, self.texts["problem"], self.texts["demand"], self.kinds(new),
            tuple(remarks), tuple(unread),
        )  # fmt: skip

    def refused(self) -> Refusal | None:
        """Why the law would not take this appeal now, whatever was written in it."""
        in_month, in_year = failed_appeals(self.policy, self.party, self.now)
        facts = Facts(
            failed_in_month=in_month, failed_in_year=in_year, appellant_verified=self.actor.verified
        )
        command = FileAppeal(
            self.key, "attribution", "…", "…", appellant=self.party, late_reason=self.texts["late_reason"]
        )
        result = decide(self.policy, self.stored.state, command, facts, self.actor, self.now)
        return result if isinstance(result, Refusal) and result.code not in CURABLE else None


def check(request: HttpRequest, face: Face, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Check what is written so far: the four topics, phrases, and what could concretely be demanded.

    Files are read before they are sent (AST-2); while they are, the part asks again.
    """
    asked = Asked(request, actor, number, finding)
    new = tuple(brought(request, face, actor, asked.policy.files, by=asked.party, now=asked.now))
    draft = asked.draft(new)
    points = self_check(asked.matter, draft, asked.refused())
    names = named(asked.stored.state, (), asked.language, masked=False)
    wanted = wanted_for(
        asked.stored.case_id,
        asked.stored.state,
        finding,
        text="\n".join(asked.texts.values()).strip(),
        kinds=draft.kinds,
    )
    context = {
        "here": request.path, "is_reading": bool(draft.unread),
        "similar": similar_cards(similar(actor, wanted, limit=_MOST_SIMILAR), asked.language),
        "topics": [
            (topic, [_said(one, asked, names) for one in points if one.topic == topic]) for topic in _TOPICS
        ],
        "phrases": [
            _phrase(text, one, asked.language)
            for text in (asked.texts["problem"], asked.texts["demand"])
            for one in phrases_in(text)
        ],
        "demands": _demands(asked, asked.finding, names),
    }  # fmt: skip
    return render(request, "web/party/check_part.html", context)


def letter(request: HttpRequest, face: Face, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Show the letter, in three parts with the chronology, to be printed or kept (AST-3)."""
    asked = Asked(request, actor, number, finding)
    draft = [(name, value) for name, values in request.POST.lists() for value in values if name in _OF_LETTER]
    address = f"{face.name}_letter_file"
    context = {
        "paper": _paper(request, asked),
        "number": number, "back": face.case_url(number), "draft": draft or [("problem", "")],
        "files": [(form, reverse(address, args=[number, finding, form])) for form in FORMS],
    }  # fmt: skip
    return render(request, "web/papers/letter.html", context)


def letter_file(request: HttpRequest, actor: Actor, number: str, finding: str, form: str) -> HttpResponse:
    """Give out the letter as far as it is written, as DOCX or PDF (AST-3)."""
    asked = Asked(request, actor, number, finding)
    return paper_file(_paper(request, asked), form, name=f"{number}-{finding}-draft", at=asked.now)


def _paper(request: HttpRequest, asked: Asked) -> Paper:
    return written_letter(asked.stored, _written(request, asked), at=asked.now, language=asked.language)


def _written(request: HttpRequest, asked: Asked) -> Written:
    """What stands in the form; numbers that are none and choices that there are not are left out."""
    post, policy = request.POST, asked.policy
    amount = _fen(post.get("ask_amount_fen", ""))
    scopes = policy.appeals.scopes if policy.appeals is not None else ()
    parts = {name: _text(request, f"{PARTICULARS}{name}")[:200] for name in Particulars.__struct_fields__}
    return Written(
        asked.key, asked.party, asked.texts["problem"], asked.texts["demand"], asked.exhibits,
        asked.new_kinds,
        late_reason=asked.texts["late_reason"],
        scope=asked.texts["scope"] if asked.texts["scope"] in scopes else "",
        level=_text(request, "level"), ask_amount_fen=amount, particulars=Particulars(**parts),
    )  # fmt: skip


def _fen(text: str) -> int | None:
    """An amount in yuan as fen; None for what is not one, which the form tells when it is sent."""
    try:
        fen: int | None = YuanField(required=False).clean(text)
    except ValidationError:
        return None
    return fen


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")[:_LONGEST].strip()


def _said(one: Point, asked: Asked, names: dict[str, str]) -> Said:
    language, values = asked.language, dict(one.params)
    if one.code == "not_entitled":
        values["why"] = say(f"refusal.{values['refusal']}", language, names=names, **values)
    if one.code == "remarked":
        remark = Remark(one.rule, values["check"], "missing", values["values"])
        values["what"] = sentence(remark, language)
    look = {True: "passes", False: "fails", None: "open"}[one.passes]
    help_ = f"check.help.{values['check']}" if one.code == "remarked" else ""
    help_ = help_ if has(help_, language) else f"selfcheck.help.{one.code}"
    help_ = "" if one.passes else say(help_, language, names=names, **values)
    return Said(say(f"selfcheck.{one.code}", language, names=names, **values), help_, one.rule, look)


def _phrase(text: str, found: Found, language: str) -> Phrase:
    whole, put = in_place(text, found)
    instead = "" if put is None else put.en if language == "en" else put.zh
    return Phrase(found.phrase, instead, found.sort, whole)


def _demands(asked: Asked, finding: Finding, names: dict[str, str]) -> list[str]:
    found = demands_for(asked.policy, asked.stored.state, finding, asked.party)
    return [say(f"demand.{one.code}", asked.language, names=names, **one.params) for one in found]
