"""`gongdao case`: as the person named by --as, through the same door, with exit codes that tell."""

import json

import pytest

pytestmark = pytest.mark.xdist_group("cli")

BODY = {
    "channel": "chat",
    "complainant": {"ref": "customer", "name": "吴女士", "contact": "13800070001"},
    "description": "收到的杯子碎了，要求退款",
    "demands": [{"kind": "refund", "amount_fen": 5_000}],
    "order_no": "2024110100001",
}


@pytest.fixture(scope="module")
def number(house) -> str:
    opened = house.json("case", "open", "--json-body", json.dumps(BODY), "--as", "zhoumin")
    assert opened["status"] == "received"
    return str(opened["number"])


def test_open_from_options_asks_for_what_is_missing(house):
    opened = house.json(
        "case", "open", "--description", "态度恶劣", "--name", "郑先生", "--contact", "13800070002",
        "--demand", "赔偿100元", "--channel", "电话", "--as", "K1002",
    )  # fmt: skip
    assert opened["missing"] == []
    shown = house.json("case", "show", opened["number"], "--as", "chenjing")
    assert (shown["channel"], shown["category"], shown["demands"]) == (
        "hotline", "attitude", [{"kind": "compensation", "amount_fen": 10_000}],
    )  # fmt: skip
    assert shown["complainant"]["contact"] == "13800070002"


def test_same_key_opens_one_case(house):
    arguments = ("case", "open", "--json-body", json.dumps(BODY), "--key", "once", "--as", "zhoumin")
    first, second = house.json(*arguments), house.json(*arguments)
    assert (first["number"], first["replayed"], second["replayed"]) == (second["number"], False, True)


def test_show_says_what_the_reader_can_do_and_masks_what_is_not_theirs(house, number):
    shown = house.json("case", "show", number, "--as", "chenjing")
    assert "respond_first" in shown["possible"]
    assert "decide_appeal" not in shown["possible"]
    office = house.json("case", "show", number)  # the administrator reads, and decides nothing
    assert office["possible"] == []
    assert (office["complainant"]["name"], office["complainant"]["contact"]) == ("吴**", "138****0001")
    assert "13800070001" not in house.run("case", "show", number).stdout


def test_do_acts_as_the_person_named(house, number):
    done = house.json("case", "do", number, "respond-first", "--set", "text=非常抱歉", "--as", "chenjing")
    assert done["status"] == "accepted"
    timeline = house.json("case", "timeline", number)
    told = next(item for item in timeline if item["type"] == "first_response_given")
    assert told["actor"].startswith("staff:")
    assert "非常抱歉" in told["text"]


def test_do_is_refused_to_the_administrator_with_rule_and_help(house, number):
    refused = house.run("case", "do", number, "add_note", "--set", "text=备注")
    assert refused.returncode == 3
    assert "TRI-7" in refused.stderr
    error = house.json("case", "do", number, "add_note", "--set", "text=备注", code=3)["error"]
    assert (error["code"], error["rule"], error["remedy"]) == ("not_permitted", "TRI-7", "ask_handler")


def test_do_on_a_page_that_moved_on_changes_nothing(house, number):
    error = house.json(
        "case", "do", number, "add_note", "--set", "text=备注", "--expected-version", "1",
        "--as", "chenjing", code=5,
    )["error"]  # fmt: skip
    assert error["code"] == "case_moved_on"


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("show", "209912-001"), "case_not_found", 4),
        (("show", "nonsense"), "case_not_found", 4),
        (("do", "202405-001", "fly"), "no_such_command", 2),
        (("do", "202405-001", "lapse_deadline"), "no_such_command", 2),
        (("do", "202405-001", "add_note", "--set", "nonsense"), "bad_pair", 2),
        (("do", "202405-001", "add_note", "--set", "foo=1"), "bad_body", 2),
        (("do", "202405-001", "add_note", "--json-body", "[1]"), "not_json", 2),
        (("do", "202405-001", "add_note", "--json-body", "@/nowhere"), "no_such_file", 4),
        (("list", "--after", "nonsense"), "bad_cursor", 2),
        (("explain", "202405-001", "nothing"), "case.no_such_limit", 4),
        (("list", "--as", "nobody-of-that-name"), "no_such_user", 4),
        (("open", "--description", "好", "--amount", "-5", "--as", "zhoumin"), "negative_amount", 2),
        (("open", "--description", "好", "--key", "once-more", "--as", "zhoumin"), "contact_needed", 2),
        (("open", "--description", "坏\x07", "--contact", "13800070003", "--as", "zhoumin"), "bad_value", 3),
    ],
)
def test_mistakes_are_told_by_code_and_exit_code(house, arguments, code, exit_code):
    assert house.json("case", *arguments, code=exit_code)["error"]["code"] == code


