"""Who may do what: the table is complete, and each refusal carries its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongdao.letters.wording import has
from gongdao.people.permissions import ACTIONS, CaseFacts, Verdict, may, may_see
from gongdao.rulebook.actor import CLOCK, SYSTEM, Actor
from gongdao.rulebook.commands import BY_CLOCK, BY_NAME
from gongdao.rulebook.refusal import REMEDIES

from .company import CASE, UNASSIGNED, actors, cases, party, staff


def test_actions_name_every_command_and_no_other():
    assert set(ACTIONS) == set(BY_NAME)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_relation_that_would_allow_it_has_a_name(language):
    relations = {relation for allowing in ACTIONS.values() for relation in allowing}
    assert {relation for relation in relations if not has(f"role.{relation}", language)} == set()


@given(actors, cases, st.sampled_from(sorted(set(BY_NAME) - {"open_case"})))
def test_nobody_may_act_on_what_they_may_not_see(actor, case, command):
    verdict = may(actor, command, case)
    if verdict.allowed:
        assert verdict == Verdict(allowed=True)
        assert may_see(actor, case)
    else:
        assert verdict.code in REMEDIES
        assert verdict.needs == tuple(sorted(ACTIONS[command]))


@given(cases, st.sampled_from(sorted(BY_NAME)))
def test_watchers_may_do_nothing_as_such(case, command):
    """But that an administrator erases evidence, where the law on personal data asks (INT-8)."""
    for role in ("analyst", "auditor", "administrator"):
        allowed = may(staff(99, role), command, case).allowed
        assert allowed == ((role, command) == ("administrator", "erase_exhibit"))


def codes(command: str, *people: Actor, case: CaseFacts = CASE) -> list[str]:
    return [may(one, command, case).code for one in people]


def test_owner_colleague_and_stranger_differ():
    owner = staff(1, "agent", departments="service")
    helper = staff(5, "agent", departments="orders")
    stranger = staff(3, "agent", departments="purchasing")
    assert codes("respond_first", owner, helper, stranger) == ["", "role_not_here", "not_a_party"]
    assert codes("add_note", owner, helper, stranger) == ["", "", "not_a_party"]
    assert codes("answer_collaboration", owner, helper, stranger) == ["not_permitted", "", "not_a_party"]
    assert codes("close_case", owner, helper, stranger) == ["", "not_permitted", "not_a_party"]


@pytest.mark.rule("TRI-7")
def test_agent_may_take_an_unassigned_case_of_the_own_field():
    own = staff(2, "agent", departments="service")
    other = staff(3, "agent", departments="purchasing")
    assert codes("assign_handler", own, other, case=UNASSIGNED) == ["", "not_a_party"]
    assert codes("close_case", own, case=UNASSIGNED) == ["not_permitted"]


def test_refusal_names_the_relations_that_would_allow_it():
    verdict = may(staff(1, "agent"), "approve_proposal", CASE)
    assert verdict == Verdict(
        allowed=False, code="not_permitted", needs=("city_manager", "executive", "overseer", "supervisor")
    )


@pytest.mark.rule("TRI-8")
def test_city_manager_handles_the_own_region_only():
    own = staff(2, "city_manager", departments="orders", regions="310000")
    other = staff(3, "city_manager", departments="orders", regions="330100")
    assert codes("respond_first", own, other) == ["", "not_a_party"]
    assert codes("answer_collaboration", own, other) == ["not_permitted", "not_a_party"]


JUDGED = CaseFacts(
    handler="staff:1",
    region="310000",
    department="service",
    status="decided",
    parties=frozenset(
        {
            ("customer:1", "complainant"),
            ("technician:7", "liable"),
            ("staff:4", "decider"),
            ("staff:5", "reviewer"),
        }
    ),
)


@pytest.mark.rule("APP-1")
def test_appeal_is_for_the_judged_and_their_managers():
    manager = staff(2, "city_manager", regions="310000")
    foreign_manager = staff(3, "city_manager", regions="330100")
    handler = staff(1, "agent", departments="service")
    people = (party("technician:7"), party("technician:8"), manager, foreign_manager, handler)
    assert codes("file_appeal", *people, case=JUDGED) == [
        "",
        "not_a_party",
        "",
        "not_a_party",
        "not_permitted",
    ]


@pytest.mark.rule("APP-8")
def test_decider_may_not_review():
    both = CaseFacts(
        status="under_appeal", parties=frozenset({("staff:4", "decider"), ("staff:4", "reviewer")})
    )
    assert codes("decide_appeal", staff(5, "appeal_reviewer"), case=JUDGED) == [""]
    assert codes("decide_appeal", staff(4, "appeal_reviewer"), case=both) == ["reviewer_decided_before"]
    assert codes("decide_appeal", staff(6, "appeal_reviewer"), case=JUDGED) == ["not_a_party"]


def test_who_decided_goes_on_with_everything_else():
    decided = CaseFacts(handler="staff:4", department="service", parties=frozenset({("staff:4", "decider")}))
    person = staff(4, "agent", departments="service")
    assert codes("respond_first", person, case=decided) == [""]
    assert codes("close_case", person, case=decided) == [""]


def test_nobody_works_on_the_own_matter():
    own_matter = CaseFacts(
        handler="staff:1",
        department="service",
        parties=frozenset({("customer:1", "complainant"), ("staff:1", "liable")}),
    )
    person = staff(1, "agent supervisor", departments="service")
    assert codes("make_finding", person, case=own_matter) == ["conflict_of_interest"]
    assert codes("close_case", person, case=own_matter) == ["conflict_of_interest"]
    assert codes("file_appeal", person, case=own_matter) == [""]


@pytest.mark.rule("INT-1")
def test_case_is_opened_by_intake_or_the_complainant():
    future = CaseFacts(parties=frozenset({("customer:1", "complainant")}))
    people = (party("customer:1"), party("customer:2"), staff(1, "agent"), staff(2, "auditor"))
    assert codes("open_case", *people, case=future) == ["", "not_a_party", "", "not_permitted"]
    own = CaseFacts(parties=frozenset({("staff:1", "complainant")}))
    assert codes("open_case", staff(1, "agent"), staff(1, "auditor"), case=own) == ["", ""]


def test_clock_lapses_and_nobody_else_does():
    for command in BY_CLOCK:
        people = (CLOCK, SYSTEM, staff(1, "agent"), party("customer:9"))
        assert codes(command, *people) == ["", "", "not_permitted", "not_permitted"]
    assert codes("close_case", CLOCK, SYSTEM) == ["not_permitted", ""]


def test_unknown_command_is_an_error_of_the_program():
    with pytest.raises(KeyError):
        may(SYSTEM, "fly", CASE)


def test_adjudicator_after_the_finding_is_not_told_to_be_an_adjudicator():
    """Who has the role that a step takes learns that the case is not theirs now."""
    judge = staff(6, "adjudicator")
    decided = replace(CASE, status="found", parties=CASE.parties | {(judge.ref, "decider")})
    assert codes("make_finding", judge, case=decided) == ["role_not_here"]
    assert codes("assign_handler", judge, case=decided) == ["not_permitted"]
