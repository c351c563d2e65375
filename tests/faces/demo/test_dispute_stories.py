"""M's damaged parcel, and the hotel, taxi, bank and telecom complaints of W, end as told.

Dates are local (Asia/Shanghai) and were counted by hand; the counting stands beside each.
"""

import pytest

from gongdao.rulebook import events as e

pytestmark = pytest.mark.django_db


# --- M: the damaged parcel ---


@pytest.mark.rule("INT-3")
def test_damaged_parcel_has_the_number_that_the_source_gives_as_its_example(demo):
    assert demo.played["damaged-parcel"].number == "202405-001"
    assert demo.played["damaged-parcel"].state.order_no == "2024042800123"


@pytest.mark.rule("RES-2")
def test_damaged_parcel_is_refunded_on_the_fifteenth_with_a_coupon(demo, local):
    customer = demo.customer("damaged-parcel")
    assert demo.money("damaged-parcel") == {(customer, "fen"): 69_900, (customer, "coupon_fen"): 20_000}
    remedies = demo.played["damaged-parcel"].state.remedies
    assert remedies["R1"].done_at == local("2024-05-15 10:20")
    assert remedies["R2"].terms.valid_days == 30


@pytest.mark.rule("DEC-2")
def test_damaged_parcel_pressed_in_transit_is_the_companys_liability(demo):
    finding = demo.played["damaged-parcel"].state.findings["F1"]
    assert [(item.party, item.share_bp) for item in finding.liabilities] == [("company", 10_000)]
    assert "M二(三)" in finding.row


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("first_response", "2024-05-12 10:12"),  # normal: 48 h after Friday 10 May 10:12
        ("proposal", "2024-05-14 10:12"),  # three working days: Sat 11 (make-up), Mon 13, Tue 14
        ("proposal_answer:P1", "2024-05-16 00:00"),  # proposed Sat 11; Mon 13, Tue 14, Wed 15 until 24:00
        ("remedy:R1", "2024-05-16 00:00"),  # agreed Sat 11; Mon 13, Tue 14, Wed 15 until 24:00
        ("remedy:R2", "2024-05-14 00:00"),  # one working day: Mon 13 until 24:00
        ("follow_up", "2024-05-16 10:20"),  # 24 h after the refund
        ("closing", "2024-05-17 14:00"),  # two working days after Wed 15: Thu 16, Fri 17
    ],
)
@pytest.mark.rule("SLA-8")
def test_damaged_parcel_has_the_limits_counted_by_hand(demo, local, key, due):
    assert demo.due("damaged-parcel", key) == local(due)


def test_damaged_parcel_took_the_working_days_counted_by_hand(demo):
    # Fri 10 from 10:12: 1.8 + 4.5 h; Sat 11, Mon 13, Tue 14: 7.5 h each; Wed 15 until 16:30: 3 + 3 h.
    assert demo.ends["damaged-parcel"].working_days == round((6.3 + 22.5 + 6.0) / 7.5, 1)


@pytest.mark.rule("MSG-1")
def test_damaged_parcel_customer_is_told_each_step(demo):
    assert demo.told("damaged-parcel", demo.customer("damaged-parcel")) == [
        "case_opened", "handler_named", "first_response_given", "proposal_made", "deadline_started",
        "remedy_done", "remedy_done", "case_closed",
    ]  # fmt: skip


@pytest.mark.rule("INT-4")
def test_damaged_parcel_is_counted_in_the_customers_dossier(demo):
    customer = demo.customers[demo.customer("damaged-parcel")]
    assert (customer.cases_closed, customer.cases_established, customer.compensated_fen) == (1, 1, 89_900)


