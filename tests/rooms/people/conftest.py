"""A moment, and a clean memory: what one test kept for a few seconds must not reach the next."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from gongdao.people import directory, queries


@pytest.fixture
def now() -> datetime:
    return datetime(2024, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _forget_people() -> Iterator[None]:
    queries.forget()
    directory.forget()
    yield
    queries.forget()
    directory.forget()
