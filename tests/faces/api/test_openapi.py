"""The OpenAPI document is complete, and a change of it is seen."""

import json
import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client

from gongdao.api.examples import EXAMPLES
from gongdao.api.face import OPERATIONS, openapi, openapi_file
from gongdao.api.problems import REFUSAL_STATUSES, STATUSES
from gongdao.letters.wording import LANGUAGES, has
from gongdao.rulebook.commands import BY_CLOCK, BY_NAME

SNAPSHOT = Path(__file__).parents[3] / "docs" / "openapi.json"
API = Path(__file__).parents[3] / "src" / "gongdao" / "api"


def test_the_document_is_the_one_in_docs() -> None:
    """After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/faces/api/test_openapi.py."""
    text, _ = openapi_file()
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_bytes(text)
    assert SNAPSHOT.read_bytes() == text, "the API changed; see this test's docstring"


def test_every_command_of_a_person_has_its_address() -> None:
    names = {operation.name for operation in OPERATIONS}
    assert set(BY_NAME) - BY_CLOCK <= names
    assert not BY_CLOCK & names


def test_every_command_has_an_example_that_can_be_read() -> None:
    assert {kind for name, kind in BY_NAME.items() if name not in BY_CLOCK} == set(EXAMPLES)
    for kind, example in EXAMPLES.items():
        assert msgspec.json.decode(msgspec.json.encode(example), type=kind) == example


def test_every_operation_is_told_whole() -> None:
    document = openapi()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            where = f"{method} {path}"
            assert told["summary"], where
            assert {"500", "503"} <= set(told["responses"]), where
            assert {"401", "403"} <= set(told["responses"]), where
            assert told["security"], where
            assert re.findall(r"{(\w+)}", path) == [
                item["name"] for item in told["parameters"] if item["in"] == "path"
            ], where


def test_every_reference_leads_somewhere() -> None:
    document = openapi()
    text = json.dumps(document)
    for kind, name in set(re.findall(r'"#/components/(\w+)/(\w+)"', text)):
        assert name in document["components"][kind]


def test_operation_ids_are_unique() -> None:
    names = [told["operationId"] for methods in openapi()["paths"].values() for told in methods.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_sentences(language: Any) -> None:
    for code in STATUSES:
        assert has(f"problem.{code}.title", language), code
        assert has(f"problem.{code}.detail", language), code
    for operation in OPERATIONS:
        assert has(f"operation.{operation.name}", language) or has(f"action.{operation.name}", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_error_has_its_sentence(language: Any) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in API.rglob("*.py"))
    codes = set(re.findall(r'invalid\(\s*"\w+", "(\w+)"|Wrong\(\w+, "(\w+)"', source))
    codes |= set(re.findall(r'(?:_size|: )\("(\w+)"', source))
    codes |= {"control_character", "impossible_date", "impossible_offset"}
    flat = {code for found in codes for code in (found if isinstance(found, tuple) else (found,)) if code}
    assert {"missing", "too_long", "bad_cursor"} <= flat
    assert [code for code in sorted(flat) if not has(f"invalid.{code}", language)] == []


def test_no_status_is_both_of_ours_and_of_the_law() -> None:
    assert not STATUSES.keys() & REFUSAL_STATUSES.keys()


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "公道接口参考"), ("en", "The gongdao API")])
def test_the_reference_shows_every_operation_and_problem(db: None, language: str, title: str) -> None:
    browser = Client()
    browser.cookies["django_language"] = language
    page = browser.get("/api/docs").content.decode()
    assert f"<h1>{title}</h1>" in page
    for operation in OPERATIONS:
        assert f'id="{operation.name}"' in page
    for code in (*STATUSES, *REFUSAL_STATUSES):
        assert f'id="{code}"' in page
    assert "<script" not in page
    assert "style=" not in page
    assert "⟨" not in page


def test_the_document_is_served_with_an_etag(db: None) -> None:
    response = Client().get("/api/openapi.json")
    assert response.content == openapi_file()[0]
    again = Client().get("/api/openapi.json", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/", 404), ("POST", "/api/nothing", 404), ("PUT", "/api/cases", 405),
        ("DELETE", "/api/me", 405), ("POST", "/api/openapi.json", 405), ("GET", "/api/cases/bulk", 405),
        ("OPTIONS", "/api/cases", 405),
    ],
)  # fmt: skip
def test_what_is_no_address_or_method_is_a_problem(db: None, method: str, path: str, status: int) -> None:
    response = Client().generic(method, path)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert ("Allow" in response.headers) == (status == 405)


def test_head_is_answered_like_get(db: None) -> None:
    assert Client().head("/api/me").status_code == 401
