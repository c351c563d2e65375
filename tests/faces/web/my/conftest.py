"""The people and policies with which the pages of parties are tried."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

if TYPE_CHECKING:
    from gongdao.people.models import Account


@pytest.fixture
def company(db: None) -> "dict[str, Account]":
    """Publish the policies and make a small company."""
    from tests.parties import company  # settings are not ready when this file is read

    return company(timezone.now())


@pytest.fixture
def signed_in(company: "dict[str, Account]") -> Callable[[str], Client]:
    """Return `signed_in(username)`: a browser in which this account is signed in."""

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(company[username])
        return client

    return signed_in
