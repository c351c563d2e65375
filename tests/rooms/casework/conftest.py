"""The company of these tests, and the promise that every case they leave behind verifies."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .company import Company


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "breaks_cases: leaves cases behind that do not verify, on purpose")


@pytest.fixture
def company(db: None, request: pytest.FixtureRequest, now: datetime) -> "Iterator[Company]":
    """The company, in the test's own transaction."""
    yield from _company(request, now)


@pytest.fixture
def open_company(
    transactional_db: None, request: pytest.FixtureRequest, now: datetime
) -> "Iterator[Company]":
    """The company in a database of its own, for what commits and for threads."""
    yield from _company(request, now)


def _company(request: pytest.FixtureRequest, now: datetime) -> "Iterator[Company]":
    # Imported late: pytest reads this file before Django has its settings.
    from gongdao.casework.verify import verify_all

    from .company import Company

    yield Company(now)
    if not request.node.get_closest_marker("breaks_cases"):
        assert verify_all().differences == ()
