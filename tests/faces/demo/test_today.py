"""The open cases of today: there once, still open, with limits that run."""

from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_cases_of_today_are_opened_once_and_stay_open() -> None:
    from gongdao.casework.models import Case
    from gongdao.intake.demo.play import open_today
    from gongdao.policies.actions import publish_shipped

    publish_shipped(NOW)
    assert open_today(now=NOW) == 7
    cases = list(Case.objects.order_by("received_at"))
    assert len(cases) == 7
    assert all(case.open and case.next_due_at is not None and case.handler for case in cases)
    assert {case.status for case in cases} == {
        "received",
        "accepted",
        "negotiating",
        "decided",
        "under_appeal",
    }
    assert {case.priority for case in cases} == {"urgent", "important", "normal"}
    open_today(now=NOW)
    assert Case.objects.count() == 7
