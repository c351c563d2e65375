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
from gongdao.rulebook.actor import key_of

from .scene import PNG, Caller, Scene, photo, token_for

ASKED_BY = ("customer", "handler", "colleague", "stranger")
# Who gets what, in this order. A case of others is not found; lists simply do not show it.
ALL_MAY = (200, 200, 200, 200)
OF_THE_CASE = (200, 200, 404, 404)
NOBODY_HERE = (404, 404, 404, 404)  # for supervisors, those who look at the desk as a whole, shops
READS: dict[str, tuple[int, ...]] = {
    "case": OF_THE_CASE, "case_events": OF_THE_CASE, "case_actions": OF_THE_CASE,
    "explain_deadline": OF_THE_CASE, "finding_reasons": OF_THE_CASE, "appeal_reasons": (404, 404, 404, 404),
    "download_exhibit": OF_THE_CASE, "exhibit_custody": OF_THE_CASE,
    "view_exhibit": OF_THE_CASE, "upload_exhibit": (201, 201, 404, 404),
    "begin_upload": (201, 201, 404, 404), "upload_progress": (200, 404, 404, 404),
    "upload_part": (200, 404, 404, 404), "upload_as_exhibit": (201, 404, 404, 404),
    "drop_upload": (200, 404, 404, 404),
    "answer_in_words": (422, 422, 404, 404),  # nothing was asked for
    "customer_dossier": (404, 200, 404, 404), "experience": (404, 200, 200, 404),
    "surveys": NOBODY_HERE, "voided_waybills": NOBODY_HERE,
    "cases": ALL_MAY, "search_cases": ALL_MAY, "policies": ALL_MAY, "policy": ALL_MAY,
    "policy_announcements": ALL_MAY, "me": ALL_MAY,
    "messages": ALL_MAY, "mark_messages_read": ALL_MAY, "bulk": ALL_MAY,
    "open_case": (201, 201, 201, 403),
    "dossier": OF_THE_CASE, "case_pdf": OF_THE_CASE, "receipt": (200, 404, 404, 404),
    "shop_standing": NOBODY_HERE,
    "precedents": ALL_MAY, "precedent": NOBODY_HERE, "similar_precedents": (404, 200, 404, 404),
}  # fmt: skip
# Commands that the complainant may give; the others are refused with 403.
BY_THE_CUSTOMER = {
    "answer_survey", "supply_details", "submit_exhibit", "answer_proposal", "escalate_case", "file_appeal",
    "file_appeal_as_resource", "withdraw_appeal", "give_supplement", "go_outside",
    "ask_for_person", "join_group", "leave_group", "reopen_case", "withdraw_case", "make_offer",
    "answer_offer", "ask_step_in", "ship_return", "receive_goods", "check_goods", "ask_advance",
    "object_to_exhibit", "waive_objection", "answer_objection", "arrange_chain",
}  # fmt: skip
# Commands that the handler may not give: those of leaders, reviewers, those asked and those judged.
NOT_BY_THE_HANDLER = {
    "answer_collaboration", "extend_deadline", "give_statement", "approve_proposal", "reject_proposal",
    "order_remedy", "file_appeal", "file_appeal_as_resource", "assign_reviewer", "decide_appeal",
    "withdraw_appeal", "accept_finding", "judge_lateness", "ask_supplement", "give_supplement", "go_outside",
    "ask_for_person", "answer_group", "sign_waybill_void", "make_offer", "answer_offer", "ask_step_in",
    "ship_return", "check_goods", "convert_points", "lift_sanction", "report_correction", "deny_advance",
    "pay_advance", "write_off_advance", "erase_exhibit", "object_to_exhibit", "waive_objection",
    "answer_objection", "arrange_chain",
}  # fmt: skip
COMMANDS = {*ON_A_CASE, "file_appeal_as_resource"}
BY_NAME = {operation.name: operation for operation in OPERATIONS}


class Place(NamedTuple):
    """Where to ask."""

    number: str
    exhibit: str
    customer: str = "1"
    upload: str = "0b9f0d9e-6f0b-4a52-9d0c-0f3f5f3c1a77"

    def path(self, name: str) -> str:
        return BY_NAME[name].path.format(
            number=self.number,
            id=self.exhibit,
            key="first_response",
            policy="dispute-mediation",
            finding="F1",
            appeal="A1",
            seq="1",
            customer=self.customer,
            upload=self.upload,
            offset="0",
            code="SH0001",
        )


def ask(caller: Caller, name: str, place: Place, scene: Scene) -> HttpResponse:
    """Send a sensible request to an operation."""
    operation, path = BY_NAME[name], place.path(name)
    if name == "upload_exhibit":
        return caller.upload(path, {"file": photo(), "kind": "goods_photo", "explanation": "破损"})
    if name == "upload_part":
        return caller.put(path, PNG)
    if operation.method == "DELETE":
        return caller.delete(path)
    if operation.method == "GET":
        return caller.get(path, **({"q": "花瓶"} if name == "search_cases" else {}))
    return caller.post(path, body_for(name, place, scene))


def body_for(name: str, place: Place, scene: Scene) -> dict[str, Any]:
    bodies: dict[str, Callable[[], dict[str, Any]]] = {
        "open_case": scene.opening,
        "begin_upload": lambda: {"name": "照片.png", "size_bytes": len(PNG)},
        "upload_as_exhibit": lambda: {"kind": "goods_photo", "explanation": "破损"},
        "answer_in_words": lambda: {"request": "Q1", "text": "见快递底单"},
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
    facts = {"origin": "transport", "transport": "violent", "manual": "unknown"}
    finding = {"facts": facts, "reasons": "物流轨迹显示抛掷"}
    assert scene.handler.post(f"/cases/{number}/make-finding", finding).status_code == 200
    upload = scene.customer.post(f"/cases/{number}/uploads", {"name": "a.png", "size_bytes": len(PNG)})
    return Place(number, exhibit.json()["exhibit"], key_of(scene.customer.ref), upload.json()["upload"])


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
