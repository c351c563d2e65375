"""What holds for every worked case: its end, its limits, its log; and playing it again."""

import pytest

from gongdao.casework.models import Case, Event
from gongdao.intake.demo.play import play_all
from gongdao.letters.models import Message
from gongdao.lib.canonical import canonical, chain_next, chain_start, event_digest
from gongdao.people.models import Customer
from gongdao.rulebook.evolve import fold

pytestmark = pytest.mark.django_db


def test_every_story_ends_as_told(demo):
    ends = {name: (end.number, end.status, end.outcome, end.refused) for name, end in demo.ends.items()}
    assert ends == {
        "taxi-sharing": ("202403-001", "closed", "resolved", ()),
        "bank-counter": ("202403-002", "closed", "resolved", ()),
        "seven-days-passed": ("202404-001", "closed", "liability_final", ("APP-2",)),
        "not-established": ("202404-002", "closed", "not_established", ()),
        "damaged-parcel": ("202405-001", "closed", "resolved", ()),
        "unsatisfied-customer": ("202405-002", "closed", "resolved", ()),
        "handover-form": ("202406-001", "closed", "liability_final", ()),
        "wrong-goods": ("202406-002", "closed", "resolved", ("RES-12",)),
        "voided-waybill": ("202406-003", "closed", "resolved", ("RES-12", "TRI-7")),
        "question-brushed-off": ("202406-004", "closed", "resolved", ()),
        "on-behalf": ("202407-001", "closed", "liability_final", ()),
        "second-appeal": ("202408-001", "closed", "liability_final", ("APP-3",)),
        "shifted-liability": ("202409-001", "closed", "liability_final", ("APP-10",)),
        "answered-ok": ("202409-002", "closed", "liability_final", ("EVI-12", "EVI-12")),
        "hotel-room": ("202410-001", "closed", "resolved", ()),
        "stepped-in": ("202410-002", "closed", "resolved", ()),
        "weak-coverage": ("202411-001", "closed", "resolved", ()),
        "advance-confirmed": ("202411-002", "closed", "resolved", ()),
        "corrected-listing": ("202411-003", "closed", "resolved", ()),
        "closed-shop": ("202412-003", "closed", "liability_final", ()),
        "lifted-sanction": ("202412-004", "closed", "resolved", ()),
        "receipt-anomaly": ("202412-001", "closed", "liability_final", ()),
        "nothing-returned": ("202412-002", "closed", "resolved", ()),
        "game-recharge": ("202503-001", "closed", "resolved", ()),
        "failed-takeaway": ("202503-002", "closed", "resolved", ()),
        "group-lead": ("202503-003", "closed", "resolved", ()),
        "group-second": ("202503-004", "closed", "resolved", ()),
        "group-third": ("202503-005", "closed", "liability_final", ()),
        "blocked-enterprise": ("202504-001", "closed", "resolved", ()),
    }


def test_no_clock_runs_on_in_a_played_case(demo):
    assert {demo.cases[item.case_id].next_due_at for item in demo.played.values()} == {None}


@pytest.mark.parametrize(
    ("story", "met", "lapsed", "ran_out"),
    [
        ("taxi-sharing", 9, (), ()),
        ("bank-counter", 10, (), ()),
        ("seven-days-passed", 7, (), ("appeal_window",)),
        ("not-established", 1, (), ()),
        ("damaged-parcel", 7, (), ()),
        ("unsatisfied-customer", 11, (), ()),
        ("handover-form", 7, (), ("appeal_window",)),  # the carrier's; the technician used the own one
        ("wrong-goods", 9, (), ()),
        ("voided-waybill", 7, (), ()),
        ("question-brushed-off", 9, (), ()),
        ("on-behalf", 6, (), ()),
        ("second-appeal", 9, (), ()),
        ("shifted-liability", 7, (), ()),
        ("answered-ok", 5, (), ("appeal_window",)),
        ("hotel-room", 8, (), ()),
        ("stepped-in", 17, (), ()),  # two offers, two proofs judged, two who confirm, two remedies
        ("weak-coverage", 8, ("collaboration",), ()),
        ("receipt-anomaly", 5, (), ("appeal_window",)),
        ("failed-takeaway", 11, ("supplement",), ()),  # 48 hours of silence
        ("group-third", 5, (), ("resubmission",)),  # rejected, and not handed in again
    ],
)
def test_limits_are_met_or_lapse_or_run_out_as_told(demo, story, met, lapsed, ran_out):
    end = demo.ends[story]
    assert (end.met, end.lapsed, end.ran_out) == (met, lapsed, ran_out)


def test_every_played_case_folds_to_its_state_and_its_chain_holds(demo):
    for name, item in demo.played.items():
        log = demo.logs[name]
        assert fold((entry.event, entry.at) for entry in log) == item.state
        chain = chain_start(item.case_id)
        for entry in log:
            digest = event_digest(entry.seq, entry.at, entry.actor, canonical(entry.event))
            chain = chain_next(chain, digest)
            stored = demo.links[item.case_id, entry.seq]
            assert tuple(map(bytes, stored)) == (digest, chain)
        case = demo.cases[item.case_id]
        assert (case.version, bytes(case.chain)) == (len(log), chain)


def test_playing_again_registers_nothing(today):
    first = list(play_all(now=today))
    before = (Case.objects.count(), Event.objects.count(), Message.objects.count(), Customer.objects.count())
    again = list(play_all(now=today))
    assert not any(item.again for item in first)
    assert all(item.again for item in again)
    assert [(item.number, item.state) for item in again] == [(item.number, item.state) for item in first]
    after = (Case.objects.count(), Event.objects.count(), Message.objects.count(), Customer.objects.count())
    assert after == before


def test_every_story_says_where_it_is_told_and_what_was_chosen(demo):
    for item in demo.played.values():
        assert item.story.source.split()[0][0] in "GMWOT"
        assert item.story.chosen
        assert set(item.story.title) == {"zh", "en"}
