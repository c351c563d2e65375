"""Codes of platforms: what is read goes back as it came."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gongdao.intake.platform_codes import (
    PLATFORMS,
    STAGES,
    Stage,
    UnknownCode,
    codes_of,
    read,
    stage_of,
    standing_for,
    written,
)

ALL = [(platform, raw) for platform in PLATFORMS for codes in codes_of(platform).values() for raw in codes]
codes = st.sampled_from(ALL)


@given(codes)
def test_every_code_goes_back_as_it_came(code: tuple[str, str]) -> None:
    standing = read(*code)
    assert (standing.platform, written(standing)) == code
    assert standing.stage in STAGES
    again = standing_for(standing.platform, standing.stage, came=standing.raw)
    assert again == standing


@given(st.sampled_from(PLATFORMS), st.sampled_from(STAGES))
def test_whatever_is_told_a_platform_is_read_as_the_same(platform: str, stage: Stage) -> None:
    told = standing_for(platform, stage)
    assert (told is None) == (stage not in codes_of(platform))
    if told is not None:
        assert read(platform, written(told)).stage == stage


@given(codes, st.sampled_from(STAGES))
def test_a_code_that_came_is_not_given_back_for_something_else(code: tuple[str, str], stage: Stage) -> None:
    told = standing_for(code[0], stage, came=code[1])
    if told is not None:
        assert read(told.platform, told.raw).stage == stage


def test_no_code_of_a_platform_means_two_things() -> None:
    assert len(set(ALL)) == len(ALL)
    assert {platform for platform, _ in ALL} == set(PLATFORMS)


@given(st.sampled_from(PLATFORMS), st.text(max_size=30))
def test_what_is_no_code_is_not_guessed(platform: str, raw: str) -> None:
    if (platform, raw) in ALL:
        return
    with pytest.raises(UnknownCode) as caught:
        read(platform, raw)
    assert caught.value.given == raw
    assert set(caught.value.known) == {code for name, code in ALL if name == platform}


def test_a_platform_nobody_knows_is_told() -> None:
    with pytest.raises(UnknownCode) as caught:
        read("nobody", "1")
    assert caught.value.known == PLATFORMS


@pytest.mark.django_db
def test_a_case_stands_where_a_platform_would_say_it_does() -> None:
    """A dispute on its course: offer refused, evidence asked for, late, judged."""
    from tests.dispute import acts, dispute
    from tests.parties import by_handler, state_of
    from tests.parties import company as made

    from gongdao.rulebook import commands as c
    from gongdao.rulebook.terms import Terms

    company = made(timezone.now())
    number = dispute(company)
    assert stage_of(state_of(number)) == "negotiating"
    acts(number, company["wangfang"], c.MakeOffer((Terms("refund", 45_800),), "请退全款"))
    acts(number, company["linsenmu"], c.AnswerOffer("O1", accepted=False, text="不同意"))
    assert stage_of(state_of(number)) == "respondent_refused"
    by_handler(number, c.AskEvidence("source"))
    assert stage_of(state_of(number)) == "awaiting_evidence"
    assert standing_for("taobao", stage_of(state_of(number))) == ("taobao", "cs=10", "awaiting_evidence")
