"""A clean memory: what one test kept for a few seconds must not reach the next."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _forget_people() -> Iterator[None]:
    # Imported late: pytest reads this file before Django has its settings.
    from gongdao.people import directory, queries

    queries.forget()
    directory.forget()
    yield
    queries.forget()
    directory.forget()