@pytest.mark.rule("RES-6")
def test_unsatisfied_customer_accepts_what_the_supervisor_offers(demo, local):
    played = demo.played["unsatisfied-customer"]
    assert [(item.rung, item.status) for item in played.state.proposals.values()] == [
        ("handler", "refused"),
        ("supervisor", "accepted"),
    ]
    offered = [(terms.kind, terms.amount_fen) for terms in played.state.proposals["P2"].remedies]
    assert offered == [("return_refund", 69_900), ("coupon", 30_000), ("pickup", 0)]
    assert played.state.proposals["P2"].by == played.state.overseer
    customer = demo.customer("unsatisfied-customer")
    assert demo.money("unsatisfied-customer") == {
        (customer, "fen"): 69_900,
        (customer, "coupon_fen"): 30_000,
    }
    # Raised on Sat 11 at 14:00; the supervisor has two working days: Mon 13, Tue 14.
    assert demo.due("unsatisfied-customer", "inner_mediation") == local("2024-05-14 14:00")


# --- W: hotel, taxi, bank, telecom; the communicative complaint ---


@pytest.mark.rule("RES-13")
@pytest.mark.parametrize(
    ("story", "remedy", "due"),
    [
        ("hotel-room", "R2", "2024-10-21 00:00"),  # ordered Thu 17 October: 18, 19, 20 until 24:00
        ("taxi-sharing", "R3", "2024-03-10 00:00"),  # ordered Wed 6 March: 7, 8, 9 until 24:00
        ("bank-counter", "R3", "2024-03-24 00:00"),  # ordered Wed 20 March: 21, 22, 23 until 24:00
    ],
)
def test_employee_writes_a_self_review_in_three_days(demo, local, story, remedy, due):
    state = demo.played[story].state
    item = state.remedies[remedy]
    assert (item.terms.kind, item.status) == ("self_review", "fulfilled")
    assert item.terms.obligor == state.respondents[0].ref
    assert demo.due(story, f"remedy:{remedy}") == local(due)
    written = [
        entry.event
        for entry in demo.logs[story]
        if isinstance(entry.event, e.RemedyDone) and entry.event.id == remedy
    ]
    assert len(written[0].text) > 30


@pytest.mark.rule("INT-2")
def test_hotel_guest_is_asked_what_the_card_did_not_say(demo):
    told = demo.told("hotel-room", demo.customer("hotel-room"))
    assert told[:2] == ["case_opened", "details_requested"]
    assert demo.played["hotel-room"].state.missing == ()


def test_taxi_fare_is_paid_back(demo):
    assert demo.money("taxi-sharing") == {(demo.customer("taxi-sharing"), "fen"): 3_800}


@pytest.mark.rule("SLA-7")
@pytest.mark.parametrize(
    ("story", "promised", "kept"),
    [
        ("bank-counter", "2024-03-20 17:00", "2024-03-20 16:40"),
        ("weak-coverage", "2024-11-06 18:00", "2024-11-06 10:00"),
    ],
)
def test_promise_is_answered_by_its_hour(demo, local, story, promised, kept):
    promise = demo.played[story].state.promises["V1"]
    assert (promise.due_at, promise.kept_at) == (local(promised), local(kept))
    assert demo.due(story, "promise:V1") == local(promised)


@pytest.mark.rule("TRI-10")
def test_silent_network_department_is_urged_after_a_day(demo, local):
    # Asked Mon 4 November 10:30; silent for 24 hours; the clock starts again.
    log = demo.logs["weak-coverage"]
    urged = [(entry.at, entry.actor) for entry in log if isinstance(entry.event, e.CollaboratorUrged)]
    assert urged == [(local("2024-11-05 10:30"), "clock")]
    assert demo.due("weak-coverage", "collaboration:C1") == local("2024-11-06 10:30")
    assert demo.told("weak-coverage", "department:network") == [
        "collaboration_asked", "deadline_started", "deadline_lapsed", "collaborator_urged",
        "deadline_started",
    ]  # fmt: skip


@pytest.mark.rule("TRI-3")
def test_communicative_complaint_is_explained_and_closed(demo):
    state = demo.played["not-established"].state
    assert (state.nature, state.established) == ("venting", False)
    assert "progress_told" in demo.told("not-established", demo.customer("not-established"))
    assert demo.money("not-established") == {}
