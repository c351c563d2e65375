"""A user who appeals: told what is missing, handed in again, a person asked for, the official templates."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.parties import fields_of, picture, state_of

from gongdao.casework.actions import handle
from gongdao.people import actions as people
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.terms import Order, Party

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
Accounts = dict[str, Account]

WHO = {
    "particulars_name": "王芳", "particulars_happened": "5月5日", "particulars_place": "手机应用",
    "particulars_people": "本人",
}  # fmt: skip
TEXT = {"scope": "attribution", "problem": "没有操作却被扣款。", "demand": "退还 48 元"}


@pytest.fixture
def charged(company: Accounts) -> str:
    """The number of a case in which a machine found that the user did it herself."""
    now = timezone.now()
    people.verify_identity(actor=SYSTEM, now=now, account_id=company["wangfang"].pk, how="身份证")
    user = actor_for(company["wangfang"])
    ref = next(ref for ref in user.refs if ref.startswith("customer:"))
    order = Order("WM001", paid_fen=4_800, service_log=("扣款48元",))
    opened = handle(
        c.OpenCase(
            channel="app", complainant=Party(ref, name="王芳", contact="13800020001"),
            description="外卖订单被错误扣款48元。", category="charge", amount_fen=4_800, order=order,
            order_no="WM001",
        ),
        actor=SYSTEM, now=now, policy="user-appeal",
    )  # fmt: skip
    finding = c.MakeFinding({"origin": "user_error"}, "系统判定为用户误操作。")
    handle(finding, actor=SYSTEM, now=now, number=opened.number)
    return opened.number


def act(client: Client, number: str, path: str, **values: Any) -> Any:
    """Open the form of an act and send it filled in."""
    url = f"/my/cases/{number}/do/{path}/"
    form = client.get(url)
    assert form.status_code == 200
    return client.post(url, fields_of(form, **values))


def poor_appeal(client: Client, number: str) -> Any:
    """An appeal with one screenshot."""
    shot = {"file1": picture("订单.png"), "kind1": "transaction", "explanation1": "订单截图"}
    return act(client, number, "file_appeal/F1", **TEXT, **WHO, **shot)


@pytest.mark.rule("APP-8")
def test_what_a_machine_decided_can_be_put_to_a_person(charged: str, signed_in: SignedIn) -> None:
    user = signed_in("wangfang")
    page = user.get(f"/my/cases/{charged}/").content.decode()
    assert "这项结果由系统自动作出" in page
    assert "请求人工处理" in page
    assert act(user, charged, "ask_for_person/F1", reason="系统没有看录屏").status_code == 302
    state = state_of(charged)
    assert state.findings["F1"].person == "asked"
    assert state.deadlines["person:F1"].status == "running"
    page = user.get(f"/my/cases/{charged}/").content.decode()
    assert "已请求人工处理" in page
    assert "我们将在" in page


def test_others_cannot_ask_for_a_person(charged: str, signed_in: SignedIn) -> None:
    """Another customer and a technician do not even learn that there is such a case."""
    for stranger in ("other", "liushifu"):
        client = signed_in(stranger)
        assert client.get(f"/my/cases/{charged}/").status_code == 404
        for path in ("ask_for_person/F1", "file_appeal/F1", "give_supplement/A1", "go_outside/F1"):
            url = f"/my/cases/{charged}/do/{path}/"
            assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)
    assert state_of(charged).findings["F1"].person == ""


@pytest.mark.rule("APP-5")
def test_form_asks_in_three_parts_and_only_what_this_party_can_say(charged: str, signed_in: SignedIn) -> None:
    form = signed_in("wangfang").get(f"/my/cases/{charged}/do/file_appeal/F1/")
    page = form.content.decode()
    parts = [page.index(words) for words in ("问题描述：", "证据文件", "诉求说明：")]
    assert parts == sorted(parts)
    for name in ("particulars_name", "particulars_happened", "particulars_place", "particulars_people"):
        assert f'name="{name}"' in page
    # Number and department are for staff; a level and a reason are asked where they matter.
    for name in ("particulars_staff_number", "particulars_department", "level", "late_reason", "channel"):
        assert f'name="{name}"' not in page


@pytest.mark.rule("APP-14")
def test_the_way_advised_stands_first_and_is_marked(charged: str, signed_in: SignedIn) -> None:
    page = signed_in("wangfang").get(f"/my/cases/{charged}/do/file_appeal/F1/").content.decode()
    assert page.index("在线申诉") < page.index("邮件申诉")
    assert "建议" in page


@pytest.mark.rule("INT-7")
def test_a_name_that_is_not_the_account_s_is_turned_back_with_what_was_typed(
    charged: str, signed_in: SignedIn
) -> None:
    files = {"file1": picture("流水.png", 1), "kind1": "bank_statement", "explanation1": "流水"}
    other = {**WHO, "particulars_name": "张三"}
    answer = act(signed_in("wangfang"), charged, "file_appeal/F1", **TEXT, **other, **files)
    assert answer.status_code == 422
    assert "与账号实名信息不一致" in answer.content.decode()
    assert "没有操作却被扣款。" in answer.content.decode()
    assert state_of(charged).appeals == {}


@pytest.mark.rule("EVI-13")
def test_what_is_missing_is_told_and_can_be_handed_in(charged: str, signed_in: SignedIn) -> None:
    user = signed_in("wangfang")
    assert poor_appeal(user, charged).status_code == 302
    page = user.get(f"/my/cases/{charged}/").content.decode()
    assert "申诉还缺少至少 2 份" in page
    assert "请补充申诉材料" in page
    more = {
        "file1": picture("流水.png", 1), "kind1": "bank_statement", "explanation1": "两笔扣款",
        "file2": picture("骑手.png", 2), "kind2": "chat", "explanation2": "骑手只有一单",
    }  # fmt: skip
    assert act(user, charged, "give_supplement/A1", **more).status_code == 302
    appeal = state_of(charged).appeals["A1"]
    assert (appeal.supplement, appeal.missing, len(appeal.exhibits)) == ("given", (), 3)


@pytest.mark.rule("APP-11")
def test_what_was_missing_is_named_on_the_page_and_on_the_next_form(
    company: Accounts, charged: str, signed_in: SignedIn
) -> None:
    user = signed_in("wangfang")
    poor_appeal(user, charged)
    now = timezone.now()
    more = {"file1": picture("流水.png", 1), "kind1": "bank_statement", "explanation1": "流水"}
    act(user, charged, "give_supplement/A1", **more)
    state = state_of(charged)
    reviewer = next(
        actor_for(account) for account in company.values()
        if state.appeals["A1"].reviewer in actor_for(account).refs
    )  # fmt: skip
    decision = c.DecideAppeal("A1", "uphold", "流水不完整。", missing=("call_record",))
    handle(decision, actor=reviewer, now=now, number=charged)
    page = user.get(f"/my/cases/{charged}/").content.decode()
    assert "缺少的材料：通话记录" in page
    assert "重新提交或升级申诉" in page
    form = user.get(f"/my/cases/{charged}/do/file_appeal/F1/").content.decode()
    assert "上次缺少：通话记录" in form
    assert 'name="level"' in form  # hand in again, or go up


@pytest.mark.rule("EVI-15")
@pytest.mark.parametrize(
    ("kind", "title"), [("escalation_form", "升级申诉申请表"), ("appeal_statement", "申诉说明")]
)
def test_official_templates_are_open_to_everybody(client: Client, kind: str, title: str) -> None:
    page = client.get(f"/templates/{kind}/")
    assert page.status_code == 200
    assert title in page.content.decode()
    assert client.get("/templates/secret/").status_code == 404
    assert client.post(f"/templates/{kind}/").status_code == 405


@pytest.mark.rule("APP-12")
def test_the_chain_of_evidence_is_exported_for_the_body_that_is_chosen(
    charged: str, signed_in: SignedIn
) -> None:
    user = signed_in("wangfang")
    form = user.get(f"/my/cases/{charged}/do/go_outside/F1/").content.decode()
    [link] = re.findall(rf'href="(/my/cases/{charged}/dossier/\?body=%E6%B6%88[^"]+)"', form)
    answer = user.get(link)
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert {"case.pdf", "letter.pdf", "letter.docx"} <= {name.split("/", 1)[1] for name in packed.namelist()}
    assert user.get(f"/my/cases/{charged}/dossier/?body=nobody").status_code == 404
