"""Reply templates and the check of the tone (RES-1), and the departments that join an executive (RES-7)."""

import pytest

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.wording import replies_for, tone

from .courses import PEOPLE, POLICIES, Course, opening

MEDIATION = POLICIES["dispute-mediation"]


@pytest.mark.rule("RES-1")
def test_tone_names_phrases_that_argue_or_brush_off_in_the_order_of_the_text() -> None:
    remarks = tone(MEDIATION, "规定就是这样，我们没办法，是你自己没看清楚。")
    assert [item.phrase for item in remarks] == ["规定就是这样", "没办法", "是你自己"]
    assert all(item.cite.startswith("RES-1 ") for item in remarks)


@pytest.mark.rule("RES-1")
def test_tone_says_nothing_of_the_policy_s_own_templates() -> None:
    for policy in POLICIES.values():
        assert [item.id for item in policy.replies if tone(policy, item.text.zh)] == []


@pytest.mark.rule("RES-1")
@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_policy_has_a_template_for_the_first_response_and_for_the_result(name: str) -> None:
    assert replies_for(POLICIES[name], "respond_first")
    assert replies_for(POLICIES[name], "follow_up")


@pytest.mark.rule("RES-7")
def test_executive_leads_a_major_dispute_with_legal_and_public_relations() -> None:
    course = Course(MEDIATION)
    course.attempt(opening(MEDIATION), PEOPLE[11])
    events = course.attempt(c.EscalateCase("客户威胁向媒体曝光", rung="executive"), PEOPLE[0])
    assert isinstance(events, tuple)
    asked = [event.of for event in events if isinstance(event, e.CollaborationAsked)]
    assert asked == ["department:legal", "department:public_relations"]
    assert course.state is not None
    assert course.state.priority == "urgent"
