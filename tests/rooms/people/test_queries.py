"""Who acts, in as few statements as promised; who could take a case; who is called what."""

from datetime import datetime, timedelta

import pytest

from gongdao.people import actions, queries
from gongdao.people.addresses import Address, addresses
from gongdao.people.directory import department_names, names, region_names
from gongdao.people.models import Account, Organisation, Shop, Staff
from gongdao.rulebook.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(now: datetime) -> None:
    """Two departments; Zhejiang with Hangzhou in it, and Shanghai."""
    actions.put_department(actor=SYSTEM, now=now, code="service", name="客服部", name_en="Service")
    actions.put_department(actor=SYSTEM, now=now, code="orders", name="订单部")
    actions.put_region(actor=SYSTEM, now=now, code="330000", name="浙江", name_en="Zhejiang")
    actions.put_region(actor=SYSTEM, now=now, code="330100", name="杭州", parent="330000")
    actions.put_region(actor=SYSTEM, now=now, code="310000", name="上海")


def account_of(name: str, now: datetime, **more: str) -> Account:
    return actions.create_account(actor=SYSTEM, now=now, username=name, display_name=name, **more)


def hired(number: str, now: datetime, *roles: str, account: Account | None = None, **field: object) -> Staff:
    return actions.create_staff(
        actor=SYSTEM, now=now, number=number, name=f"员工{number}", account=account, roles=roles, **field
    )


def test_actor_of_staff_carries_roles_and_the_regions_below_the_own(house, now, django_assert_num_queries):
    account = account_of("zhou", now)
    staff = hired(
        "A1", now, "agent", "supervisor", account=account, regions=["330000"], departments=["service"]
    )
    with django_assert_num_queries(2):
        actor = queries.actor_for(account)
    assert actor == Actor(
        ref=f"staff:{staff.pk}",
        roles=frozenset({"agent", "supervisor"}),
        refs=frozenset({f"staff:{staff.pk}", "department:service", f"account:{account.pk}"}),
        regions=frozenset({"330000", "330100"}),
        departments=frozenset({"service"}),
        verified=False,
    )
    with django_assert_num_queries(0):
        assert queries.actor_for(account) is actor


def test_actor_of_parties_acts_for_each_of_them(now, django_assert_num_queries):
    account = account_of("wang", now)
    other = account_of("stranger", now)
    technician = actions.put_technician(actor=SYSTEM, now=now, number="T1", name="王师傅", account=account)
    shop = actions.put_shop(actor=SYSTEM, now=now, code="S1", name="一号店")
    actions.add_shop_member(actor=SYSTEM, now=now, shop=shop, account=account)
    known = actions.find_or_create_customer(now=now, person=actions.Person(name="王", phone="13800000001"))
    actions.link_customer(actor=SYSTEM, now=now, customer_id=int(known.ref[9:]), account=account)
    actions.put_organisation(
        actor=SYSTEM, now=now, kind="carrier", code="yunda", name="韵达", account=account
    )
    own = {f"technician:{technician.pk}", f"shop:{shop.pk}", known.ref, "carrier:yunda"}
    with django_assert_num_queries(1):
        actor = queries.actor_for(account)
    assert actor.ref == f"technician:{technician.pk}"
    assert actor.refs == own | {f"account:{account.pk}"}
    assert not actor.is_staff
    assert queries.actor_for(other).refs == {f"account:{other.pk}"}
    actions.end_shop_member(actor=SYSTEM, now=now, shop=shop, account=account)
    assert not queries.actor_for(account).acts_for(f"shop:{shop.pk}")


def test_actor_follows_a_change_of_roles_at_once(now):
    account = account_of("li", now)
    staff = hired("A1", now, "agent", account=account)
    assert queries.actor_for(account).has("agent")
    actions.set_roles(actor=SYSTEM, now=now, staff_id=staff.pk, roles=["finance"])
    assert queries.actor_for(account).roles == {"finance"}
    actions.deactivate_account(actor=SYSTEM, now=now, account_id=account.pk, reason="离职")
    assert queries.actor_for(account) == Actor(
        ref=f"account:{account.pk}", refs=frozenset({f"account:{account.pk}"})
    )


def test_actor_of_an_executive_speaks_for_the_company(now):
    account = account_of("chen", now)
    hired("E1", now, "executive", account=account)
    assert queries.actor_for(account).acts_for("company")


