"""The survey behind a signed link (RES-14): a customer rates how a case was handled, and nothing else."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongdao.casework.actions import handle
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import Stored, case_for
from gongdao.letters.survey_links import invited
from gongdao.letters.wording import reading_language
from gongdao.lib.ids import case_number
from gongdao.people.queries import party_actor
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.refusal import Refused
from gongdao.web.cases.asked import Asked
from gongdao.web.cases.choices import Offered
from gongdao.web.party.forms import PartyForm
from gongdao.web.shell.telling import UNPROCESSABLE, refusal_toast

_GONE: Final = 410


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the questions of the policy, and take the answers once."""
    stored = _asked(token)
    if stored is None:
        return render(request, "web/portal/survey_gone.html", status=_GONE)
    state, now = stored.state, timezone.now()
    policy = policies.version(state.policy, state.policy_version)
    offered = Offered(policy, state, reading_language(get_language()))
    form = PartyForm(Asked("answer_survey", ""), offered, frozenset(), request.POST or None)
    context: dict[str, Any] = {"form": form, "number": case_number(stored.case_id)}
    if request.method != "POST":
        return render(request, "web/portal/survey.html", context)
    if form.is_valid():
        actor = party_actor(state.complainant.ref)
        try:
            handle(form.command(via="web"), actor=actor, now=now, number=context["number"])
        except Refused as refused:
            context["toast"] = refusal_toast(refused.refusal)
        else:
            return render(request, "web/portal/survey_done.html", context)
    return render(request, "web/portal/survey.html", context, status=UNPROCESSABLE)


def _asked(token: str) -> Stored | None:
    """The case whose survey this link asks for, while it can be answered."""
    link = invited(token)
    if link is None:
        return None
    try:
        stored = case_for(SYSTEM, link.number, lock=False)
    except CaseNotFound:
        return None
    asked = stored.state.survey
    if asked is None or asked.answered_at is not None or asked.until.isoformat() != link.until:
        return None
    return stored if asked.until >= timezone.now() else None
