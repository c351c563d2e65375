"""Pages of conduct: a shop's standing for the shop and for staff, and the check of a catalogue (PEN-2…9)."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gongdao.casework.actions import handle
from gongdao.casework.lapses import sweep_until_done
from gongdao.casework.models import Case
from gongdao.casework.outcome import Outcome
from gongdao.exhibits.actions import receive
from gongdao.lib.ids import case_number
from gongdao.people.actions.demo import create_demo_people
from gongdao.people.actions.demo import demo_people as cast
from gongdao.people.models import Account, Shop
from gongdao.people.queries import actor_for
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.commands import (
    ChargeViolation,
    CheckCorrection,
    FileAppeal,
    MakeFinding,
    OpenCase,
    OrderCorrection,
    ReportCorrection,
)
from gongdao.rulebook.terms import Exhibit, Party

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PEN-2", "PEN-4")]

_HEARD = timedelta(days=21)
CATALOGUE = (
    "商品编号,商品标题,类目,价格,图片\n"
    "A1,SONATA索纳塔专用补漆笔,汽车用品,25,a.jpg\n"
    "A2,GOLF高尔夫专用补漆笔,汽车用品,25,b.jpg\n"
    "A3,户外弹簧刀,户外,39,c.jpg\n"
)


@pytest.fixture
def shop() -> Shop:
    now = timezone.now()
    publish_shipped(now)
    create_demo_people(now=now)
    return Shop.objects.get(code="SH0001")


def client(username: str) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(Account.objects.get(username=username))
    return client


def text(response: object) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]  # a response
    return " ".join(plain.split())


def opened(shop: Shop, at: datetime, category: str = "listing") -> str:
    """The number of a case of the platform against the shop."""
    opening = OpenCase(
        channel="file", complainant=Party("company"), respondents=(Party(f"shop:{shop.pk}"),),
        description="检查发现违规", category=category,
    )  # fmt: skip
    return handle(opening, actor=SYSTEM, now=at, policy="merchant-conduct").number


def charged(shop: Shop, at: datetime, violation: str = "duplicate_listing") -> str:
    """The number of a case in which the shop is charged with a violation."""
    number = opened(shop, at)
    handle(ChargeViolation(violation, "检查发现"), actor=SYSTEM, now=at, number=number)
    return number


def judged(shop: Shop, points: int, at: datetime, amount_fen: int = 0) -> Outcome:
    """A violation of group A judged at an instant by the adjudicator of the demonstration."""
    begun = at - _HEARD
    number = charged(shop, begun, "credit_speculation")
    finding = MakeFinding(
        {"severity": "ordinary"}, "属实", points=points, deviation="情节", amount_fen=amount_fen
    )
    judge = actor_for(Account.objects.get(username="shenlan"))
    return handle(finding, actor=judge, now=at, number=number)


def test_shop_sees_its_points_and_running_sanction(shop: Shop) -> None:
    case = judged(shop, 12, timezone.now() - timedelta(hours=1))
    shown = text(client("muyuan").get("/my/standing/"))
    assert "12 分" in shown
    assert "店铺屏蔽" in shown
    assert "A类累计达到 12 分" in shown
    assert case.number in shown
    assert "七" in shown or "7 天" in shown or "7天" in shown
    assert "按《商户违规管理》2024-01 版计算" in shown
    assert "扣分与处罚" in text(client("muyuan").get("/my/"))


def test_standing_is_for_the_shop_and_staff_alone(shop: Shop) -> None:
    judged(shop, 12, timezone.now() - timedelta(hours=1))
    address = f"/conduct/shops/{shop.code}/"
    assert client("fengxue").get(address).status_code == 200
    for stranger in ("muyuan", "jiayi", "wangfang"):
        assert client(stranger).get(address).status_code == 404
    assert client("jiayi").get(f"/my/standing/{shop.code}/").status_code == 404
    assert client("wangfang").get("/my/standing/").status_code == 404
    assert "累计达到 12 分" not in text(client("jiayi").get("/my/standing/"))
    assert Client().get(address).status_code == 302


def test_overview_lists_shops_under_sanctions(shop: Shop) -> None:
    assert "目前没有店铺在受处罚" in text(client("fengxue").get("/conduct/"))
    judged(shop, 12, timezone.now() - timedelta(hours=1))
    shown = text(client("fengxue").get("/conduct/"))
    assert shop.name in shown
    assert "店铺屏蔽" in shown


def test_overview_finds_shops_by_code_or_name(shop: Shop) -> None:
    staff = client("fengxue")
    for asked in (shop.code, shop.code.lower(), shop.name, "木源"):
        assert staff.get("/conduct/", {"shop": asked}).headers["Location"] == f"/conduct/shops/{shop.code}/"
    several = text(staff.get("/conduct/", {"shop": "店"}))
    assert "找到的店铺 佳艺灯饰专营店 SH0002 木源家居旗舰店 SH0001" in several
    assert "没有找到这个店铺" in text(staff.get("/conduct/", {"shop": "nobody"}))


def test_sanction_whose_time_is_over_is_not_in_force(shop: Shop) -> None:
    """Even before the clock came to it."""
    judged(shop, 12, timezone.now() - timedelta(days=13))
    assert "目前没有执行中的措施" in text(client("muyuan").get("/my/standing/"))


def _uploaded(reader: Client, content: str, code: str = "SH0001") -> object:
    file = SimpleUploadedFile("清单.csv", content.encode())
    return reader.post("/conduct/check/", {"shop": code, "file": file})


@pytest.mark.rule("PEN-8")
def test_catalogue_is_checked_chosen_confirmed_and_opened_once(shop: Shop) -> None:
    reader = client("fengxue")
    address = _uploaded(reader, CATALOGUE).headers["Location"]  # type: ignore[attr-defined]  # a response
    shown = text(reader.get(address))
    assert "禁止和限制发布商品" in shown
    assert "重复铺货" in shown
    assert "A1, A2" in shown
    asked = reader.post(f"{address}open/", {"rule": "duplicate"})
    assert "立案 1 件？" in text(asked)
    assert Case.objects.count() == 0
    places = re.findall(r'name="hit" value="(\d+)"', asked.content.decode())
    for expected in ("立案 1 件", "此前已立案"):
        done = reader.post(f"{address}open/", {"hit": [*places, "9" * 5000], "confirmed": "1"})
        assert expected in text(done)
    assert Case.objects.get().category == "listing"


def test_values_that_could_not_be_read_are_told_by_line(shop: Shop) -> None:
    reader = client("fengxue")
    address = _uploaded(reader, "商品标题,价格\n木凳,abc\n").headers["Location"]  # type: ignore[attr-defined]  # a response
    shown = text(reader.get(address))
    assert "1 个数值无法读取" in shown
    assert "第 2 行" in shown
    assert "abc" in shown


def test_who_may_not_read_what_was_opened_gets_no_dead_link(shop: Shop) -> None:
    """The cases are for the department that judges conduct; anybody of customer service may open them."""
    for name, linked in (("zhoumin", False), ("fengxue", True)):
        reader = client(name)
        address = _uploaded(reader, CATALOGUE).headers["Location"]  # type: ignore[attr-defined]  # a response
        done = reader.post(f"{address}open/", {"rule": "duplicate", "confirmed": "1"})
        number = case_number(Case.objects.get().pk)
        assert number in text(done)
        assert (f"/cases/{number}/" in done.content.decode()) is linked
        assert ("由其他部门办理" in text(done)) is not linked


def test_nothing_chosen_opens_nothing(shop: Shop) -> None:
    reader = client("fengxue")
    address = _uploaded(reader, CATALOGUE).headers["Location"]  # type: ignore[attr-defined]  # a response
    back = reader.post(f"{address}open/", {}, follow=True)
    assert "请先选择要立案的项目" in text(back)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("content", ["价格\n1\n", "", "\x00\x01\x02"])
def test_file_that_cannot_be_checked_is_told(shop: Shop, content: str) -> None:
    told = _uploaded(client("fengxue"), content)
    assert told.status_code == 422  # type: ignore[attr-defined]  # a response
    assert "text-danger" in told.content.decode()  # type: ignore[attr-defined]  # a response


def test_check_is_for_those_who_open_cases(shop: Shop) -> None:
    for stranger in ("songyao", "muyuan", "wangfang"):
        assert client(stranger).get("/conduct/check/").status_code == 404
    address = _uploaded(client("fengxue"), CATALOGUE).headers["Location"]  # type: ignore[attr-defined]  # a response
    colleague = client("zhoumin")
    assert colleague.get(address).status_code == 404
    assert colleague.post(f"{address}open/", {"rule": "duplicate", "confirmed": "1"}).status_code == 404
    assert cast().refs["muyuan"] == f"shop:{shop.pk}"


def test_case_shows_charge_points_and_sanction_to_the_shop_and_staff(shop: Shop) -> None:
    number = judged(shop, 12, timezone.now() - timedelta(hours=1)).number
    for reader, address in (("muyuan", f"/my/cases/{number}/"), ("fengxue", f"/cases/{number}/")):
        shown = text(client(reader).get(address))
        assert "信用炒作" in shown
        assert "A类累计达到 12 分" in shown
        assert re.search("期满后：\\s*处罚自动解除", shown)  # nobody is late by it
        assert "points_a" not in shown
    year = timezone.localtime().year
    assert f"12 A类扣分（{year} 年）" in text(client("fengxue").get(f"/cases/{number}/"))
    assert client("jiayi").get(f"/my/cases/{number}/").status_code == 404


def test_executive_reads_where_the_company_is_a_party_and_an_employee_does_not(shop: Shop) -> None:
    """The company answers through its executive; the list of the desk leads nowhere else."""
    number = judged(shop, 2, timezone.now() - timedelta(hours=1)).number
    assert f"/cases/{number}/" in client("liangdong").get("/desk/?tab=all").content.decode()
    shown = client("liangdong").get(f"/cases/{number}/", follow=True)
    assert shown.status_code == 200
    assert number in text(shown)
    assert client("zhoumin").get(f"/cases/{number}/", follow=True).status_code == 404


@pytest.mark.rule("PEN-1")
def test_violation_is_chosen_by_whoever_charges_it(shop: Shop) -> None:
    """None is taken because it stands first; those of the case's category come before the others."""
    number = opened(shop, timezone.now(), "shipment")
    form = client("fengxue").get(f"/cases/{number}/do/charge_violation/").context["form"]
    offered = [code for code, _ in form.fields["violation"].choices]
    assert offered[:3] == ["", "not_shipped", "false_shipment"]
    assert "exhibits" not in form.fields  # there is none to choose


