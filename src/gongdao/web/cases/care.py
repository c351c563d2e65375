"""How to speak with this customer: mood and motive, advice of the policy, earlier complaints, usual ways.

What a handler should know before writing or calling (TRI-5, TRI-6, INT-4, INT-6), and the survey (RES-14).
"""

from collections.abc import Mapping

from msgspec import Struct

from gongdao.letters.survey_links import survey_path
from gongdao.lib.ids import case_number
from gongdao.people.permissions import DOSSIER, CaseFacts, held, may_read_experience
from gongdao.rulebook.actor import Actor, key_of, kind_of
from gongdao.rulebook.care import advice_for
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Policy, category_of
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Earlier


class Care(Struct, frozen=True):
    """What the card shows. `customer`: the number of the dossier, "" where the reader sees none."""

    advice: tuple[str, ...]
    ways: tuple[str, ...]
    earlier: tuple[Earlier, ...]
    consults: str  # reference of the department that answers for the category
    customer: str
    learns: bool  # whether the reader may look at what was solved before
    scores: tuple[tuple[str, int], ...]  # title of a question, and the answer
    survey_path: str  # address by which the customer answers, while that is possible


def care_of(actor: Actor, case: CaseFacts, case_id: int, matter: Matter, words: Mapping[str, str]) -> Care:
    """The card of one case. `words`: titles of the policy, and the language they are in under "language"."""
    state, policy = matter.state, matter.policy
    english = words.get("language") == "en"
    category = category_of(policy, state.category)
    ref = state.complainant.ref
    sees = kind_of(ref) == "customer" and not DOSSIER.isdisjoint(held(actor, case))
    return Care(
        advice=tuple(item.advice.en if english else item.advice.zh for item in advice_for(matter)),
        ways=_ways(policy, state.category, english=english),
        earlier=state.earlier,
        consults=f"department:{category.consults}" if category and category.consults else "",
        customer=key_of(ref) if sees and not actor.acts_for(ref) else "",
        learns=may_read_experience(actor),
        scores=_scores(state, words),
        survey_path=_survey(case_id, state, matter),
    )


def _ways(policy: Policy, code: str, *, english: bool) -> tuple[str, ...]:
    """The usual ways of the category, else of the one above it."""
    category = category_of(policy, code)
    for wanted in (code, category.parent if category else ""):
        found = tuple(
            way.en if english else way.zh
            for item in policy.handling
            if item.category == wanted
            for way in item.ways
        )
        if found:
            return found
    return ()


def _scores(state: State, words: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    survey = state.survey
    if survey is None or not survey.answers:
        return ()
    return tuple((words.get(f"question:{name}", name), survey.answers[name]) for name in survey.questions)


def _survey(case_id: int, state: State, matter: Matter) -> str:
    survey = state.survey
    if survey is None or survey.answered_at is not None or survey.until < matter.now:
        return ""
    return survey_path(case_number(case_id), survey.until)
