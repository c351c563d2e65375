"""Everything that parties are shown has its words in both languages."""

from typing import get_args

import pytest

from gongdao.casework.course import BOOKKEEPING
from gongdao.letters.wording import LANGUAGES, has
from gongdao.letters.wording.catalogue import Language
from gongdao.policies.loading import load, shipped
from gongdao.rulebook import events as e
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.terms import STATUSES
from gongdao.web.party.acts import OFFERED
from gongdao.web.party.limits import AWAITED
from gongdao.web.party.progress import STAGES
from gongdao.web.portal.draft import STEPS
from gongdao.web.portal.forms import ASKED

_OWN = frozenset({"complainant", "liable", "heard", "obligor", "technician"})


def _policies() -> list[Policy]:
    return [load(path.read_text(encoding="utf-8"), name=path.parent.name) for path in shipped()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_status_and_stage_has_its_words(language: Language) -> None:
    codes = [f"party.{area}.{name}" for area in ("act", "done") for name in OFFERED]
    codes += [
        f"party.{area}.{name}"
        for area in ("about", "confirm")
        for name in OFFERED
        if name != "answer_proposal"
    ]
    codes += [f"party.status.{status}" for status in STATUSES] + [f"party.stage.{stage}" for stage in STAGES]
    codes += [f"portal.step.{step}" for step in STEPS] + [f"portal.demand.{kind}" for kind in ASKED]
    assert [code for code in codes if not has(code, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_of_the_shipped_policies_that_parties_see_has_its_sentence(language: Language) -> None:
    rules = [rule for policy in _policies() for rule in policy.deadlines]
    awaited = frozenset[str]().union(*AWAITED.values())
    assert rules
    codes = [f"limit.own.{rule.id}" for rule in rules if rule.bearer in _OWN]
    codes += [f"limit.other.{rule.id}" for rule in rules if rule.id in awaited]
    assert [code for code in codes if not has(code, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_that_parties_may_see_is_told_in_their_words(language: Language) -> None:
    kinds = [kind for kind in get_args(e.AnyEvent) if kind.audience != "staff" and kind not in BOOKKEEPING]
    codes = [f"party.event.{kind.__struct_config__.tag}" for kind in kinds]
    assert [code for code in codes if not has(code, language)] == []