@pytest.mark.rule("INT-7")
def test_actor_is_verified_once_the_identity_is_on_record(now):
    account = account_of("li", now)
    assert not queries.actor_for(account).verified
    actions.verify_identity(actor=SYSTEM, now=now, account_id=account.pk, how="身份证与账号一致")
    assert queries.actor_for(account).verified


def test_token_leads_to_account_actor_and_scopes_in_one_query(house, now, django_assert_num_queries):
    account = account_of("zhou", now)
    hired("A1", now, "agent", account=account, departments=["service"])
    token, raw = actions.create_token(
        actor=SYSTEM, now=now, account_id=account.pk, name="导入", scopes=["cases:file"]
    )
    with django_assert_num_queries(1):
        bearer = queries.account_by_token(raw, now=now)
    assert bearer is not None
    assert bearer.account == account
    assert bearer.account.display_name == "zhou"
    assert bearer.actor == queries.actor_for(account)
    assert bearer.scopes == {"cases:file"}
    assert bearer.token_id == token.pk
    assert bearer.last_used_date is None
    with django_assert_num_queries(0):
        assert queries.account_by_token(raw, now=now) is bearer
    actions.note_token_used(token_id=token.pk, now=now)
    used = queries.account_by_token(raw, now=now)
    assert used is not None
    assert used.last_used_date == now.date()


def test_token_opens_nothing_once_unknown_revoked_expired_or_closed(now):
    account = account_of("zhou", now)

    def made(**more: datetime) -> tuple[int, str]:
        token, raw = actions.create_token(
            actor=SYSTEM, now=now, account_id=account.pk, name="导入", scopes=["cases:file"], **more
        )
        return token.pk, raw

    key, revoked = made()
    _, expiring = made(expires_at=now + timedelta(hours=1))
    _, open_end = made()
    assert queries.account_by_token("gd_unknown", now=now) is None
    assert queries.account_by_token("坏\ud800", now=now) is None
    assert queries.account_by_token(revoked, now=now) is not None
    actions.revoke_token(actor=SYSTEM, now=now, token_id=key)
    assert queries.account_by_token(revoked, now=now) is None
    assert queries.account_by_token(expiring, now=now + timedelta(minutes=59)) is not None
    assert queries.account_by_token(expiring, now=now + timedelta(hours=1)) is None
    assert queries.account_by_token(open_end, now=now) is not None
    actions.deactivate_account(actor=SYSTEM, now=now, account_id=account.pk, reason="离职")
    assert queries.account_by_token(open_end, now=now) is None


@pytest.mark.parametrize("count", [1, 3])
def test_candidates_take_one_query_and_the_loads(house, now, count, django_assert_num_queries):
    people = [hired(f"A{n}", now, "agent", departments=["service"], capacity=5 + n) for n in range(count)]
    hired("F1", now, "finance")
    asked: list[list[str]] = []

    def loads(refs: object) -> dict[str, int]:
        asked.append(sorted(refs))
        return {f"staff:{people[0].pk}": 4}

    with django_assert_num_queries(1):
        found = queries.candidates("agent", loads=loads)
    assert [(one.ref, one.load, one.capacity) for one in found] == [
        (f"staff:{one.pk}", 4 if one == people[0] else 0, one.capacity) for one in people
    ]
    assert found[0].departments == {"service"}
    assert asked == [sorted(one.ref for one in found)]
    with django_assert_num_queries(0):
        assert queries.candidates("agent", loads=loads) is found
    queries.count_assignment(found[0].ref)
    assert queries.candidates("agent", loads=loads)[0].load == 5
    assert len(queries.candidates("", loads=loads)) == count + 1


@pytest.mark.rule("TRI-7")
def test_candidates_know_the_other_names_of_a_person_and_the_shift(house, now):
    account = account_of("zhou", now)
    staff = hired("A1", now, "agent", account=account, regions=["330000"], skills=["install"])
    technician = actions.put_technician(actor=SYSTEM, now=now, number="T1", name="周", account=account)
    gone = hired("A2", now, "agent", account=account_of("gone", now))
    actions.end_shift(actor=SYSTEM, now=now, staff_id=staff.pk, note="两件待回访", cases=2)
    actions.deactivate_account(actor=SYSTEM, now=now, account_id=gone.account_id or 0, reason="离职")
    (one,) = queries.candidates("agent", loads=lambda _: {})
    assert one.refs == {f"technician:{technician.pk}"}
    assert one.regions == {"330000", "330100"}
    assert one.skills == {"install"}
    assert not one.on_shift