def test_list_and_search_find_cases_in_pages(house, number):
    found = house.json("case", "search", "杯子", "--as", "chenjing")
    assert number in [item["number"] for item in found["cases"]]
    first = house.json("case", "list", "--newest", "--limit", "5")
    second = house.json("case", "list", "--newest", "--limit", "5", "--after", first["next"])
    assert len(first["cases"]) == len(second["cases"]) == 5
    assert not {item["number"] for item in first["cases"]} & {item["number"] for item in second["cases"]}


def test_stranger_finds_no_case_that_is_not_theirs(house, number):
    assert house.json("case", "search", "杯子", "--as", "liushifu")["cases"] == []
    assert house.run("case", "show", number, "--as", "liushifu").returncode == 4


def test_technician_reads_the_own_judgement_and_not_the_notes(house):
    shown = house.json("case", "show", "202406-001", "--as", "liushifu")
    assert list(shown["findings"]) == ["F1"]
    assert list(shown["appeals"]) == ["A1"]
    assert shown["overseer"] == ""
    types = {item["type"] for item in house.json("case", "timeline", "202406-001", "--as", "liushifu")}
    assert "finding_made" in types
    assert "claims_decided" not in types  # for staff


@pytest.mark.rule("DEC-3")
def test_reasons_are_told_to_those_whose_case_it_is(house):
    told = house.json("case", "reasons", "202406-001", "F1", "--as", "liushifu")
    shown = house.run("case", "reasons", "202406-001", "F1", "--as", "liushifu").stdout
    assert told["title"] == "判责说明书"
    assert all(line["text"] in shown for part in told["sections"] for line in part["lines"])
    assert {item["party"] for item in told["reasons"]["rights"]} == {"technician:1"}
    assert house.json("case", "reasons", "202406-001", "A1", "--as", "liushifu")["title"] == "申诉复核决定书"
    assert house.run("case", "reasons", "202406-001", "F1", "--as", "linsenmu").returncode == 4
    assert house.run("case", "reasons", "202406-001", "F9").returncode == 4


@pytest.mark.rule("SLA-11")
def test_explain_counts_day_by_day(house):
    # Opened Mon 1 April 11:00, three working days: Qingming off from Thu 4 to Sat 6, Sunday 7 worked.
    told = house.json("case", "explain", "202404-001", "handling")
    assert told["due_at"] == "2024-04-07T03:00:00Z"
    assert [row["kind"] for row in told["rows"]] == [
        "counted",
        "counted",
        "counted",
        "holiday",
        "make_up_day",
    ]
    assert told["counted_seconds"] == 3 * 86_400
    assert "清明" in house.run("case", "explain", "202404-001", "handling").stdout


def test_attached_file_can_be_submitted(house, number, tmp_path):
    photo = tmp_path / "杯子.txt"
    photo.write_text("照片说明：杯口碎裂", encoding="utf-8")
    stored = house.json("case", "attach", str(photo), "--as", "chenjing")
    exhibit = {"exhibit": {"sha256": stored["sha256"], "kind": "goods_photo", "explanation": "杯口碎裂"}}
    done = house.json(
        "case", "do", number, "submit_exhibit", "--json-body", json.dumps(exhibit), "--as", "chenjing"
    )
    assert done["events"] == ["exhibit_submitted"]
    page = tmp_path / "page.html"
    page.write_text("<html>")
    assert house.json("case", "attach", str(page), code=2)["error"]["code"] == "unfit_file.unknown_type"


def test_answers_in_english_when_asked(house):
    assert "There is no case 209912-001" in house.run("case", "show", "209912-001", "--lang", "en").stderr
