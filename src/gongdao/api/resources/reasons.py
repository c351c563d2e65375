"""Why a decision is as it is: the statement of reasons of a finding or a decided appeal."""

from msgspec import Struct

from gongdao.api.call import Call
from gongdao.api.routes import Routes
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.reasons import in_words, reasons_for
from gongdao.letters.reasons import SaidSection
from gongdao.rulebook.explain import AppealReasons, FindingReasons

routes = Routes("cases")


class FindingExplained(Struct, frozen=True):
    """The reasons of a finding. `sections`: the statement in words, made from `reasons` alone.

    `reasons.table`: every row of the decision table with its conditions, whether each held, and the facts it
    asked for; null where facts were open. `reasons.calculation`: from shares to amounts. `reasons.rights`:
    who may appeal until when; a party reads its own right alone.
    """

    number: str
    title: str
    reasons: FindingReasons
    sections: tuple[SaidSection, ...]


class AppealExplained(Struct, frozen=True):
    """The reasons of a decision on an appeal. `reasons.moved`: what each party bore before and bears now."""

    number: str
    title: str
    reasons: AppealReasons
    sections: tuple[SaidSection, ...]


@routes.add("GET", "/cases/{number}/findings/{finding}/reasons", scope="cases:read", answer=FindingExplained)
def finding_reasons(call: Call, number: str, finding: str) -> FindingExplained:
    """Read why a finding is as it is: facts, evidence, rule, calculation, how to appeal and until when."""
    found = reasons_for(call.actor, number, finding)
    if not isinstance(found.reasons, FindingReasons):
        raise CaseNotFound(number)
    words = in_words(found, call.language)
    return FindingExplained(words.number, words.title, found.reasons, words.sections)


@routes.add("GET", "/cases/{number}/appeals/{appeal}/reasons", scope="cases:read", answer=AppealExplained)
def appeal_reasons(call: Call, number: str, appeal: str) -> AppealExplained:
    """Read why an appeal was decided as it was; not found while it is open."""
    found = reasons_for(call.actor, number, appeal)
    if not isinstance(found.reasons, AppealReasons):
        raise CaseNotFound(number)
    words = in_words(found, call.language)
    return AppealExplained(words.number, words.title, found.reasons, words.sections)
