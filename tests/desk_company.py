"""The company of the demonstration with some twenty varied cases on its desk, all by the real door."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gongdao.casework.actions import handle
from gongdao.casework.outcome import Outcome
from gongdao.people.actions import Person, create_demo_people, find_or_create_customer
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.commands import (
    AskCollaboration,
    Command,
    JudgeEstablishment,
    OpenCase,
    ProposeRemedies,
    RespondFirst,
    StartWaiting,
    TransferCase,
)  # fmt: skip
from gongdao.rulebook.terms import Demand, Item, Order, Party, Terms


@dataclass
class Company:
    """Everybody by the key of the demonstration, and the cases by a name of ours."""

    now: datetime
    refs: dict[str, str]
    cases: dict[str, str]  # name -> number

    def account(self, key: str) -> Account:
        return Account.objects.get(username=key)

    def actor(self, key: str) -> Actor:
        return actor_for(self.account(key))

    def open(self, hours: float, who: str, text: str, *, policy: str = "", **more: Any) -> Outcome:
        """Open a case that came in so many hours ago. `who`: name and phone of the customer."""
        at = self.now - timedelta(hours=hours)
        name, phone = who.split()
        level = more.pop("level", "normal")
        known = find_or_create_customer(now=at, person=Person(name, phone, level=level))
        more.setdefault("demands", (Demand("refund"),))
        command = OpenCase(
            channel=more.pop("channel", "hotline"), description=text,
            complainant=Party(known.ref, name, phone, level), **more,
        )  # fmt: skip
        return handle(command, actor=SYSTEM, now=at, policy=policy)

    def act(self, number: str, hours: float, *commands: Command, by: str = "") -> Outcome:
        """Act on a case so many hours ago, as somebody, or as whoever handles it."""
        at = self.now - timedelta(hours=hours)
        actor = self.actor(by) if by else SYSTEM
        return [handle(command, actor=actor, now=at, number=number) for command in commands][-1]

    def handler(self, number: str) -> str:
        """The key of whoever handles a case."""
        from gongdao.casework.store import case_for

        ref = case_for(SYSTEM, number, lock=False).state.handler
        return next(key for key, known in self.refs.items() if known == ref)


def company(now: datetime) -> Company:
    """The people and the policies, and nothing on the desk."""
    made = now - timedelta(days=40)
    publish_shipped(made)
    return Company(now, dict(create_demo_people(now=made).refs), {})


def busy(now: datetime) -> Company:
    """The company on a busy day."""
    scene = company(now)
    _disputes(scene)
    _work_orders(scene)
    return scene


def _vase(number: str) -> Order:
    return Order(
        number, items=(Item("景德镇花瓶", price_fen=29_900),), paid_fen=29_900, carrier="carrier:yunda",
        waybill="YD20260001",
    )  # fmt: skip


def _disputes(scene: Company) -> None:
    cases, open_case = scene.cases, scene.open
    cases["vase"] = open_case(
        30, "王芳 13800020001", "收到的包裹外箱挤压变形，花瓶瓶口破损，要求退款并道歉。", mood="angry",
        order=_vase("2026112000123"),
    ).number  # fmt: skip
    cases["again"] = open_case(
        3, "王芳 13800020001", "上次的花瓶还没有退款，客服一直不回复，再次投诉。", order_no="2026112000123",
        mood="disappointed",
    ).number  # fmt: skip
    cases["fire"] = open_case(
        1.2, "周正 13911110001", "电热毯使用中冒烟起火，烫伤手臂，已送医院，要求赔偿并召回。", mood="angry",
        order_no="2026112100045", demands=(Demand("compensation", 500_000),), amount_fen=500_000,
    ).number  # fmt: skip
    cases["media"] = open_case(
        5, "孙丽华 13911110002", "退款拖了一个月，再不处理就找电视台曝光，并向12315举报。",
        order_no="2026102200311", demands=(Demand("refund", 89_900),),
    ).number  # fmt: skip
    cases["vip"] = open_case(
        20, "李明远 13800020002", "预约上门取件，师傅两次没有来，耽误了我的安排。", level="vip",
        mood="disappointed", demands=(Demand("apology"), Demand("coupon", 5_000)),
    ).number  # fmt: skip
    cases["colour"] = open_case(
        26, "何静 13911110003", "沙发颜色与网页图片不一样，色差很大，要求换货。", order_no="2026111900077",
        demands=(Demand("exchange"),), channel="chat",
    ).number  # fmt: skip
    cases["wrong"] = open_case(
        50, "吴小梅 13911110004", "发错型号，订的是双人床，送来的是单人床。", order_no="2026111800412",
        demands=(Demand("exchange"),),
    ).number  # fmt: skip
    cases["fee"] = open_case(
        70, "郑强 13911110005", "配送员多收了80元上楼费，没有提前说明。", order_no="2026111700219",
        demands=(Demand("refund", 8_000),), channel="counter",
    ).number  # fmt: skip
    cases["nothing"] = open_case(
        8, "钱多多 13911110006", "客服态度恶劣，挂我电话。", demands=(), channel="social",
    ).number  # fmt: skip
    cases["smell"] = open_case(
        95, "陈曦 13800020003", "床垫异味很重，开窗三天还有味道，担心甲醛超标。", order_no="2026111600155",
        demands=(Demand("return_refund", 239_900),), mood="anxious",
    ).number  # fmt: skip
    cases["slow"] = open_case(
        12, "冯刚 13911110007", "下单十天没有发货，打不通客服电话。" * 12, order_no="2026111100901",
        channel="email",
    ).number  # fmt: skip
    cases["closed"] = open_case(
        200, "赵云帆 13800020004", "说明书是英文的，看不懂，要求退款。", order_no="2026110900003",
    ).number  # fmt: skip
    scene.act(cases["closed"], 190, JudgeEstablishment(established=False, reason="说明书附有中文页"))
    scene.act(cases["vase"], 28, RespondFirst("非常抱歉给您带来不便，我们马上核实。"))
    scene.act(cases["vase"], 6, ProposeRemedies((Terms("refund", 29_900),), "全额退款，三个工作日内到账。"))
    waiting = StartWaiting("customer", "请客户提供标签照片")
    scene.act(cases["wrong"], 47, RespondFirst("已联系仓库核对。"), waiting)
    scene.act(cases["fee"], 66, RespondFirst("我们会核实收费情况。"))
    asked = AskCollaboration("department:purchasing", "请提供该批次检测报告")
    scene.act(cases["smell"], 90, RespondFirst("已安排质检。"), asked)
    scene.act(cases["slow"], 11, TransferCase("orders", "由订单部查明未发货原因"))


def _work_orders(scene: Company) -> None:
    cases, refs = scene.cases, scene.refs
    policy = "workorder-liability"
    liu = Party(refs["liushifu"], "刘建国")
    cases["unpack"] = scene.open(
        4, "沈阳 13911110008", "安装时拆包发现柜门划伤，师傅说是运输造成的。", policy=policy, region="310000",
        respondents=(liu,), order_no="AZ20261122001", demands=(Demand("exchange"),),
    ).number  # fmt: skip
    cases["signed"] = scene.open(
        27, "韩雪 13911110009", "还没安装就被核销签收，验证码是师傅要走的。", policy=policy, region="310000",
        respondents=(liu,), order_no="AZ20261121017",
    ).number  # fmt: skip
    cases["leak"] = scene.open(
        33, "杨帆 13911110010", "净水器安装后漏水，泡坏了地板，要求返工和赔偿。", policy=policy,
        region="330100", respondents=(Party(refs["qianshifu"], "钱伟"),), order_no="AZ20261120033",
        demands=(Demand("repair"), Demand("compensation", 120_000)),
    ).number  # fmt: skip
    cases["shock"] = scene.open(
        0.8, "罗大成 13911110011", "热水器安装后漏电，家里老人触电受伤。", policy=policy, region="440300",
        respondents=(Party(refs["masifu"], "马超"),), order_no="AZ20261122019", mood="angry",
    ).number  # fmt: skip
    cases["rude"] = scene.open(
        60, "唐欣 13911110012", "师傅态度生硬，把鞋印留在地毯上。", policy=policy, region="110000",
        order_no="AZ20261119044", demands=(Demand("apology"),),
    ).number  # fmt: skip
    cases["late"] = scene.open(
        15, "蒋文 13911110013", "约好上午来安装，师傅爽约，等了一天。", policy=policy, region="440000",
        order_no="AZ20261121052", demands=(Demand("second_visit"),),
    ).number  # fmt: skip
    cases["noise"] = scene.open(
        46, "曹敏 13911110014", "空调外机异响，半夜噪音很大。", policy=policy, region="440000",
        order_no="AZ20261120061", demands=(Demand("repair"),),
    ).number  # fmt: skip
    scene.act(cases["unpack"], 3, RespondFirst("已收到，请保留外包装。"))
    scene.act(cases["leak"], 30, RespondFirst("明天上门查看。"))
