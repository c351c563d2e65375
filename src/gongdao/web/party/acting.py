"""Acts of parties: the form, and carrying it out through the one door. Used by the portal and by `my`."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from gongdao.casework.actions import handle
from gongdao.casework.outcome import CaseNotFound, KeyConflict, Outcome, StaleCase
from gongdao.casework.papers.outside import bodies_of
from gongdao.casework.store import Stored, case_for, events_of
from gongdao.exhibits.origin import origin_of
from gongdao.letters import language_model
from gongdao.letters.post import box_for
from gongdao.letters.wording import Language, reading_language
from gongdao.lib.numbers import INTEGER, whole
from gongdao.people.permissions import facts_of, may
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.commands import Command, SubmitExhibit, SupplyDetails
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refused, refuse
from gongdao.web.cases.asked import Asked
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.dispute import remarks_of, request_of
from gongdao.web.party.acts import OFFERED, offers_for
from gongdao.web.party.appeal_hints import Hints, appeal_hints
from gongdao.web.party.evidence import Uploads, no_uploads, uploads_of, written
from gongdao.web.party.face import Face
from gongdao.web.party.forms import WITH_FILES, PartyForm
from gongdao.web.party.page import changes_of, hearings_of, names_for
from gongdao.web.party.weighing import own_keys, places
from gongdao.web.shell.files import file_limits
from gongdao.web.shell.telling import UNPROCESSABLE, Toast, refusal_toast, tell, tell_refused

_CONFLICT: Final = 409


def act(
    request: HttpRequest, face: Face, actor: Actor, number: str, command: str, subject: str = ""
) -> HttpResponse:
    """Show the form of an act (GET), or carry it out (POST). Raises Http404 for what is not a party's."""
    now = timezone.now()
    language = reading_language(get_language())
    stored = _case(actor, number)
    if command not in OFFERED or not may(actor, command, facts_of(stored.state)).allowed:
        raise Http404
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    own = frozenset(own_keys(actor, stored.state))
    posted = request.method == "POST"
    hints = _hints(actor, stored, policy, command, subject, language, now)
    form = PartyForm(
        Asked(command, subject), Offered(policy, stored.state, language), own,
        request.POST if posted else None, hints=hints, initial=_initial(request, command),
        places=places(actor, stored.state, policy) if command == "arrange_chain" else None,
    )  # fmt: skip
    context: dict[str, Any] = {
        "face": face, "number": number, "command": command, "subject": subject, "form": form,
        "case_url": face.case_url(number), "act_url": face.act_url(number, command, subject),
        "uploads": no_uploads(), "with_files": command in WITH_FILES,
        "limits": file_limits(policy.files, language),
        "kinds": Offered(policy, stored.state, language).exhibit_kinds,
        "version": request.POST.get("version") or stored.state.version,
        "key": request.POST.get("key") or uuid4().hex,
        "item": _item(stored, command, subject),
        "question": _question(actor, stored, subject) if command == "give_statement" else "",
        "hints": hints,
        "bodies": bodies_of(policy) if command == "go_outside" else (),
        "polishes": command == "file_appeal" and language_model.is_there(),
        "box": box_for(stored.state.policy) if command == "file_appeal" else "",
    }  # fmt: skip
    context |= _asked(actor, stored, policy, context, language)
    if not posted:
        refused = _no_longer(actor, stored, policy, command, subject, now)
        if refused is not None:  # an empty form would ask for words that nobody can take
            tell_refused(request, refused)
            return _back(request, context["case_url"])
        return _page(request, context)
    if command in WITH_FILES:
        context["uploads"] = uploads_of(request, face, actor, policy.files, language=language, now=now)
    if not form.is_valid() or context["uploads"].has_problems:
        return _page(request, context, UNPROCESSABLE)
    return _carried_out(request, actor, context, now)


def _no_longer(
    actor: Actor, stored: Stored, policy: Policy, command: str, subject: str, now: datetime
) -> Toast | None:
    """Why an act cannot be done on this item now, as after going back to the form of what was sent.

    The form of going outside is shown all the same: it hands out the chain of evidence (APP-12).
    """
    if command == "go_outside":
        return None
    offers = offers_for(actor, stored.state, policy, now=now)
    same = [item for item in offers if (item.command, item.subject) == (command, subject)]
    return same[0].refused if same else None


def _carried_out(request: HttpRequest, actor: Actor, context: dict[str, Any], now: datetime) -> HttpResponse:
    """Put the act to the door. A refusal or a stale page is shown on the form, with what was typed."""
    number, status = context["number"], UNPROCESSABLE
    language = context["form"].offered.language
    try:
        with transaction.atomic():
            _handled(request, actor, context, now)
    except Refused as refused:
        names = names_for(actor, _case(actor, number).state, (), language)
        context["toast"] = refusal_toast(refused.refusal, names)
    except msgspec.ValidationError:
        context["problem"] = "bad_input"
    except StaleCase as stale:
        status = _CONFLICT
        context |= {
            "stale": True, "version": stale.version, "key": uuid4().hex,
            "changed": changes_of(actor, _case(actor, number).state, stale.changed, language),
        }  # fmt: skip
    except KeyConflict:
        status = _CONFLICT
        context |= {"stale": True, "key": uuid4().hex}
    except CaseNotFound:
        raise Http404 from None
    else:
        tell(request, f"party.done.{context['command']}")
        return _back(request, context["case_url"])
    return _page(request, context, status)


