"""The work order on which the case page is tried."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from tests.work_order import Scene


@pytest.fixture
def scene(db: None) -> "Scene":
    """Return a work order that came in an hour ago, in Shanghai, against a technician."""
    from tests.work_order import work_order  # settings are not ready when this file is read

    return work_order(timezone.now())


@pytest.fixture
def judged(scene: "Scene") -> "Scene":
    """Return the work order with a finding against the technician."""
    scene.judge()
    return scene