@pytest.mark.parametrize("count", [1, 3])
def test_names_take_one_query_per_kind(house, now, count, django_assert_num_queries):
    staff = [hired(f"A{n}", now) for n in range(count)]
    people = [
        actions.find_or_create_customer(now=now, person=actions.Person(name="王小明")) for _ in range(count)
    ]
    shop = Shop.objects.create(code="S1", name="一号店")
    Organisation.objects.create(kind="carrier", code="yunda", name="韵达快递", name_en="Yunda")
    refs = [f"staff:{one.pk}" for one in staff] + [one.ref for one in people]
    refs += [f"shop:{shop.pk}", "carrier:yunda", "department:service", "system", "company"]
    with django_assert_num_queries(5):
        shown = names(refs)
    assert [shown[ref] for ref in refs] == (
        [one.name for one in staff] + ["王小明"] * count + ["一号店", "韵达快递", "客服部", "系统", "本公司"]
    )
    with django_assert_num_queries(0):
        english = names(refs, "en", masked=True)
    assert [english[ref] for ref in refs[count:]] == ["王**"] * count + [
        "一号店", "Yunda", "Service", "System", "The company",
    ]  # fmt: skip


def test_names_leave_nothing_out(now, django_assert_num_queries):
    odd = [
        "customer:999999",
        "staff:x",
        "carrier:none",
        "third_party:",
        "robot:1",
        "customer:" + "9" * 40,
        "",
    ]
    with django_assert_num_queries(3):
        shown = names(odd)
    assert shown["customer:999999"] == "客户 999999"
    assert shown["robot:1"] == "当事人 1"
    assert set(shown) == set(odd)
    assert all(shown.values())
    nameless = actions.find_or_create_customer(now=now, person=actions.Person(phone="13800000001"))
    assert names([nameless.ref], "en") == {nameless.ref: f"Customer {nameless.ref[9:]}"}


def test_names_follow_a_change_at_once(now):
    actions.put_department(actor=SYSTEM, now=now, code="service", name="客服部")
    assert names(["department:service"]) == {"department:service": "客服部"}
    actions.put_department(actor=SYSTEM, now=now, code="service", name="客户服务部")
    assert names(["department:service"]) == {"department:service": "客户服务部"}


def test_region_and_department_names_come_in_both_languages(house):
    assert region_names() == {"310000": "上海", "330000": "浙江", "330100": "杭州"}
    assert region_names("en") == {"310000": "上海", "330000": "Zhejiang", "330100": "杭州"}
    assert department_names("en") == {"orders": "订单部", "service": "Service"}


def test_addresses_reach_everybody_behind_a_reference_in_one_query(house, now, django_assert_num_queries):
    lead = account_of("lead", now, email="lead@example.com", language="en")
    hired("S1", now, "supervisor", account=lead, departments=["service"])
    shop = actions.put_shop(actor=SYSTEM, now=now, code="S1", name="一号店")
    for name in ("owner", "clerk"):
        member = account_of(name, now, email=f"{name}@example.com")
        actions.add_shop_member(actor=SYSTEM, now=now, shop=shop, account=member)
    customer = actions.find_or_create_customer(
        now=now, person=actions.Person(name="王小明", phone="138 0000 0001", email="Wang@Example.com")
    )
    closed = account_of("closed", now, email="closed@example.com")
    actions.deactivate_account(actor=SYSTEM, now=now, account_id=closed.pk, reason="离职")
    refs = ["department:service", f"shop:{shop.pk}", customer.ref, "carrier:none", "system", "staff:x"]
    with django_assert_num_queries(1):
        found = addresses([*refs, f"account:{closed.pk}"])
    assert found == {
        "department:service": (Address("员工S1", "lead@example.com", "", "en"),),
        f"shop:{shop.pk}": (
            Address("clerk", "clerk@example.com", "", "zh-hans"),
            Address("owner", "owner@example.com", "", "zh-hans"),
        ),
        customer.ref: (Address("王小明", "wang@example.com", "138 0000 0001", "zh-hans"),),
        f"account:{closed.pk}": (Address("", "", "", "zh-hans"),),
    }
