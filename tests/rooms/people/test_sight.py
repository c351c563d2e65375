"""Who sees what: lists and single cases agree, and each role sees its part and no more."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongdao.casework.models import Case, Party
from gongdao.people.permissions import (
    CaseFacts,
    Clause,
    audiences_of,
    decides,
    keeps_accounts,
    may,
    may_open_exhibit,
    may_oversee,
    may_read_account,
    may_read_addresses,
    may_read_experience,
    may_see,
    may_see_contact,
    may_take_original,
    overseen_departments,
    quiz_sight,
    reads_accounts,
    reviews_precedents,
    sees_as_staff,
    visible_q,
)
from gongdao.people.permissions.clauses import as_q, covers
from gongdao.people.permissions.shops import may_see_standing
from gongdao.rulebook.actor import CLOCK, ROLES, SYSTEM, Actor

from .company import (
    CASE,
    PARTIES,
    PARTS,
    REGIONS,
    STAFF,
    UNASSIGNED,
    actors,
    cases,
    party,
    staff,
)  # fmt: skip

NOON = datetime(2024, 5, 6, 4, tzinfo=UTC)
clauses = st.builds(
    Clause,
    relation=st.just("any"),
    columns=st.lists(
        st.one_of(
            st.tuples(st.just("handler"), st.frozensets(st.sampled_from(["", *STAFF]))),
            st.tuples(st.just("region"), st.frozensets(st.sampled_from(["", *REGIONS]))),
        ),
        max_size=2,
    ).map(tuple),
    refs=st.frozensets(st.sampled_from(STAFF + PARTIES), max_size=3),
    roles=st.frozensets(st.sampled_from(PARTS), max_size=2),
)
against_the_tables = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def store(facts: list[CaseFacts]) -> None:
    """Put cases into the real tables; their ids are their places in the list, from one on."""
    blank = dict.fromkeys(
        ["policy", "policy_version", "category", "order_no", "rung", "complainant", "subject", "due_key"], ""
    )
    moments = dict.fromkeys(["received_at", "opened_at", "changed_at"], NOON)
    Case.objects.bulk_create(
        Case(
            id=number, version=1, open=True, chain=b"", state={}, status=case.status, priority=case.priority,
            handler=case.handler, department=case.department, region=case.region, **blank, **moments,
        )
        for number, case in enumerate(facts, 1)
    )  # fmt: skip
    Party.objects.bulk_create(
        Party(case_id=number, ref=ref, role=role)
        for number, case in enumerate(facts, 1)
        for ref, role in case.parties
    )


@pytest.mark.django_db
@given(st.lists(actors, min_size=1, max_size=4), st.lists(cases, max_size=12))
@against_the_tables
def test_list_and_case_agree_for_every_actor(people, facts):
    with transaction.atomic():
        store(facts)
        for actor in people:
            listed = list(Case.objects.filter(visible_q(actor)).order_by("id").values_list("id", flat=True))
            assert listed == [number for number, case in enumerate(facts, 1) if may_see(actor, case)]
        transaction.set_rollback(True)


@pytest.mark.django_db
@given(st.lists(clauses, max_size=4), st.lists(cases, max_size=12))
@against_the_tables
def test_list_and_case_agree_for_any_clauses(wanted, facts):
    with transaction.atomic():
        store(facts)
        listed = list(Case.objects.filter(as_q(wanted)).order_by("id").values_list("id", flat=True))
        assert listed == [number for number, case in enumerate(facts, 1) if covers(wanted, case)]
        transaction.set_rollback(True)


@pytest.mark.rule("TRI-7")
def test_agent_sees_own_cases_and_the_unassigned_of_the_own_field():
    owner = staff(1, "agent", departments="service")
    colleague = staff(2, "agent", departments="service", regions="310000")
    stranger = staff(3, "agent", departments="purchasing")
    elsewhere = staff(4, "agent", departments="service", regions="330100")
    fieldless = staff(5, "agent")
    assert [may_see(one, CASE) for one in (owner, colleague, stranger, elsewhere)] == [
        True,
        False,
        False,
        False,
    ]
    seen = [may_see(one, UNASSIGNED) for one in (owner, colleague, stranger, elsewhere, fieldless)]
    assert seen == [True, True, False, False, False]
    assert may_see(stranger, CaseFacts(status="received"))


def test_supervisor_sees_the_own_departments():
    assert may_see(staff(2, "supervisor", departments="service"), CASE)
    assert may_see(staff(2, "supervisor", departments="service", regions="310000"), CASE)
    assert not may_see(staff(2, "supervisor", departments="service", regions="330100"), CASE)
    assert not may_see(staff(2, "supervisor", departments="purchasing"), CASE)
    assert not may_see(staff(2, "supervisor"), CASE)


@pytest.mark.rule("TRI-8")
def test_city_manager_sees_the_own_region_and_not_what_others_ask_help_with():
    own = staff(2, "city_manager", departments="orders", regions="310000")
    other = staff(3, "city_manager", departments="orders", regions="330100")
    regionless = staff(4, "city_manager", departments="orders")
    assert [may_see(one, CASE) for one in (own, other, regionless)] == [True, False, False]
    assert may_see(staff(5, "agent", departments="orders"), CASE)


@pytest.mark.rule("TRI-10")
def test_city_manager_asked_in_person_reads_the_case_and_answers():
    asked = staff(3, "city_manager", departments="orders", regions="330100")
    case = CaseFacts(handler="staff:1", region="310000", parties=frozenset({(asked.ref, "collaborator")}))
    assert sees_as_staff(asked, case)
    assert may(asked, "answer_collaboration", case).allowed


@pytest.mark.rule("TRI-10")
def test_collaborator_sees_the_case_as_staff():
    asked = staff(5, "agent", departments="orders")
    assert sees_as_staff(asked, CASE)
    assert "staff" in audiences_of(asked, CASE)
    assert not may_see_contact(asked, CASE, "customer:1")


@pytest.mark.parametrize(
    ("role", "status", "seen"),
    [
        ("adjudicator", "accepted", True),
        ("adjudicator", "executing", False),
        ("appeal_reviewer", "under_appeal", True),
        ("appeal_reviewer", "accepted", False),
        ("finance", "executing", True),
        ("finance", "accepted", False),
        ("mediator", "in_mediation", True),
        ("mediator", "accepted", False),
        ("executive", "accepted", False),
        ("analyst", "closed", True),
        ("auditor", "closed", True),
        ("administrator", "closed", True),
    ],
)
def test_role_sees_what_waits_for_it(role, status, seen):
    assert may_see(staff(9, role), CaseFacts(handler="staff:1", department="x", status=status)) is seen


@pytest.mark.rule("APP-8", "RES-9")
@pytest.mark.parametrize(
    ("role", "waits", "seen"),
    [
        ("adjudicator", ("finding", "person_asked"), True),
        ("adjudicator", ("appeal", "person_asked"), False),
        ("adjudicator", ("remedy", "due"), False),
        ("appeal_reviewer", ("appeal", "person_asked"), True),
        ("appeal_reviewer", ("finding", "person_asked"), False),
        ("finance", ("remedy", "due"), True),
        ("finance", ("finding", "person_asked"), False),
        ("mediator", ("finding", "person_asked"), False),
    ],
)
@pytest.mark.parametrize("status", ["decided", "final", "under_appeal"])
def test_role_sees_what_waits_for_it_whatever_the_status(role, waits, seen, status):
    case = CaseFacts(handler="staff:1", status=status, department="service", parties=frozenset({waits}))
    by_status = {"appeal_reviewer": "under_appeal", "finance": "final"}.get(role) == status
    assert may_see(staff(9, role), case) is (seen or by_status)
    assert not may_see(staff(9, "adjudicator appeal_reviewer", departments="orders"), case)


def test_reviewer_overseer_and_decider_see_their_case():
    for part in ("reviewer", "overseer", "decider"):
        facts = CaseFacts(handler="staff:1", parties=frozenset({("staff:9", part)}))
        assert may_see(staff(9, "appeal_reviewer"), facts)
        assert not may_see(staff(8, "appeal_reviewer"), facts)


@pytest.mark.rule("RES-7")
def test_executive_sees_what_is_urgent():
    assert may_see(staff(9, "executive"), CaseFacts(handler="staff:1", priority="urgent"))


@pytest.mark.rule("INT-8")
def test_party_sees_the_own_case_from_outside():
    customer, technician, stranger = party("customer:1"), party("technician:7"), party("customer:2")
    assert [may_see(one, CASE) for one in (customer, technician, stranger)] == [True, True, False]
    for one in (customer, technician, stranger):
        assert not sees_as_staff(one, CASE)
    assert audiences_of(customer, CASE) == {"all", "complainant", "negotiators"}
    assert audiences_of(technician, CASE) == {"all", "judged", "negotiators"}
    assert audiences_of(stranger, CASE) == frozenset()
    assert may_see_contact(customer, CASE, "customer:1")
    assert not may_see_contact(technician, CASE, "customer:1")


def test_staff_complained_of_sees_the_case_as_a_party_only():
    facts = CaseFacts(
        handler="staff:1",
        department="service",
        parties=frozenset({("customer:1", "complainant"), ("staff:1", "respondent")}),
    )
    complained_of = staff(1, "agent supervisor", departments="service")
    assert may_see(complained_of, facts)
    assert not sees_as_staff(complained_of, facts)
    assert audiences_of(complained_of, facts) == {"all", "judged", "negotiators"}
    assert not may_see_contact(complained_of, facts, "customer:1")


@pytest.mark.rule("EVI-1", "EVI-16", "INT-8")
def test_staff_complained_of_gets_nothing_of_the_other_side():
    """Neither what its roles would open nor where people came from; but what it handed in itself."""
    parties = frozenset({("customer:1", "complainant"), ("staff:1", "respondent"), ("staff:1", "overseer")})
    facts = CaseFacts(handler="staff:1", department="service", parties=parties)
    complained_of = staff(1, "supervisor", departments="service")
    colleague = staff(2, "supervisor", departments="service")
    for kind in ("chat", "identity"):
        assert not may_open_exhibit(complained_of, facts, "customer:1", kind)
        assert may_open_exhibit(complained_of, facts, "staff:1", kind)
        assert may_open_exhibit(colleague, facts, "customer:1", kind)
    assert [may_take_original(who, facts, "customer:1") for who in (complained_of, colleague)] == [
        False,
        True,
    ]
    assert may_take_original(complained_of, facts, "staff:1")
    assert [may_read_addresses(who, facts) for who in (complained_of, colleague)] == [False, True]


@pytest.mark.rule("EVI-1")
def test_party_opens_what_it_handed_in_and_nothing_of_others():
    for by, opened in (("customer:1", True), ("technician:7", False)):
        assert may_open_exhibit(party("customer:1"), CASE, by, "chat") is opened
        assert may_take_original(party("customer:1"), CASE, by) is opened


@pytest.mark.rule("RES-4")
def test_whoever_decided_here_decides_whatever_the_role():
    """Who made a finding as an agent, and now reviews or decides nothing, is shown no offers either."""
    facts = CaseFacts(handler="staff:1", department="service", parties=frozenset({("staff:1", "decider")}))
    assert decides(staff(1, "agent", departments="service"), facts)
    assert not decides(staff(2, "supervisor", departments="service"), facts)


@pytest.mark.rule("RES-14")
def test_supervisor_oversees_the_own_departments_and_who_sees_the_whole_desk_all():
    assert overseen_departments(staff(2, "supervisor", departments="service")) == {"service"}
    assert overseen_departments(staff(2, "supervisor analyst", departments="service")) is None


def test_supervisor_of_a_liable_department_still_works_on_the_case():
    facts = CaseFacts(department="service", parties=frozenset({("department:service", "liable")}))
    lead = Actor(
        ref="staff:2",
        refs=frozenset({"staff:2", "department:service"}),
        roles=frozenset({"supervisor"}),
        departments=frozenset({"service"}),
    )
    assert sees_as_staff(lead, facts)


@pytest.mark.rule("INT-8")
def test_contact_is_shown_to_those_who_must_reach_the_people():
    assert may_see_contact(staff(1, "agent", departments="service"), CASE, "customer:1")
    assert may_see_contact(staff(2, "supervisor", departments="service"), CASE, "customer:1")
    assert may_see_contact(staff(2, "city_manager", regions="310000"), CASE, "customer:1")
    for role in ("analyst", "auditor", "administrator", "adjudicator"):
        assert may_see(staff(9, role), CASE)
        assert not may_see_contact(staff(9, role), CASE, "customer:1")


# By which relations somebody stands inside a case, and at which status that role has it before itself.
WAITS = {"appeal_reviewer": "under_appeal", "finance": "executing"}
PARTS_OF_STAFF = ("handler", "overseer", "reviewer", "decider", "collaborator")
ROLES_OF_STAFF = (
    "supervisor", "city_manager", "adjudicator", "appeal_reviewer", "executive", "mediator", "finance",
    "analyst", "auditor", "administrator",
)  # fmt: skip
REACH = {"handler", "overseer", "reviewer", "supervisor", "city_manager"}


def insider(relation: str) -> tuple[Actor, CaseFacts]:
    """Somebody of staff with this one relation to a case, and the case."""
    part = relation in PARTS_OF_STAFF
    who = staff(9, "agent" if part else relation, departments="service", regions="310000")
    case = CaseFacts(
        handler=who.ref if relation == "handler" else "staff:1", region="310000", department="service",
        status=WAITS.get(relation, "in_mediation"), priority="urgent",
        parties=frozenset({("customer:1", "complainant"), *([(who.ref, relation)] if part else [])}),
    )  # fmt: skip
    return who, case


@pytest.mark.rule("INT-8", "EVI-1", "EVI-16")
@pytest.mark.parametrize(
    ("may", "allowed"),
    [
        (lambda who, case: sees_as_staff(who, case), {*PARTS_OF_STAFF, *ROLES_OF_STAFF}),
        (lambda who, case: may_see_contact(who, case, "customer:1"), REACH),
        (lambda who, case: may_read_addresses(who, case), REACH | {"auditor", "administrator"}),
        (
            lambda who, case: may_open_exhibit(who, case, "customer:1", "identity"),
            REACH | {"adjudicator", "appeal_reviewer"},
        ),
        (
            lambda who, case: may_open_exhibit(who, case, "customer:1", "chat"),
            {*PARTS_OF_STAFF, *ROLES_OF_STAFF},
        ),
        (
            lambda who, case: may_take_original(who, case, "customer:1"),
            REACH | {"decider", "adjudicator", "executive", "auditor"},
        ),
        (
            lambda who, case: decides(who, case),
            {"decider", "reviewer", "adjudicator", "appeal_reviewer"},
        ),
        (
            lambda who, case: "negotiators" not in audiences_of(who, case),
            {"decider", "reviewer", "adjudicator", "appeal_reviewer"},
        ),
    ],
    ids=["inside", "contact", "addresses", "identity", "content", "original", "decides", "no_offers"],
)
def test_each_relation_opens_its_part_and_no_more(may, allowed):
    found = {relation for relation in (*PARTS_OF_STAFF, *ROLES_OF_STAFF) if may(*insider(relation))}
    assert found == allowed


@pytest.mark.rule("RES-10", "RES-12", "RES-14")
@pytest.mark.parametrize(
    ("may", "allowed"),
    [
        (
            may_read_experience,
            {
                "agent",
                "supervisor",
                "city_manager",
                "adjudicator",
                "appeal_reviewer",
                "executive",
                "mediator",
            },
        ),
        (may_oversee, {"supervisor", "executive", "analyst", "auditor"}),
        (lambda who: overseen_departments(who) is None, {"executive", "analyst", "auditor"}),
        (reads_accounts, {"finance", "executive", "auditor", "administrator"}),
        (keeps_accounts, {"finance"}),
        (reviews_precedents, {"appeal_reviewer", "administrator"}),
        (lambda who: quiz_sight(who).everybody, {"administrator", "executive", "auditor"}),
        (lambda who: quiz_sight(who).reaches_others, {"administrator", "executive", "auditor", "supervisor"}),
    ],
    ids=[
        "experience",
        "oversees",
        "all_departments",
        "reads_books",
        "keeps_books",
        "precedents",
        "quiz",
        "others_quiz",
    ],
)
def test_each_role_reaches_its_lists_and_no_more(may, allowed):
    assert {role for role in ROLES if may(staff(9, role, departments="service"))} == allowed
    assert not may(party("customer:1"))


@pytest.mark.rule("PEN-2")
def test_standing_of_a_shop_is_for_the_shop_and_staff():
    people = (party("shop:5"), staff(9, "agent"), party("shop:6"), party("customer:1"))
    assert [may_see_standing(who, "shop:5") for who in people] == [True, True, False, False]


@pytest.mark.rule("RES-9")
def test_account_is_read_by_its_owner_and_those_who_read_all():
    people = (party("shop:5"), staff(9, "finance"), party("shop:6"), staff(9, "agent"))
    for account in ("shop:5", "deposit:shop-5"):
        assert [may_read_account(who, account) for who in people] == [True, True, False, False]


def test_machines_see_everything():
    for machine in (SYSTEM, CLOCK):
        assert may_see(machine, CASE)
        assert sees_as_staff(machine, CASE)
        assert may_see_contact(machine, CASE, "customer:1")
        assert may_open_exhibit(machine, CASE, "customer:1", "identity")
        assert may_open_exhibit(machine, CASE, "customer:1", "chat")
        assert may_take_original(machine, CASE, "customer:1")
        assert may_read_addresses(machine, CASE)


@pytest.mark.rule("EVI-16")
def test_an_identity_paper_is_open_to_those_who_check_it_alone() -> None:
    """All of these see the case from inside; who only helps, mediates, counts or audits needs no paper."""
    case = CaseFacts(
        handler="staff:1", region="310000", department="service", status="in_mediation", priority="urgent",
        parties=frozenset({("customer:1", "complainant"), ("shop:1", "respondent"), ("staff:1", "handler"),
                           ("staff:2", "overseer"), ("staff:3", "collaborator")}),
    )  # fmt: skip
    everybody = {
        "handler": Actor("staff:1", frozenset({"agent"}), frozenset({"staff:1"})),
        "overseer": Actor("staff:2", frozenset({"supervisor"}), frozenset({"staff:2"})),
        "helper": Actor("staff:3", frozenset({"agent"}), frozenset({"staff:3"})),
        **{
            role: Actor(f"staff:{n}", frozenset({role}), frozenset({f"staff:{n}"}))
            for n, role in enumerate(("adjudicator", "mediator", "executive", "analyst", "auditor"), 10)
        },
    }
    assert all(sees_as_staff(actor, case) for actor in everybody.values())
    assert all(may_open_exhibit(actor, case, "customer:1", "chat") for actor in everybody.values())
    open_to = {
        name for name, actor in everybody.items() if may_open_exhibit(actor, case, "customer:1", "identity")
    }
    assert open_to == {"handler", "overseer", "adjudicator"}
    owner = Actor("customer:1", refs=frozenset({"customer:1"}))
    other = Actor("shop:1", refs=frozenset({"shop:1"}))
    assert may_open_exhibit(owner, case, "customer:1", "identity")
    assert not may_open_exhibit(other, case, "customer:1", "identity")