@pytest.mark.rule("PEN-1")
def test_points_beyond_the_violation_are_refused_with_what_is_possible(shop: Shop) -> None:
    begun = timezone.now() - _HEARD
    number = charged(shop, begun)
    address = f"/cases/{number}/do/make_finding/"
    filled = {"fact_severity": "serious", "points": "12", "deviation": "屡次", "reasons": "属实"}
    refused = client("shenlan").post(address, filled)
    assert refused.status_code == 422
    assert "填写的内容不符合要求：扣分，应为 1–6。" in text(refused)


@pytest.mark.rule("RES-10", "PEN-6")
def test_what_closed_by_itself_is_listed_by_the_title_of_its_time(shop: Shop) -> None:
    begun = timezone.now() - _HEARD
    number = charged(shop, begun)
    handle(OrderCorrection("请下架"), actor=SYSTEM, now=begun, number=number)
    owner = actor_for(Account.objects.get(username="muyuan"))
    handle(ReportCorrection("已下架"), actor=owner, now=begun, number=number)
    staff = client("fengxue")
    form = staff.get(f"/cases/{number}/do/check_correction/")
    assert "是否已经改正" in text(form)
    handle(CheckCorrection(accepted=True, reason="已下架"), actor=SYSTEM, now=begun, number=number)
    sweep_until_done(timezone.now())
    shown = text(staff.get("/desk/experience/"))
    assert "起因 不予处罚结案" in shown
    assert "closing_without_points" not in shown


