"""The company that calls the API in these tests."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from .scene import Scene


@pytest.fixture
def scene(db: None) -> "Scene":
    """Return a company with tokens for everybody."""
    from .scene import made  # settings are not ready when this file is read

    return made(timezone.now())
