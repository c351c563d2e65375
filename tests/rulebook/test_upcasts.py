"""Stored events of older versions are lifted before they are read (they are kept for ten years)."""

import pytest
from msgspec import ValidationError

from gongdao.rulebook import events as e


def test_read_lifts_an_older_version_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suppose notes were once called `remark`, and before that `words`."""
    lifts = {
        ("note_added", 1): lambda body: {"type": "note_added", "v": 2, "remark": body["words"]},
        ("note_added", 2): lambda body: {"type": "note_added", "v": 3, "text": body["remark"]},
    }
    monkeypatch.setattr(e, "UPCASTS", lifts)
    assert e.read({"type": "note_added", "words": "已致电"}) == e.NoteAdded("已致电")
    assert e.read({"type": "note_added", "v": 2, "remark": "已致电"}) == e.NoteAdded("已致电")
    assert e.read({"type": "note_added", "v": 3, "text": "已致电"}) == e.NoteAdded("已致电")


def test_every_event_survives_its_stored_form() -> None:
    event = e.WaitingStarted(on="customer", reason="等待照片")
    assert e.read(e.body_of(event)) == event


def test_unknown_event_is_an_error_and_not_skipped() -> None:
    with pytest.raises(ValidationError):
        e.read({"type": "something_else"})


def test_names_of_events_are_the_ones_on_record() -> None:
    """A renamed or lost event would make old cases unreadable: this list only ever grows."""
    on_record = """
        admission_decided advance_asked advance_denied advance_freed advance_paid advance_recovered
        advance_return_missed advance_taken_back advance_written_off after_sale_dispatched
        after_sale_done after_sale_ordered appeal_decided appeal_filed appeal_reviewer_assigned
        appeal_withdrawn case_classified case_closed case_escalated case_handed_over case_opened
        case_referred case_reopened case_transferred case_withdrawn chain_arranged claim_refused
        claims_decided collaboration_answered collaboration_asked collaborator_urged
        complexity_marked contact_made correction_checked correction_failed correction_ordered
        correction_reported customer_assessed deadline_cancelled deadline_extended deadline_lapsed
        deadline_met deadline_paused deadline_resumed deadline_started deadline_warned
        details_supplied establishment_judged evidence_asked evidence_defaulted evidence_excused
        evidence_judged evidence_submitted evidence_waived exhibit_erased exhibit_submitted facts_recorded
        finding_final finding_made first_response_given follow_up_made goods_checked goods_received
        group_answered group_formed group_joined group_left handler_assigned hold_period_ended
        lateness_judged mediation_ended mediation_opened member_classified money_held money_released
        note_added objection_answered objection_raised objection_waived offer_answered offer_made
        order_attached
        order_changed overseer_assigned person_asked person_decided platform_stepped_in
        points_changed points_converted points_given priority_changed progress_told promise_kept
        promise_made proposal_answered proposal_approved proposal_expired proposal_made
        proposal_rejected remedy_cancelled remedy_done remedy_failed remedy_ordered return_lost
        return_received return_shipped sanction_ended sanction_imposed sanction_lifted
        statement_asked statement_given step_in_asked supplement_asked supplement_given
        survey_answered survey_asked taken_outside violation_charged waiting_ended waiting_started
        waybill_void_signed waybill_voided
    """.split()
    assert sorted(e.BY_TYPE) == on_record
