"""The disputes between buyer and shop end as told (W商家, T流程)."""

import pytest

from gongdao.rulebook import events as e

pytestmark = pytest.mark.django_db


@pytest.mark.rule("EVI-11", "EVI-12")
def test_merchant_who_answered_ok_lost_the_point(demo, local):
    state = demo.played["answered-ok"].state
    request = state.requests["Q1"]
    assert (request.status, request.because, request.void) == ("overdue", "invalid", ("E1",))
    assert state.facts["proof"] == "unproven"
    shop = state.respondents[0].ref
    assert [(item.party, item.share_bp, item.amount_fen) for item in state.findings["F1"].liabilities] == [
        (shop, 10_000, 16_800)
    ]
    assert not state.appeals  # the appeal on the lost point was refused
    assert state.remedies["R1"].source == "F1"
    assert "evidence_defaulted" in demo.told("answered-ok", shop)
    # Asked Tue 10 September 09:45: 24 hours.
    assert demo.due("answered-ok", "prove_receipt:Q1") == local("2024-09-11 09:45")


@pytest.mark.rule("RES-4", "RES-5", "SLA-4")
def test_platform_steps_in_and_both_confirm(demo, local):
    state = demo.played["stepped-in"].state
    assert {key: item.status for key, item in state.offers.items()} == {"O1": "countered", "O2": "refused"}
    buyer, shop = state.complainant.ref, state.respondents[0].ref
    assert (state.proposals["P1"].status, state.proposals["P1"].confirmed) == ("accepted", (buyer, shop))
    assert state.status == "closed"
    # Asked Tue 29 October 09:40: two working days, and seven.
    assert demo.due("stepped-in", "step_in") == local("2024-10-31 09:40")
    assert demo.due("stepped-in", "conclude") == local("2024-11-07 09:40")
    lapsed = [entry for entry in demo.logs["stepped-in"] if isinstance(entry.event, e.DeadlineLapsed)]
    assert lapsed == []
