"""The company on a busy day, and a browser-like client for each of its people."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

if TYPE_CHECKING:
    from tests.desk_company import Company

As = Callable[[str], Client]
"""`as_("zhoumin")`: a client signed in under this key of the demonstration."""


@pytest.fixture
def scene(db: None) -> "Company":
    """Return the company with an empty desk."""
    from tests.desk_company import company  # settings are not ready when this file is read

    return company(timezone.now())


@pytest.fixture
def busy_scene(db: None) -> "Company":
    """Return the company with some twenty varied cases."""
    from tests.desk_company import busy

    return busy(timezone.now())


@pytest.fixture
def as_() -> As:
    """Return a function that signs somebody in."""

    def signed_in(key: str) -> Client:
        from gongdao.people.models import Account

        client = Client()
        client.force_login(Account.objects.get(username=key))
        return client

    return signed_in
