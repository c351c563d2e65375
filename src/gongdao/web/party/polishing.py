"""Wording polished by a language model, on the form of an appeal: with consent, word by word (AST-4)."""

import logging
from typing import Final

import rjieba
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongdao.casework.naming import named
from gongdao.intake.attempts import Limit, count
from gongdao.letters import language_model
from gongdao.letters.wording import say
from gongdao.lib.outgoing import NoAnswer
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assistant.polishing import LONGEST, covered, difference, problems, restored
from gongdao.rulebook.state import State
from gongdao.web.party.assistant import Asked

logger = logging.getLogger(__name__)

_FIELDS: Final = ("problem", "demand")
_MOST, _SECONDS = 30, 3_600  # of one party


def polish(request: HttpRequest, actor: Actor, number: str, finding: str) -> HttpResponse:
    """Offer another wording of one field. Nothing is sent unless the person ticked that it may be."""
    asked = Asked(request, actor, number, finding)
    field = request.POST.get("polish", "")
    if not language_model.is_there() or field not in _FIELDS:
        raise Http404
    context: dict[str, object] = {"field": field}
    text = asked.texts[field]
    if request.POST.get("polish_consent") != "yes":
        context["refused"] = say("polish.consent", asked.language)
    elif not text or len(text) > LONGEST:
        context["refused"] = say("polish.text", asked.language, most=LONGEST)
    elif count([Limit("polish", actor.ref, most=_MOST, seconds=_SECONDS)], now=timezone.now()):
        context["refused"] = say("polish.often", asked.language)
    else:
        context |= _offer(asked.stored.state, text, asked.language)
    return render(request, "web/party/polish_part.html", context)


def _offer(state: State, text: str, language: str) -> dict[str, object]:
    """The offered wording with its differences, or why there is none."""
    before = covered(text, _known(state))
    try:
        answer = language_model.polished(before.text).strip()
    except NoAnswer as none:
        logger.warning("The language model gave no answer: %s.", none)
        return {"refused": say(f"polish.none.{none.code}", language)}
    wrong = problems(before, answer)
    if wrong:
        return {
            "refused": say("polish.refused", language),
            "why": [say(f"polish.no.{one.code}", language, words="、".join(one.words)) for one in wrong],
        }
    offered = restored(answer, before)
    return {"offered": offered, "pieces": difference(rjieba.cut(text), rjieba.cut(offered))}


def _known(state: State) -> set[str]:
    """Names and numbers of the case, which never leave."""
    names = set(named(state, (), "zh-hans", masked=False).values())
    order = {state.order.number, state.order.waybill} if state.order else set()
    return {name for name in (*names, *order, state.order_no, state.complainant.contact) if name}
