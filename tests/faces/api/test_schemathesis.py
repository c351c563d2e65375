"""Whatever a program sends, within its schema or against it: no 5xx, and no answer that is not documented."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import checks as shipped
from schemathesis.specs.openapi import checks as openapi_checks

from gongdao.config.wsgi import application

from .scene import Scene

CHECKS = [
    shipped.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
    openapi_checks.unsupported_method,
]  # fmt: skip
NUMBER = re.compile(r"[0-9]{6}-[0-9]*[13579]")
EXAMPLES = 8  # of each operation, in each way of generating them


@contextmanager
def kept_connection() -> Iterator[None]:
    """Keep the connection of the test after a request, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(scene: Scene) -> str:
    """Return the number of a case that exists."""
    return scene.open_case()


def schema(*, systematic: bool) -> Any:
    """Return the document as schemathesis reads it; `systematic`: with every bound of every field tried."""
    found = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    found.config.phases.coverage.enabled = systematic
    return found


def checked(case: Any, scene: Scene, number: str) -> None:
    """Send a request, to the case that exists in half of all cases, and check the answer."""
    # One that is no number stays: to mend it would make a good request of a bad one.
    if NUMBER.fullmatch(str(case.path_parameters.get("number", ""))):
        case.path_parameters["number"] = number
    headers = {"Authorization": f"Bearer {scene.handler.token}"}
    with kept_connection():
        case.call_and_validate(headers=headers, checks=CHECKS)


bounded = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.slow
@schema(systematic=False).parametrize()
@bounded
def test_every_answer_is_documented(case: Any, scene: Scene, known: str) -> None:
    checked(case, scene, known)


# Commands differ by their bodies alone, so that a few of them stand for all.
@pytest.mark.slow
@(schema(systematic=True).exclude(tag="actions").parametrize())
@bounded
def test_every_bound_is_kept(case: Any, scene: Scene, known: str) -> None:
    checked(case, scene, known)


@pytest.mark.slow
@(
    schema(systematic=True)
    .include(operation_id=["make_finding", "propose_remedies", "end_waiting"])
    .parametrize()
)
@bounded
def test_every_bound_of_a_command_is_kept(case: Any, scene: Scene, known: str) -> None:
    checked(case, scene, known)
