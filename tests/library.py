"""Fixtures of precedents made of worked cases: an appeal that won, and one that lost."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker
    from tests.precedents import Library


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> "Iterator[Library]":
    """Play the cases once for the tests of one file; each of them undoes what it did itself."""
    from tests.precedents import told_once  # settings are not ready when this file is read

    with django_db_blocker.unblock(), told_once() as library:
        yield library


@pytest.fixture
def library(told: "Library", db: None) -> "Library":
    """Two drafts, as the worker left them."""
    return told
