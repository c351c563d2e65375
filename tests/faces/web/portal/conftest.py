"""The people and policies with which the portal is tried."""

import pytest
from django.test import Client
from django.utils import timezone


@pytest.fixture
def company(db: None) -> None:
    """Publish the policies and make the people of the demonstration."""
    from gongdao.people.actions.demo import create_demo_people
    from gongdao.policies.actions import publish_shipped

    publish_shipped(timezone.now())
    create_demo_people(now=timezone.now())


@pytest.fixture
def visitor(company: None) -> Client:
    """Return somebody who comes without an account."""
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def stranger(company: None) -> Client:
    """Return somebody else."""
    return Client(headers={"accept-language": "zh-CN"})
