"""The people and policies with which the portal is tried."""

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
def visitor(company: "dict[str, Account]") -> Client:
    """Return somebody who comes without an account."""
    return Client()


@pytest.fixture
def stranger(company: "dict[str, Account]") -> Client:
    """Return somebody else."""
    return Client()
