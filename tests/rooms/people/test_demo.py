"""The people of the demonstration: made once, signed in with a password nobody can know beforehand."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from gongdao.people import actions, queries
from gongdao.people.actions import Unfit
from gongdao.people.directory import names
from gongdao.people.models import Account, Change, Customer, Department, Staff
from gongdao.rulebook.actor import ROLES, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.GONGDAO_HOME = tmp_path / "var"
    return settings.GONGDAO_HOME


def test_demo_people_are_made_once_and_hold_every_role(now):
    people = actions.create_demo_people(now=now)
    counts = [model.objects.count() for model in (Account, Staff, Customer, Change)]
    assert actions.create_demo_people(now=now + timedelta(days=1)) == people
    assert [model.objects.count() for model in (Account, Staff, Customer, Change)] == counts
    assert actions.demo_people() == people
    actors = {
        key: queries.actor_for(Account.objects.get(pk=number)) for key, number in people.accounts.items()
    }
    assert {role for actor in actors.values() for role in actor.roles} == set(ROLES)
    assert all(actors[key].ref == people.refs[key] for key in actors)
    assert all(actor.verified for actor in actors.values())
    assert actors["xufeng"].regions == {"330000", "330100"}
    assert names([people.refs["zhoumin"], people.refs["muyuan"], "carrier:yunda", "insurer:picc"]) == {
        people.refs["zhoumin"]: "周敏",
        people.refs["muyuan"]: "木源家居旗舰店",
        "carrier:yunda": "韵达快递",
        "insurer:picc": "人保财险",
    }
    assert {"service", "after_sales"} <= set(Department.objects.values_list("code", flat=True))


def test_demo_people_who_are_missing_are_added(now):
    people = actions.create_demo_people(now=now)
    Change.objects.create(
        at=now,
        actor="system",
        action="create_demo_people",
        about="company",
        body={
            "accounts": people.accounts,
            "refs": {key: ref for key, ref in people.refs.items() if key != "chenxi"},
        },
    )
    assert "chenxi" not in actions.demo_people().refs
    assert actions.create_demo_people(now=now) == people


def test_demo_password_is_random_kept_private_and_opens_each_account(now, home):
    assert actions.demo_sign_ins() == ("", ())
    people = actions.create_demo_people(now=now)
    password, sign_ins = actions.demo_sign_ins()
    path = home / "demo_password"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().strip() == password
    assert len(password) == 14
    assert {one.username for one in sign_ins} == set(people.accounts)
    zhoumin = authenticate(username="zhoumin", password=password)
    assert zhoumin is not None
    assert zhoumin.pk == people.accounts["zhoumin"]
    path.unlink()
    actions.create_demo_people(now=now)
    other, _ = actions.demo_sign_ins()
    assert other != password
    assert Account.objects.get(username="zhoumin").check_password(other)


def test_demo_does_not_reset_a_password_that_was_changed(now):
    people = actions.create_demo_people(now=now)
    actions.set_password(
        actor=SYSTEM, now=now, account_id=people.accounts["admin"], password="Correct-Horse-9"
    )
    actions.create_demo_people(now=now)
    assert Account.objects.get(username="admin").check_password("Correct-Horse-9")


def test_demo_never_takes_over_an_account_of_the_same_name(now, home):
    mine = actions.create_account(
        actor=SYSTEM, now=now, username="zhoumin", display_name="周敏", password="Correct-Horse-9"
    )
    with pytest.raises(Unfit):
        actions.create_demo_people(now=now)
    mine.refresh_from_db()
    assert mine.check_password("Correct-Horse-9")
    assert Account.objects.count() == 1
    assert not (home / "demo_password").exists()


def test_demo_people_can_be_retired(now):
    people = actions.create_demo_people(now=now)
    password, _ = actions.demo_sign_ins()
    assert actions.retire_demo_people(now=now) == len(people.accounts)
    assert actions.retire_demo_people(now=now) == 0
    assert actions.demo_sign_ins() == ("", ())
    assert authenticate(username="admin", password=password) is None
    assert not Staff.objects.filter(is_active=True).exists()
    actions.create_demo_people(now=now)
    assert authenticate(username="admin", password=password) is None