@pytest.mark.rule("PEN-6")
def test_shop_is_asked_to_correct_and_only_told_what_this_policy_knows(shop: Shop) -> None:
    now = timezone.now()
    number = charged(shop, now)
    assert "前审核并作出判断" in text(client("muyuan").get(f"/my/cases/{number}/"))
    handle(OrderCorrection("请下架"), actor=SYSTEM, now=now, number=number)
    for address in ("/my/", f"/my/cases/{number}/"):
        page = client("muyuan").get(address)
        assert "请改正并提交改正情况" in text(page)
        assert f"/my/cases/{number}/do/report_correction/" in page.content.decode()
    shown = text(client("fengxue").get(f"/cases/{number}/"))
    for act in ("移送外部机构", "提请第三方调解", "申请平台介入", "同意垫付"):
        assert act not in shown


@pytest.mark.rule("PEN-9", "APP-9")
@pytest.mark.parametrize("amount_fen", [0, 9_900])
def test_appeal_against_points_speaks_of_points_and_ends_as_this_policy_knows(
    shop: Shop, amount_fen: int
) -> None:
    number = judged(shop, 12, timezone.now() - timedelta(hours=1), amount_fen).number
    assert "违规成立，扣A类 12 分" in text(client("muyuan").get(f"/my/cases/{number}/"))
    form = text(client("muyuan").get(f"/my/cases/{number}/do/file_appeal/F1/"))
    for words in ("违规是否成立", "扣分多少", "按轻微情节扣 1 分"):
        assert words in form
    assert "责任金额" not in form
    owner = actor_for(Account.objects.get(username="muyuan"))
    kept = receive(["买家：已收到，很好用".encode()], actor=owner.ref, now=timezone.now())
    proof = Exhibit(kept.sha256, "chat", "聊天记录")
    filed = FileAppeal("F1", "attribution", "真实交易", "请撤销", new_exhibits=(proof,))
    state = handle(filed, actor=owner, now=timezone.now(), number=number).state
    reviewer = next(
        account for account in Account.objects.filter(staff__isnull=False)
        if state.appeals["A1"].reviewer in actor_for(account).refs
    )  # fmt: skip
    deciding = text(client(reviewer.username).get(f"/cases/{number}/do/decide_appeal/A1/"))
    assert "减免" in deciding
    assert "改判他方" not in deciding
    assert ("责任分担" in deciding) is (
        amount_fen > 0
    )  # money can be lessened where the finding is of it too