def _handled(request: HttpRequest, actor: Actor, context: dict[str, Any], now: datetime) -> None:
    """Give the commands of the form: files that come beside it first, then what refers to them."""
    form: PartyForm = context["form"]
    uploads: Uploads = context["uploads"]
    command, key = context["command"], str(context["key"])
    expected = _version(request)

    def give(one: Command, suffix: str, *, first: bool) -> Outcome:
        return handle(
            one, actor=actor, now=now, number=context["number"], idempotency_key=key + suffix,
            expected_version=expected if first else None,
        )  # fmt: skip

    if command in ("file_appeal", "give_supplement"):
        way = {"channel": "web"} if command == "file_appeal" else {}
        give(form.command(new_exhibits=uploads.exhibits, **way), "", first=True)
        return
    answer = form.cleaned_data.get("answer", "")
    # Words first: the file that completes a request ends what can be added to it.
    origin = origin_of(request, context["face"].channel)
    handed_in = (*((written(answer, actor, now, origin),) if answer else ()), *uploads.exhibits)
    given = [
        give(SubmitExhibit(exhibit, request=_request(context)), f"-{n}", first=n == 0)
        for n, exhibit in enumerate(handed_in)
    ]
    more: dict[str, Any] = {}
    if command in ("give_statement", "check_goods"):
        new = [
            event.id for outcome in given for event in outcome.events if isinstance(event, e.ExhibitSubmitted)
        ]
        more = {"exhibits": (*form.cleaned_data.get("exhibits", ()), *new)}
    if command in ("answer_proposal", "answer_survey"):
        more = {"via": "web"}
    if command == "submit_exhibit":
        if not given:
            raise refuse("EVI-1", "missing_fields", fields=["exhibit"])
        return
    rest = form.command(**more)
    if given and isinstance(rest, SupplyDetails) and rest == SupplyDetails():
        return  # the files were all there was to add
    give(rest, "", first=not given)


def _hints(
    actor: Actor,
    stored: Stored,
    policy: Policy,
    command: str,
    subject: str,
    language: Language,
    now: datetime,
) -> Hints | None:
    """What an appeal needs, told on its form and on that of what it lacked."""
    state = stored.state
    if command == "give_supplement" and subject in state.appeals:
        finding = state.appeals[subject].finding
    elif command == "file_appeal":
        finding = subject
    else:
        return None
    return appeal_hints(actor, state, policy, finding, language=language, now=now)


def _asked(
    actor: Actor, stored: Stored, policy: Policy, context: dict[str, Any], language: str
) -> dict[str, Any]:
    """For files that answer a request: what it asks for, and its kinds of evidence before the others."""
    key = _request(context)
    if not key:
        return {}
    if not actor.acts_for(stored.state.requests[key].of):
        raise Http404
    words = titles(policy.policy, policy.version, language)
    asked = request_of(stored.state, policy, key, words, language, remarks_of(stored.state))
    wanted = {kind for need in asked.needs for kind in need.kinds}
    return {"asked_for": asked, "kinds": sorted(context["kinds"], key=lambda kind: kind[0] not in wanted)}


def _request(context: dict[str, Any]) -> str:
    """The evidence request that files are for, if they are for one."""
    return str(context["subject"]) if context["command"] == "submit_exhibit" else ""


def _case(actor: Actor, number: str) -> Stored:
    try:
        return case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None


def _initial(request: HttpRequest, command: str) -> dict[str, str]:
    if command not in ("answer_proposal", "answer_offer"):
        return {}
    return {"accepted": "false" if request.GET.get("accepted") == "false" else "true"}


def _item(stored: Stored, command: str, subject: str) -> Any:
    """What the act is on: a proposal, a statement asked for, a remedy, a finding. Raises Http404."""
    state = stored.state
    of_command: dict[str, dict[str, Any]] = {
        "answer_proposal": state.proposals, "give_statement": state.statements,
        "carry_out_remedy": state.remedies, "fail_remedy": state.remedies, "file_appeal": state.findings,
        "accept_finding": state.findings, "withdraw_appeal": state.appeals,
        "give_supplement": state.appeals, "go_outside": state.findings,
        "ask_for_person": {**state.findings, **state.appeals},
        "finish_after_sale": state.after_sales, "confirm_return": state.advances,
        "object_to_exhibit": state.exhibits, "waive_objection": state.exhibits,
        "answer_objection": state.objections,
        "submit_exhibit": state.requests, "answer_offer": state.offers, "receive_goods": state.parcels,
        "check_goods": state.parcels,
    }  # fmt: skip
    if not subject and (command not in of_command or command in ("submit_exhibit", "receive_goods")):
        return None
    held = of_command.get(command, {})
    if subject not in held:
        raise Http404
    return held[subject]


def _question(actor: Actor, stored: Stored, subject: str) -> str:
    hearings = hearings_of(actor, stored.state, events_of(stored.case_id))
    return next((item.question for item in hearings if item.key == subject), "")


def _version(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", ""), most=INTEGER)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    part = request.headers.get("HX-Request")
    return render(
        request, "web/party/act_part.html" if part else "web/party/act.html", context, status=status
    )


def _back(request: HttpRequest, url: str) -> HttpResponse:
    """Lead back to the case, by htmx or by redirect."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url)
