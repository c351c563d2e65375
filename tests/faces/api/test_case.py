"""Reading cases over HTTP: as one may see them, verifiable, in few statements."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.models import Case
from gongdao.exhibits.models import Custody

from .scene import PNG, Caller, Scene, photo


@pytest.fixture
def number(scene: Scene) -> str:
    """Return a case against the technician, with a note and an exhibit."""
    number = scene.open_case(
        respondents=[{"ref": scene.technician.ref, "name": "李师傅", "contact": "13711112222"}]
    )
    scene.handler.post(f"/cases/{number}/add-note", {"text": "客户情绪激动"})
    scene.customer.upload(f"/cases/{number}/exhibits", {"file": photo(), "explanation": "外箱破损"})
    return number


def events(caller: Caller, number: str, **query: Any) -> dict[str, Any]:
    response = caller.get(f"/cases/{number}/events", **query)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.rule("INT-8")
def test_contacts_are_masked_for_the_other_side(scene: Scene, number: str) -> None:
    seen = {
        who: getattr(scene, who).get(f"/cases/{number}").json()
        for who in ("customer", "handler", "technician")
    }
    assert seen["handler"]["complainant"]["contact"] == "13812345678"
    assert seen["customer"]["complainant"]["contact"] == "13812345678"
    assert seen["customer"]["respondents"][0]["contact"] == "137****2222"
    assert seen["technician"]["complainant"] == {
        "ref": scene.customer.ref, "name": "王**", "contact": "138****5678",
    }  # fmt: skip
    assert seen["technician"]["respondents"][0]["contact"] == "13711112222"
    assert seen["technician"]["names"][scene.customer.ref] == "王**"
    assert seen["handler"]["names"][scene.customer.ref] == "王女士"


@pytest.mark.rule("INT-8")
def test_nothing_of_a_contact_is_anywhere_in_what_the_other_side_reads(scene: Scene, number: str) -> None:
    for path in ("", "/events", "/actions"):
        text = scene.technician.get(f"/cases/{number}{path}").content.decode()
        assert "13812345678" not in text
        assert "王女士" not in text


def test_a_party_sees_no_notes_and_no_hidden_parts(scene: Scene, number: str) -> None:
    inside = [event["type"] for event in events(scene.handler, number)["events"]]
    outside = [event["type"] for event in events(scene.customer, number)["events"]]
    assert "note_added" in inside
    assert outside == [kind for kind in inside if kind not in ("note_added", "deadline_warned")]
    assert not scene.customer.get(f"/cases/{number}").json()["inside"]


@pytest.mark.rule("RES-8")
def test_an_offer_that_was_not_approved_is_not_for_the_customer(scene: Scene, number: str) -> None:
    body = {"remedies": [{"kind": "compensation", "amount_fen": 50_000_00}], "explanation": "补偿"}
    made = scene.handler.post(f"/cases/{number}/propose-remedies", body)
    assert made.status_code == 200, made.content.decode()
    inside = scene.handler.get(f"/cases/{number}").json()["proposals"]
    if inside["P1"]["status"] != "awaiting_approval":
        pytest.fail("the example is within the handler's cap")
    assert scene.customer.get(f"/cases/{number}").json()["proposals"] == {}
    types = [event["type"] for event in events(scene.customer, number)["events"]]
    assert "proposal_made" not in types
    assert scene.technician.get(f"/cases/{number}").json()["proposals"] == {}


def recomputed(case_id: int, shown: list[dict[str, Any]]) -> Iterator[str]:
    """Recompute the chain as the documentation says, with nothing of the program."""
    chain = hashlib.sha256(f"gongdao:case:{case_id}".encode()).digest()
    for event in shown:
        body = {name: event[name] for name in ("actor", "at", "event", "seq")}
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).digest()
        assert digest.hex() == event["digest"], event["seq"]
        chain = hashlib.sha256(chain + digest).digest()
        yield chain.hex()


def test_the_chain_can_be_verified_from_outside(scene: Scene, number: str) -> None:
    shown = events(scene.handler, number)["events"]
    case_id = Case.objects.get().pk
    assert [event["chain"] for event in shown] == list(recomputed(case_id, shown))


def test_masked_events_carry_no_digest_by_which_to_guess(scene: Scene, number: str) -> None:
    shown = events(scene.technician, number)["events"]
    assert {event["digest"] for event in shown} == {event["chain"] for event in shown} == {""}


def test_events_come_in_pages(scene: Scene, number: str) -> None:
    everything = events(scene.handler, number)["events"]
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = events(scene.handler, number, after=after, limit=2)
        found += page["events"]
        after = page["next"]
    assert found == everything


def test_what_can_be_done_names_the_rule_for_the_rest(scene: Scene, number: str) -> None:
    actions = scene.handler.get(f"/cases/{number}/actions").json()["actions"]
    by_command = {action["command"]: action for action in actions}
    assert by_command["respond_first"]["allowed"]
    waiting = by_command["end_waiting"]
    assert (waiting["allowed"], waiting["rule"], waiting["code"]) == (False, "SLA-9", "not_in_this_state")
    assert waiting["reason"].endswith(".")


@pytest.mark.rule("SLA-11")
def test_the_rows_of_an_explanation_add_up(scene: Scene, number: str) -> None:
    for item in scene.customer.get(f"/cases/{number}").json()["deadlines"]:
        answer = scene.customer.get(item["explanation"].removeprefix("/api")).json()
        counted = sum(row["seconds"] for row in answer["rows"] if row["kind"] in ("counted", "make_up_day"))
        assert counted == answer["counted_seconds"]
        assert answer["title"]
        assert answer["consequences"]


@pytest.mark.parametrize("key", ["nothing", "proposal_answer:P9", "%00"])
def test_an_unknown_deadline_is_not_found(scene: Scene, number: str, key: str) -> None:
    assert scene.handler.get(f"/cases/{number}/deadlines/{key}/explanation").status_code == 404


@pytest.mark.rule("EVI-1")
def test_evidence_is_given_out_inert_and_on_record(scene: Scene, number: str) -> None:
    response = scene.handler.get(f"/cases/{number}/exhibits/E1")
    assert b"".join(response) == PNG
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    (read,) = Custody.objects.filter(act="downloaded")
    assert (read.actor, read.sha256) == (scene.handler.ref, hashlib.sha256(PNG).hexdigest())


@pytest.mark.rule("INT-8")
def test_evidence_is_opened_by_staff_and_by_whoever_handed_it_in(scene: Scene, number: str) -> None:
    path = f"/cases/{number}/exhibits/E1"
    got = {who: getattr(scene, who).get(path).status_code for who in ("customer", "handler", "technician")}
    assert got == {"customer": 200, "handler": 200, "technician": 404}
    exhibit = scene.technician.get(f"/cases/{number}").json()["exhibits"]["E1"]
    assert (exhibit["sha256"], exhibit["content"], exhibit["kind"]) == ("", "", "other")


@pytest.mark.parametrize("path", ["", "/events", "/actions", "/deadlines/proposal/explanation"])
def test_a_case_is_read_in_few_statements(scene: Scene, number: str, path: str) -> None:
    scene.handler.get(f"/cases/{number}{path}")  # now it is known who calls, and names are
    with CaptureQueriesContext(connection) as captured:
        scene.handler.get(f"/cases/{number}{path}")
    assert len(captured) == (2 if path == "/events" else 1), [query["sql"][:120] for query in captured]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "statements"), [("/cases", 1), ("/cases?order=newest", 1), ("/cases/search?q=花瓶", 2)]
)
def test_lists_cost_the_same_for_one_case_and_for_three(
    scene: Scene, count: int, path: str, statements: int
) -> None:
    opened = [scene.open_case() for _ in range(count)]
    for _ in range(2):  # the first notes the day on which the token was used
        scene.handler.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = scene.handler.get(path)
    assert sorted(case["number"] for case in response.json()["cases"]) == opened
    assert len(captured) == statements, [query["sql"][:120] for query in captured]


@pytest.mark.parametrize("path", ["/cases", "/cases?order=newest", "/cases/search?q=花瓶"])
def test_lists_go_on_where_a_page_ended(scene: Scene, path: str) -> None:
    opened = [scene.open_case() for _ in range(3)]
    sign = "&" if "?" in path else "?"
    found: list[str] = []
    cursor = ""
    for _ in range(3):
        page = scene.handler.get(f"{path}{sign}limit=1&cursor={cursor}").json()
        found += [case["number"] for case in page["cases"]]
        cursor = page["next"]
    assert sorted(found) == opened
    assert cursor == ""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=received", True), ("status=closed", False), ("status=closed&status=received", True),
        ("priority=normal", True), ("priority=urgent", False), ("handler=nobody", False),
        ("department=service", True), ("region=310000", False), ("policy=dispute-mediation", True),
        ("received_from=2026-01-01T00:00:00Z", True), ("received_to=2026-01-01T00:00:00Z", False),
        ("received_from=2199-01-01T00:00:00Z", False), ("received_to=2199-01-01T00:00:00Z", True),
        ("received_to=1990-01-01T00:00:00Z", False), ("overdue=true", False), ("overdue=false", True),
        ("category=goods_damaged", True), ("category=%E6%9C%AA%E7%9F%A5", False),
    ],
)  # fmt: skip
def test_lists_are_narrowed(scene: Scene, query: str, found: bool) -> None:
    number = scene.open_case()
    cases = scene.handler.get(f"/cases?{query}").json()["cases"]
    assert [case["number"] for case in cases] == ([number] if found else [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("overdue=maybe", "overdue"), ("received_from=2024-01-01", "received_from"),
        ("received_to=2999-01-01T00:00:00Z", "received_to"),
        ("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("limit=1&limit=2", "limit"),
        ("order=oldest", "order"), ("cursor=x", "cursor"), ("cursor=9.9.9", "cursor"), ("overdu=1", "overdu"),
        ("cursor=99999999999999999999999.1", "cursor"), ("cursor=1.99999999999999999999999", "cursor"),
        ("priority=high", "priority[0]"), ("status=%00", "status[0]"), ("handler=Wang", "handler"),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_is_told_with_its_field(scene: Scene, query: str, field: str) -> None:
    response = scene.handler.get(f"/cases?{query}")
    assert response.status_code == 422, response.content.decode()
    assert response.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "words", ["退款", "花瓶 破损", "2024042800123", "5678", "' & | ! ( ) : *", "a" * 200, "\\", "的"]
)
def test_any_words_can_be_searched_for(scene: Scene, words: str) -> None:
    scene.open_case()
    assert scene.handler.get("/cases/search", q=words).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "-1.5", "9" * 40, "٣"])
def test_a_search_cursor_that_cannot_be_is_told(scene: Scene, cursor: str) -> None:
    response = scene.handler.get("/cases/search", q="退款", cursor=cursor)
    assert response.status_code == 422
