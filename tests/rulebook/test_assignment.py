"""Assignment: never in conflict, fair among equals, the same in any order."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from gongdao.rulebook.assignment import Candidate, PassedOver, choose, one_more, roster

REGIONS = ("310000", "330100", "440300")
REFS = [f"staff:{n}" for n in range(1, 9)]

codes = st.frozensets(st.sampled_from(REGIONS), max_size=2)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    refs = draw(st.lists(st.sampled_from(REFS), unique=True, max_size=8))
    return [
        Candidate(
            ref=ref,
            load=draw(st.integers(0, 30)),
            capacity=draw(st.integers(0, 20)),
            skills=draw(st.frozensets(st.sampled_from(["install", "refund"]))),
            regions=draw(codes),
            departments=draw(st.frozensets(st.sampled_from(["service", "orders"]))),
            roles=draw(st.frozensets(st.sampled_from(["agent", "city_manager"]))),
            refs=draw(st.frozensets(st.sampled_from(["technician:1", "shop:2"]), max_size=1)),
            on_shift=draw(st.booleans()),
        )
        for ref in refs
    ]


wants = st.fixed_dictionaries(
    {
        "case": st.text(max_size=8),
        "role": st.sampled_from(["", "agent", "city_manager"]),
        "region": st.sampled_from(["", *REGIONS]),
        "department": st.sampled_from(["", "service", "orders"]),
        "skill": st.sampled_from(["", "install", "refund"]),
        "excluded": st.frozensets(st.sampled_from([*REFS, "technician:1", "shop:2"]), max_size=4),
    }
)


@pytest.mark.rule("TRI-7", "APP-8")
@given(candidates(), wants)
def test_choose_never_takes_an_excluded_or_unsuitable_one(people, wanted):
    choice = choose(people, **wanted)
    for person in people:
        conflict = person.ref in wanted["excluded"] or person.refs & wanted["excluded"]
        if conflict:
            assert choice.candidate != person
            assert PassedOver(person.ref, "conflict_of_interest") in choice.passed_over
    if choice.candidate is not None:
        assert choice.candidate.capacity > 0
        assert not wanted["role"] or wanted["role"] in choice.candidate.roles


@pytest.mark.rule("TRI-7")
@given(candidates(), wants)
def test_choose_leaves_no_case_alone_while_somebody_is_suitable(people, wanted):
    choice = choose(people, **wanted)
    assert (choice.candidate is None) == (len(choice.passed_over) == len(people))
    if choice.candidate is None:
        assert choice.because == ("nobody_suitable",)


@given(candidates(), wants, st.randoms())
def test_choose_does_not_depend_on_the_order_of_candidates(people, wanted, random):
    shuffled = people[:]
    random.shuffle(shuffled)
    assert choose(shuffled, **wanted) == choose(people, **wanted)


@given(candidates(), wants)
def test_choose_is_unchanged_by_one_more_who_is_unsuitable(people, wanted):
    before = choose(people, **wanted)
    idle = Candidate(ref="staff:99", capacity=0)
    after = choose([*people, idle], **wanted)
    assert (after.candidate, after.because) == (before.candidate, before.because)
    assert set(after.passed_over) - set(before.passed_over) == {after.passed_over[-1]}


@pytest.mark.rule("TRI-7")
@given(st.integers(1, 7), st.integers(1, 80), st.integers(1, 9))
def test_choose_keeps_the_loads_of_equal_people_within_one(count, cases, capacity):
    people = tuple(Candidate(ref=f"staff:{n}", capacity=capacity) for n in range(count))
    for case in range(cases):
        chosen = choose(people, case=str(case)).candidate
        assert chosen is not None
        people = one_more(people, chosen.ref)
    loads = [person.load for person in people]
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == cases


@pytest.mark.rule("TRI-7")
def test_choose_draws_evenly_among_equals():
    people = [Candidate(ref=f"staff:{n}") for n in range(4)]
    chosen = [choose(people, case=str(case)).candidate for case in range(2000)]
    shares = [sum(1 for one in chosen if one == person) for person in people]
    assert min(shares) > 430
    assert max(shares) < 570


def test_choose_prefers_room_then_region_then_skill_then_load_and_says_so():
    full = Candidate(ref="staff:1", load=20, regions=frozenset({"310000"}), skills=frozenset({"install"}))
    near = Candidate(ref="staff:2", load=9, regions=frozenset({"310000"}))
    anywhere = Candidate(ref="staff:3", load=1, skills=frozenset({"install"}))
    far = Candidate(ref="staff:4", load=0, regions=frozenset({"330100"}), skills=frozenset({"install"}))
    skilled = Candidate(ref="staff:5", load=12, regions=frozenset({"310000"}), skills=frozenset({"install"}))

    def pick(*people: Candidate) -> tuple[str, tuple[str, ...]]:
        choice = choose(people, case="202405-001", region="310000", skill="install")
        assert choice.candidate is not None
        return choice.candidate.ref, choice.because

    assert pick(full, far) == ("staff:4", ("has_room",))
    assert pick(near, anywhere) == ("staff:2", ("region",))
    assert pick(anywhere, far) == ("staff:3", ("region",))
    assert pick(near, skilled) == ("staff:5", ("skill",))
    assert pick(
        skilled, Candidate(ref="staff:6", load=3, regions=skilled.regions, skills=skilled.skills)
    ) == (
        "staff:6",
        ("least_loaded",),
    )
    assert pick(full) == ("staff:1", ("only_one", "everyone_is_full"))


def test_choose_prefers_the_one_on_shift_and_says_when_nobody_is():
    away = Candidate(ref="staff:1", on_shift=False)
    busy = Candidate(ref="staff:2", load=19)
    assert choose([away, busy], case="1").candidate == busy
    assert choose([away], case="1").because == ("only_one", "nobody_on_shift")


def test_choose_takes_the_least_recent_among_equal_loads():
    noon = datetime(2024, 5, 1, 4, tzinfo=UTC)
    recent = Candidate(ref="staff:1", load=1, last_assigned_at=noon.replace(hour=5))
    earlier = Candidate(ref="staff:2", load=1, last_assigned_at=noon)
    never = Candidate(ref="staff:3", load=1)
    assert choose([recent, earlier], case="1").candidate == earlier
    assert choose([recent, earlier, never], case="1").candidate == never


def test_choose_weighs_load_by_capacity():
    part_time = Candidate(ref="staff:1", load=3, capacity=5)
    full_time = Candidate(ref="staff:2", load=8, capacity=20)
    assert choose([part_time, full_time], case="1").candidate == full_time


@pytest.mark.rule("TRI-8")
def test_choose_binds_a_city_manager_to_the_own_region():
    shanghai = Candidate(
        ref="staff:1", load=19, regions=frozenset({"310000"}), roles=frozenset({"city_manager"})
    )
    hangzhou = Candidate(ref="staff:2", regions=frozenset({"330100"}), roles=frozenset({"city_manager"}))
    choice = choose([shanghai, hangzhou], case="1", role="city_manager", region="310000")
    assert choice.candidate == shanghai
    assert choice.passed_over == (PassedOver("staff:2", "other_region"),)
    assert choose([hangzhou], case="1", role="city_manager", region="310000").candidate is None


def test_choose_names_the_first_hindrance_of_each():
    people = [
        Candidate(ref="staff:1"),
        Candidate(ref="staff:2", roles=frozenset({"agent"}), capacity=0),
        Candidate(ref="staff:3", roles=frozenset({"agent"}), departments=frozenset({"orders"})),
        Candidate(ref="staff:4", roles=frozenset({"agent"}), refs=frozenset({"technician:7"})),
    ]
    choice = choose(
        people, case="1", role="agent", department="service", excluded=frozenset({"technician:7"})
    )
    assert [(item.ref, item.code) for item in choice.passed_over] == [
        ("staff:1", "lacks_role"),
        ("staff:2", "takes_no_cases"),
        ("staff:3", "other_department"),
        ("staff:4", "conflict_of_interest"),
    ]


def test_choose_takes_skill_as_a_condition_when_it_is_required():
    plain = Candidate(ref="staff:1")
    assert choose([plain], case="1", skill="install").candidate == plain
    required = frozenset({"department", "skill"})
    assert choose([plain], case="1", skill="install", required=required).candidate is None


@given(candidates(), st.lists(wants, min_size=1, max_size=5))
def test_choose_gives_out_many_cases_as_if_each_were_the_first(people, wishes):
    """What a roster remembers from one case to the next changes no choice."""
    kept = roster(people)
    for wanted in wishes:
        choice = choose(kept, **wanted)
        fresh = [structs.replace(person) for person in kept]
        assert choice == choose(fresh, **wanted)
        if choice.candidate is not None:
            kept = one_more(kept, choice.candidate.ref)


def test_roster_forgets_who_was_full_when_loads_are_read_anew():
    busy = Candidate(ref="staff:1", load=20)
    idle = Candidate(ref="staff:2", load=19)
    kept = one_more((busy, idle), "staff:2")
    assert choose(kept, case="1").because[-1] == "everyone_is_full"
    fresh = roster([structs.replace(busy, load=3), idle])
    assert choose(fresh, case="1").candidate == fresh[0]
