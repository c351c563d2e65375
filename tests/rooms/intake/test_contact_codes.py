"""Contact codes open one case to one who shows number and code, and nobody learns more by trying."""

import re
from datetime import datetime, timedelta

import pytest

from gongdao.intake import contact_codes
from gongdao.intake.attempts import Limit, count, give_back
from gongdao.intake.contact_codes import Holder
from gongdao.intake.models import Attempt, ContactCode

pytestmark = pytest.mark.django_db

CASE = 202405 * 10**7 + 1
CODE = contact_codes.code_from("secret")


def test_code_is_readable_and_the_same_for_the_same_secret() -> None:
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}", CODE)
    assert contact_codes.code_from("secret") == CODE
    assert contact_codes.code_from("another") != CODE


def test_code_opens_its_case_however_it_is_typed(now: datetime) -> None:
    contact_codes.issue(case=CASE, party="customer:1", code=CODE, now=now)
    for typed in (CODE, CODE.lower(), CODE.replace("-", " "), f" {CODE} "):
        assert contact_codes.holder("202405-001", typed) == Holder(CASE, "customer:1")


def test_wrong_code_absent_case_and_nonsense_are_all_nothing(now: datetime) -> None:
    contact_codes.issue(case=CASE, party="customer:1", code=CODE, now=now)
    other = contact_codes.code_from("another")
    tried = [("202405-001", other), ("202405-002", CODE), ("nonsense", CODE), ("202405-001", ""), ("", "")]
    assert [contact_codes.holder(*pair) for pair in tried] == [None] * len(tried)


def test_code_once_issued_stays(now: datetime) -> None:
    contact_codes.issue(case=CASE, party="customer:1", code=CODE, now=now)
    contact_codes.issue(case=CASE, party="customer:2", code=contact_codes.code_from("another"), now=now)
    assert contact_codes.holder("202405-001", CODE) == Holder(CASE, "customer:1")


def test_only_a_digest_is_stored(now: datetime) -> None:
    contact_codes.issue(case=CASE, party="customer:1", code=CODE, now=now)
    row = ContactCode.objects.get()
    stored = bytes(row.digest) + bytes(row.salt)
    assert contact_codes.plain(CODE).encode() not in stored


def test_attempts_are_counted_until_the_stretch_has_passed(now: datetime) -> None:
    limit = Limit("follow", "203.0.113.7", most=2, seconds=60)
    assert [count([limit], now=now) for _ in range(2)] == [None, None]
    assert count([limit], now=now + timedelta(seconds=30)) == now + timedelta(seconds=60)
    assert count([limit], now=now + timedelta(seconds=61)) is None


def test_attempts_of_others_do_not_count(now: datetime) -> None:
    limits = [Limit("follow", who, most=1, seconds=60) for who in ("203.0.113.7", "203.0.113.8")]
    assert [count([limit], now=now) for limit in limits] == [None, None]


def test_the_strictest_of_several_limits_decides(now: datetime) -> None:
    by_address = Limit("follow", "203.0.113.7", most=9, seconds=60)
    by_case = Limit("case", "202405-001", most=1, seconds=600)
    assert count([by_address, by_case], now=now) is None
    assert count([by_address, by_case], now=now) == now + timedelta(seconds=600)


def test_good_attempt_is_given_back(now: datetime) -> None:
    limit = Limit("follow", "203.0.113.7", most=1, seconds=60)
    for _ in range(3):
        assert count([limit], now=now) is None
        give_back([limit], now=now)


def test_addresses_are_not_kept_and_old_rows_go(now: datetime) -> None:
    count([Limit("follow", "203.0.113.7", most=1, seconds=60)], now=now)
    assert "203" not in Attempt.objects.get().key
    count([Limit("follow", "203.0.113.8", most=1, seconds=60)], now=now + timedelta(hours=1))
    assert Attempt.objects.count() == 1
