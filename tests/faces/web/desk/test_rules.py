"""The policies in words: whoever is signed in can read the law, whole, in both languages."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from django.test import Client
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.letters.wording import LANGUAGES, has
from gongdao.letters.wording.conditions import Unreadable, in_words
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.events import BY_TYPE
from gongdao.rulebook.policy import CASE_FACTS, Policy

SHIPPED = (
    "complaint-desk", "dispute-mediation", "merchant-appeal", "merchant-conduct", "platform-dispute",
    "user-appeal", "workorder-liability",
)  # fmt: skip
TITLES = {"fact:work": "师傅操作", "fact:work=improper": "不规范", "category:attitude": "服务态度"}


@pytest.mark.parametrize("who", ["zhoumin", "admin", "liushifu", "wangfang"])
def test_whoever_is_signed_in_reads_the_policies(scene: Company, as_: As, who: str) -> None:
    client = as_(who)
    html = client.get("/desk/policies/").content.decode()
    links = re.findall(r'href="(/desk/policies/[^"]+/[^"]+/)"', html)
    assert len(links) >= len(SHIPPED)
    assert "现行有效" in html
    for link in links:
        assert client.get(link).status_code == 200


def test_strangers_sign_in_first(scene: Company) -> None:
    for path in ("/desk/policies/", "/desk/policies/dispute-mediation/2024-01/"):
        assert Client().get(path).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["dispute-mediation/1999-01", "nothing/2024-01", "x%00/2024-01"])
def test_version_that_was_not_published_does_not_exist(scene: Company, as_: As, path: str) -> None:
    assert as_("zhoumin").get(f"/desk/policies/{path}/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_a_shipped_policy_is_told_with_its_citation(
    scene: Company, as_: As, language: str
) -> None:
    client = as_("zhoumin")
    client.cookies["django_language"] = language
    for name in SHIPPED:
        policy = policies.in_force(name, scene.now)
        html = unescape(client.get(f"/desk/policies/{name}/{policy.version}/").content.decode())
        told_whole(policy, html, titles(name, policy.version, language))


def told_whole(policy: Policy, html: str, words: Mapping[str, str]) -> None:
    """Every rule of the policy stands on its page, in words, with its citation."""
    assert "⟨" not in html
    assert "<code>" not in html  # no condition is left as an expression
    for rule in policy.deadlines:
        assert f'id="deadline-{rule.id}"' in html
        assert words[f"deadline:{rule.id}"] in html
    cites = [
        item.cite for item in (*policy.deadlines, *policy.priorities, *policy.finding.table, *policy.ladder)
    ]
    cites += [item.cite for item in (*policy.remedies.kinds, *policy.remedies.caps, *policy.categories)]
    if (appeals := policy.appeals) is not None:
        parts = (*appeals.quotas, *appeals.form, *appeals.levels, *appeals.variants, *appeals.channels)
        cites += [item.cite for item in parts] + list(appeals.cites.values())
    if (conduct := policy.conduct) is not None:
        cites += [item.cite for item in (*conduct.accounts, *conduct.violations, *conduct.sanctions)]
    if (evidence := policy.evidence) is not None:
        cites += [item.cite for item in evidence.matrix]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
    assert [cite for cite in cites if " ".join(cite.split()) not in text] == []


@pytest.mark.rule("APP-12", "APP-4", "APP-9", "APP-8", "APP-16", "APP-14")
def test_appeals_are_told_level_by_level(scene: Company, as_: As) -> None:
    """Windows, quotas, outcomes and who reviews; then each level, each kind, each way of handing in."""
    html = as_("zhoumin").get("/desk/policies/user-appeal/2024-01/").content.decode()
    part = html[html.index('id="appeals"') : html.index('id="closing"')]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))
    for words in (
        "申诉期 15 天", "维持原判、减免、改判他方、撤销、发回重审", "申诉复核员，且未参与本案判责",
        "申诉审核 3 个工作日",
        "第 1 级：初级：提交与补充材料重新提交", "本级每方最多 2 次", "进入下一级的期限 7 天",
        "须有上一次没有交过的证据",
        "第 2 级：中级：用户权益部", "升级申诉申请表，每种至少一份",
        "第 3 级：高级：外部机构", "消费者协会、市场监管部门",
        "企业申诉 适用于 商家", "跨境申诉", "群体申诉", "工号（申诉人身份为“员工”）",
        "适合：优先级不是“紧急”，且金额达到 ¥1,000.00",
    ):  # fmt: skip
        assert words in text
    shop = as_("zhoumin").get("/desk/policies/merchant-appeal/2024-01/").content.decode()
    assert "一个自然月内失败超过 3 次的，当月不能再申诉" in shop
    assert "第 1 级" not in shop


@pytest.mark.rule("PEN-1", "PEN-2", "PEN-3", "PEN-7", "EVI-2")
def test_violations_and_the_matrix_of_proof_are_told(scene: Company, as_: As) -> None:
    conduct = as_("zhoumin").get("/desk/policies/merchant-conduct/2024-01/").content.decode()
    for words in ("每满 12 分", "店铺屏蔽，12 天", "永久封号，不设期限", "3 天内改正不扣分", "申辩："):
        assert words in conduct
    dispute = as_("zhoumin").get("/desk/policies/platform-dispute/2024-01/").content.decode()
    for words in ("由卖家举证", "必须 1 份：物流单", "逾期或无效的，按此认定：发货与签收", 'href="#fund"'):
        assert words in dispute


def test_deadline_is_told_whole(scene: Company, as_: As) -> None:
    version = policies.in_force("workorder-liability", scene.now).version
    html = as_("zhoumin").get(f"/desk/policies/workorder-liability/{version}/").content.decode()
    part = html[html.index('id="deadline-appeal_window"') :]
    part = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part[: part.index("</article>")]))
    for words in (
        "7 天", "责任方", "作出判责", "判责具有约束力", "提出申诉", "判责生效", "次日起算",
        "至最后一日24时", "3 天、1 天", "APP-2",
    ):  # fmt: skip
        assert words in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_happening_and_fact_has_its_words(language: str) -> None:
    codes = [f"happening.{kind}" for kind in BY_TYPE] + [f"rules.fact.{fact}" for fact in CASE_FACTS]
    for fact, example in CASE_FACTS.items():
        if isinstance(example, bool):
            codes += [f"rules.when.holds.{fact}", f"rules.when.lacks.{fact}"]
    assert [code for code in codes if not has(code, language)] == []  # type: ignore[arg-type]  # one of LANGUAGES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("true", ""),
        ("channel == 'social'", "受理渠道为“社交媒体”"),
        ("channel not in ['file', 'api']", "受理渠道不是“批量导入”或“系统接口”"),
        ("amount_fen >= 1000000 or 'media' in risks", "金额达到 ¥10,000.00，或风险包含“媒体曝光”"),
        ("some(risks, # in ['fraud', 'data_leak'])", "风险包含“欺诈”或“数据泄露”"),
        ("not some(missing, # in ['contact'])", "尚缺的信息不包含“联系方式”"),
        ("len(missing) > 0", "有尚缺的信息"),
        ("len(missing) == 0", "没有尚缺的信息"),
        ("len(risks) >= 2", "风险达到 2 项"),
        ("appellant_kind == 'staff'", "申诉人身份为“员工”"),
        ("remedy_kind in ['return_refund', 'exchange']", "处理措施为“退货退款”或“换货”"),
        ("binding and not accepted", "判责具有约束力，且方案没有被接受"),
        ("category == 'attitude'", "分类为“服务态度”"),
        ("work == 'improper' and (repeats >= 1 or mood == 'angry')",
         "师傅操作：“不规范”，且（九十天内的再次投诉次数达到 1，或客户情绪为“愤怒”）"),
        ("work != 'improper'", "师傅操作：不是“不规范”"),
        ("rung in ['', 'handler']", "处理层级为“无”或“经办人”"),
        ("not (mood == 'calm')", "并非（客户情绪为“平静”）"),
    ],
)  # fmt: skip
def test_conditions_are_said_in_words(text: str, words: str) -> None:
    assert in_words(text, TITLES, "zh-hans") == words


@pytest.mark.parametrize(
    "text",
    [
        "amount_fen * 2 > 5", "surprise == 1", "channel ==", "(channel == 'web'", "len(missing) > 3", "a b",
        "priority", "contains(description, 'x')", "channel == risks", "'x' in", "\"",
        "channel == 'web' channel",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_alone(text: str) -> None:
    with pytest.raises(Unreadable):
        in_words(text, TITLES, "zh-hans")
