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
        after_sale_dispatched after_sale_done after_sale_ordered appeal_decided appeal_filed
        appeal_reviewer_assigned appeal_withdrawn case_classified case_closed case_escalated case_handed_over
        case_opened case_referred case_reopened case_transferred case_withdrawn claims_decided
        collaboration_answered collaboration_asked collaborator_urged contact_made deadline_cancelled
        deadline_extended deadline_lapsed deadline_met deadline_paused deadline_resumed deadline_started
        deadline_warned details_supplied establishment_judged exhibit_submitted facts_recorded finding_final
        finding_made first_response_given follow_up_made handler_assigned mediation_ended mediation_opened
        note_added order_attached overseer_assigned priority_changed progress_told promise_kept promise_made
        proposal_answered proposal_approved proposal_expired proposal_made proposal_rejected remedy_cancelled
        remedy_done remedy_failed remedy_ordered statement_asked statement_given waiting_ended waiting_started
    """.split()
    assert sorted(e.BY_TYPE) == on_record
