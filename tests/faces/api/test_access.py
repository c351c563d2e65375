"""Every address, asked by owner, handler, colleague and stranger, without a token and without its scope.

The table names every operation: one that is added without a line here fails the first test.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import pytest
from django.http import HttpResponse

from gongdao.api.examples import EXAMPLES
from gongdao.api.face import OPERATIONS
from gongdao.api.resources.acting import ON_A_CASE
from gongdao.casework.models import Event
from gongdao.people.actions import SCOPES

from .scene import Caller, Scene, photo, token_for

ASKED_BY = ("customer", "handler", "colleague", "stranger")
# Who gets what, in this order. A case of others is not found; lists simply do not show it.
ALL_MAY = (200, 200, 200, 200)
OF_THE_CASE = (200, 200, 404, 404)
READS: dict[str, tuple[int, ...]] = {
    "case": OF_THE_CASE, "case_events": OF_THE_CASE, "case_actions": OF_THE_CASE,
    "explain_deadline": OF_THE_CASE, "download_exhibit": OF_THE_CASE, "upload_exhibit": (201, 201, 404, 404),
    "cases": ALL_MAY, "search_cases": ALL_MAY, "policies": ALL_MAY, "policy": ALL_MAY, "me": ALL_MAY,
    "messages": ALL_MAY, "mark_messages_read": ALL_MAY, "bulk": ALL_MAY,
    "open_case": (201, 201, 201, 403),
}  # fmt: skip
# Commands that the complainant may give; the others are refused with 403.
BY_THE_CUSTOMER = {
    "supply_details", "submit_exhibit", "answer_proposal", "escalate_case", "file_appeal",
    "file_appeal_as_resource", "withdraw_appeal", "reopen_case", "withdraw_case",
}  # fmt: skip
# Commands that the handler may not give: those of leaders, reviewers, those asked and those judged.
NOT_BY_THE_HANDLER = {
    "answer_collaboration", "extend_deadline", "give_statement", "approve_proposal", "reject_proposal",
    "order_remedy", "file_appeal", "file_appeal_as_resource", "assign_reviewer", "decide_appeal",
    "withdraw_appeal", "accept_finding",
}  # fmt: skip
COMMANDS = {*ON_A_CASE, "file_appeal_as_resource"}
BY_NAME = {operation.name: operation for operation in OPERATIONS}


class Place(NamedTuple):
    """Where to ask."""

    number: str
    exhibit: str

    def path(self, name: str) -> str:
        return BY_NAME[name].path.format(
            number=self.number, id=self.exhibit, key="first_response", policy="dispute-mediation"
        )


def ask(caller: Caller, name: str, place: Place, scene: Scene) -> HttpResponse:
    """Send a sensible request to an operation."""
    operation, path = BY_NAME[name], place.path(name)
    if name == "upload_exhibit":
        return caller.upload(path, {"file": photo(), "kind": "goods_photo", "explanation": "破损"})
    if operation.method == "GET":
        return caller.get(path, **({"q": "花瓶"} if name == "search_cases" else {}))
    return caller.post(path, body_for(name, place, scene))


def body_for(name: str, place: Place, scene: Scene) -> dict[str, Any]:
    bodies: dict[str, Callable[[], dict[str, Any]]] = {
        "open_case": scene.opening,
        "mark_messages_read": lambda: {"up_to": 2**62},
        "bulk": lambda: {"items": [{"number": place.number, "command": {"command": "end_waiting"}}]},
    }
    if name in bodies:
        return bodies[name]()
    kind = BY_NAME[name].body
    assert kind is not None
    body = msgspec.to_builtins(EXAMPLES[kind])
    return {field: value for field, value in body.items() if field != "command"}


def a_case(scene: Scene) -> Place:
    number = scene.open_case()
    exhibit = scene.customer.upload(
        f"/cases/{number}/exhibits", {"file": photo(), "kind": "goods_photo", "explanation": "破损"}
    )
    return Place(number, exhibit.json()["exhibit"])


def test_every_operation_is_in_the_table() -> None:
    assert set(BY_NAME) == set(READS) | COMMANDS
    assert len(BY_NAME) == len(OPERATIONS)


@pytest.mark.parametrize("who", ASKED_BY)
def test_reads_and_others_by_owner_handler_colleague_and_stranger(scene: Scene, who: str) -> None:
    place = a_case(scene)
    caller: Caller = getattr(scene, who)
    got = {name: ask(caller, name, place, scene).status_code for name in READS}
    assert got == {name: expected[ASKED_BY.index(who)] for name, expected in READS.items()}


@pytest.mark.parametrize("who", ASKED_BY)
def test_commands_by_owner_handler_colleague_and_stranger(scene: Scene, who: str) -> None:
    caller: Caller = getattr(scene, who)
    allowed = {"customer": BY_THE_CUSTOMER, "handler": COMMANDS - NOT_BY_THE_HANDLER}.get(who, set())
    forbidden = 403 if who in ("customer", "handler") else 404
    for name in sorted(COMMANDS):
        place = Place(scene.open_case(), "E1")
        before = Event.objects.count()
        response = ask(caller, name, place, scene)
        if name in allowed:  # the law may still speak against it
            assert response.status_code in (200, 409, 422), (name, response.content.decode())
        else:
            assert response.status_code == forbidden, (name, response.content.decode())
            assert Event.objects.count() == before, name


def test_without_a_token_everything_is_unauthorised(scene: Scene) -> None:
    place = a_case(scene)
    for name in BY_NAME:
        response = ask(scene.nobody, name, place, scene)
        assert response.status_code == 401, name
        assert response.headers["WWW-Authenticate"].startswith("Bearer"), name


def test_without_its_scope_everything_is_refused(scene: Scene) -> None:
    place = a_case(scene)
    for name, operation in BY_NAME.items():
        others = tuple(scope for scope in SCOPES if scope != operation.scope)
        caller = Caller(scene.handler.ref, token_for(scene.handler, *others), scene.handler.account_id)
        response = ask(caller, name, place, scene)
        if name == "me":
            assert response.status_code == 200
            continue
        assert response.status_code == 403, name
        assert response.json()["params"] == {"scope": operation.scope}, name


def test_lists_show_a_case_to_those_it_concerns_alone(scene: Scene) -> None:
    number = scene.open_case()
    for path, query in (("/cases", {}), ("/cases/search", {"q": "花瓶"}), ("/cases/search", {"q": number})):
        seen = {
            who: [case["number"] for case in getattr(scene, who).get(path, **query).json()["cases"]]
            for who in ASKED_BY
        }
        assert seen == {"customer": [number], "handler": [number], "colleague": [], "stranger": []}, path


def test_bulk_needs_the_scope_for_filing_to_open_cases(scene: Scene) -> None:
    caller = Caller(scene.handler.ref, token_for(scene.handler, "cases:act"), scene.handler.account_id)
    items = [{"command": {"command": "open_case", **scene.opening()}}]
    response = caller.post("/cases/bulk", {"items": items})
    assert response.status_code == 403
    assert response.json()["params"] == {"scope": "cases:file"}
