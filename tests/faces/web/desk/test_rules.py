"""The policies in words: whoever is signed in can read the law, whole, in both languages."""

import re

import pytest
from django.test import Client
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.letters.wording import LANGUAGES, has
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.events import BY_TYPE
from gongdao.rulebook.policy import CASE_FACTS
from gongdao.web.desk.rules.conditions import Unreadable, in_words

SHIPPED = ("dispute-mediation", "workorder-liability")
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
@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_of_a_shipped_policy_is_told_with_its_citation(
    scene: Company, as_: As, name: str, language: str
) -> None:
    policy = policies.in_force(name, scene.now)
    client = as_("zhoumin")
    client.cookies["django_language"] = language
    html = client.get(f"/desk/policies/{name}/{policy.version}/").content.decode()
    words = titles(name, policy.version, language)
    assert "⟨" not in html
    assert "<code>" not in html  # no condition is left as an expression
    for rule in policy.deadlines:
        assert f'id="deadline-{rule.id}"' in html
        assert words[f"deadline:{rule.id}"] in html
    cites = [
        item.cite for item in (*policy.deadlines, *policy.priorities, *policy.finding.table, *policy.ladder)
    ]
    cites += [item.cite for item in (*policy.remedies.kinds, *policy.remedies.caps, *policy.categories)]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
    assert [cite for cite in cites if " ".join(cite.split()) not in text] == []


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
