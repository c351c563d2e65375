"""`gongdao user`: people are managed by the administrator, passwords never stand on a command line."""

import pytest

pytestmark = pytest.mark.xdist_group("cli")


def test_member_of_staff_is_made_listed_and_closed(house):
    made = house.json(
        "user", "create", "newcomer", "--name", "新人", "--number", "K1999", "--role", "agent",
        "--department", "service", "--generate",
    )  # fmt: skip
    assert made["ref"].startswith("staff:")
    assert len(made["password"]) >= 12
    listed = {row["username"]: row for row in house.json("user", "list")}
    assert (listed["newcomer"]["roles"], listed["newcomer"]["departments"]) == (["agent"], ["service"])
    house.json("user", "deactivate", "K1999", "--reason", "离职")
    assert "newcomer" not in {row["username"] for row in house.json("user", "list")}
    closed = {row["username"]: row for row in house.json("user", "list", "--all")}
    assert not closed["newcomer"]["active"]
    assert house.json("case", "list", "--as", "newcomer", code=2)["error"]["code"] == "closed_user"


def test_first_administrator_is_made_by_the_program_itself(empty):
    empty.migrate()
    assert empty.json("case", "list", code=4)["error"]["code"] == "no_administrator"
    made = empty.json("user", "create", "boss", "--number", "A1", "--role", "administrator")
    assert made["number"] == "A1"
    assert empty.json("case", "list")["cases"] == []


def test_token_is_shown_once_and_only_its_digest_kept(house):
    made = house.json("user", "token", "zhoumin", "--scope", "cases:read", "--until", "2099-12-31")
    assert made["token"].startswith("gd_")
    assert made["expires_at"] == "2099-12-31T16:00:00Z"
    assert made["token"] not in house.run("user", "list", "--json").stdout


def test_password_is_read_from_standard_input(house):
    done = house.json("user", "password", "zhoumin", "--password-stdin", given="tulip-harbour-93\n")
    assert done == {"username": "zhoumin", "password": ""}
    error = house.json("user", "password", "zhoumin", "--password-stdin", given="12345\n", code=2)["error"]
    assert error["code"] == "too_weak"


def test_demo_passwords_are_told(house):
    told = house.json("user", "demo-passwords")
    assert told["password"]
    assert {"zhoumin", "liushifu"} <= {one["username"] for one in told["accounts"]}
    assert told["password"] in house.run("user", "demo-passwords").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("create", "zhoumin"), "taken", 2),
        (("create", "someone", "--role", "agent"), "user.needs_number", 2),
        (("create", "someone", "--number", "X1", "--role", "king"), "unknown_choice", 2),
        (("create", "someone", "--as", "zhoumin"), "not_permitted", 3),
        (("token", "nobody-of-that-name"), "no_such_user", 4),
        (("token", "zhoumin", "--scope", "everything"), "unknown_choice", 2),
        (("token", "zhoumin", "--until", "tomorrow"), "user.bad_until", 2),
        (("deactivate", "A0001", "--reason", "试"), "conflict_of_interest", 3),
    ],
)
def test_mistakes_are_told_by_code_and_exit_code(house, arguments, code, exit_code):
    assert house.json("user", *arguments, code=exit_code)["error"]["code"] == code
    assert "someone" not in {row["username"] for row in house.json("user", "list", "--all")}
