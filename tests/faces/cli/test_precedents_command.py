"""`gongdao precedents`: drafts of earlier cases, what waits, and deciding about it."""

import pytest

pytestmark = [pytest.mark.rule("APP-17"), pytest.mark.xdist_group("cli")]


def test_drafts_are_made_once_listed_and_decided(house):
    house.json("demo")
    house.json("precedents", "draft")
    assert house.json("precedents", "draft") == {"drafted": 0}
    first, *_, last = house.json("precedents", "list")["precedents"]
    assert first["state"] == "draft"
    assert first["drafted_at"] <= last["drafted_at"]
    key = str(first["id"])
    refused = house.json("precedents", "approve", key, code=3)["error"]  # pictures are still to be looked at
    assert (refused["code"], refused["rule"]) == ("picture_due", "APP-17")
    assert (
        house.json("precedents", "reject", key, "--reason", " ", code=3)["error"]["code"] == "reason_needed"
    )
    done = house.json("precedents", "reject", key, "--reason", "细节太少")
    assert (done["id"], done["state"]) == (first["id"], "rejected")
    assert house.json("precedents", "approve", key, code=5)["error"]["code"] == "precedents.stale"
    (rejected, *_) = house.json("precedents", "list", "--state", "rejected")["precedents"]
    assert (rejected["id"], rejected["reason"]) == (first["id"], "细节太少")
    assert "待审核" in house.run("precedents", "list").stdout
    assert "Waiting" in house.run("precedents", "list", "--lang", "en").stdout


def test_only_approvers_list_and_decide(house):
    for command in (("list",), ("approve", "1"), ("reject", "1", "--reason", "x")):
        error = house.json("precedents", *command, "--as", "zhoumin", code=3)["error"]
        assert (error["code"], error["rule"]) == ("not_permitted", "APP-17")


def test_what_is_not_there_is_said(house):
    assert house.json("precedents", "approve", "999999999", code=4)["error"]["code"] == "precedents.missing"
    assert house.json("precedents", "list", "--state", "x", code=2)["error"]["code"] == "precedents.bad_state"
    assert house.json("precedents", "list", "--state", "withdrawn")["precedents"] == []
    assert house.run("precedents", "list", "--state", "withdrawn").stdout.strip() == "没有这类先例。"
