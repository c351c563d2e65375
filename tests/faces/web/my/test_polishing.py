"""A language model may polish wording: with consent, nothing invented, off by default (AST-4)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.language_model import Model, language_model
from tests.work_order import Scene, work_order

PROBLEM = "5月2日10:30 你们就是坑人！外箱已破损，订单 AZ1，没有退款900元，电话13812345678，王芳在场。"


@pytest.fixture(scope="module")
def server() -> Iterator[Model]:
    """Return a running model."""
    with language_model() as found:
        yield found


@pytest.fixture
def model(server: Model, settings: Any) -> Model:
    """Return the model, named in the settings and well behaved."""
    server.says, server.raw, server.status, server.wait_seconds = calm, None, 200, 0
    server.asked, server.keys = [], []
    settings.MODEL_URL, settings.MODEL_KEY, settings.MODEL_SECONDS = server.url, "secret-key", 2.0
    return server


@pytest.fixture
def judged(db: None) -> Scene:
    """A work order with a finding."""
    scene = work_order(timezone.now())
    scene.judge()
    return scene


def calm(text: str) -> str:
    return text.replace("你们就是坑人！", "贵方的处理与约定有出入。")


def polish(scene: Scene, who: str = "liushifu", **fields: str) -> Any:
    sent = {"polish": "problem", "polish_consent": "yes", "problem": PROBLEM} | fields
    return scene.client(who).post(f"/my/cases/{scene.number}/polish/F1/", sent)


@pytest.mark.rule("AST-4")
@pytest.mark.rule("INT-8")
def test_a_calmer_wording_is_offered_word_by_word(judged: Scene, model: Model) -> None:
    text = polish(judged).content.decode()
    assert "<ins>" in text
    assert "<del>" in text
    offered = PROBLEM.replace("你们就是坑人！", "贵方的处理与约定有出入。")
    assert f'data-text="{offered}"' in text
    [asked] = model.asked
    told = json.dumps(asked, ensure_ascii=False)
    assert [fact for fact in ("5月2日", "10:30", "AZ1", "900", "13812345678", "王芳") if fact in told] == []
    assert model.keys == ["Bearer secret-key"]


@pytest.mark.rule("AST-4")
@pytest.mark.parametrize(
    ("says", "why"),
    [
        (lambda text: text + "另赔偿500元。", "原文没有而多出的：500元"),
        (lambda text: text + "客服王经理当场承认。", "原文没有提到的情况或请求：承认"),
        (lambda text: text.replace("⟦2⟧", "", 1), "漏掉了："),
        (lambda text: text.replace("没有退款", "退款"), "否定的说法有增减"),
        (lambda _: "好的", "长短与原文相差过大"),
        (lambda _: "", "没有给出文字"),
    ],
)
def test_invented_or_dropped_facts_are_refused_with_the_reason(
    judged: Scene, model: Model, says: Any, why: str
) -> None:
    model.says = says
    text = polish(judged).content.decode()
    assert "润色结果改动了事实，没有采用" in text
    assert why in text
    assert "data-replace-field" not in text


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        ({"raw": b"<html>hello</html>"}, "无法识别"),
        ({"raw": b'{"choices": []}'}, "无法识别"),
        ({"raw": b"\xff\xfe"}, "无法识别"),
        ({"raw": b"0" * 400_000}, "过长"),
        ({"status": 500}, "拒绝了请求"),
        ({"status": 302}, "拒绝了请求"),
        ({"wait_seconds": 4}, "没有及时答复"),
    ],
)
def test_a_model_that_misbehaves_changes_nothing(
    judged: Scene, model: Model, behaviour: dict[str, Any], why: str
) -> None:
    for name, value in behaviour.items():
        setattr(model, name, value)
    answer = polish(judged)
    assert answer.status_code == 200
    assert why in answer.content.decode()


def test_nothing_is_sent_without_consent_or_text(judged: Scene, model: Model, settings: Any) -> None:
    assert "请先勾选同意" in polish(judged, polish_consent="").content.decode()
    assert "请先填写文字" in polish(judged, problem="").content.decode()
    assert "请先填写文字" in polish(judged, problem="长" * 2_001).content.decode()
    assert polish(judged, polish="late_reason").status_code == 404
    assert model.asked == []
    settings.MODEL_URL = "http://127.0.0.1:9/v1"
    assert "连接不上" in polish(judged).content.decode()


def test_it_is_off_by_default(judged: Scene, settings: Any) -> None:
    assert settings.MODEL_URL == ""
    assert polish(judged).status_code == 404
    form = judged.client("liushifu").get(f"/my/cases/{judged.number}/do/file_appeal/F1/").content.decode()
    assert "措辞润色" not in form


def test_the_form_offers_it_where_there_is_a_model(judged: Scene, model: Model) -> None:
    form = judged.client("liushifu").get(f"/my/cases/{judged.number}/do/file_appeal/F1/").content.decode()
    assert f'hx-post="/my/cases/{judged.number}/polish/F1/"' in form
    assert 'name="polish_consent"' in form
    assert model.asked == []


def test_it_is_for_the_judged_party_alone_and_not_without_end(judged: Scene, model: Model) -> None:
    for who in ("wangfang", "limingyuan", "zhangshifu", judged.handler):
        assert polish(judged, who).status_code == 404
    anybody = Client().post(f"/my/cases/{judged.number}/polish/F1/", {"polish": "problem"})
    assert (anybody.status_code, "/accounts/login/" in anybody.headers["Location"]) == (302, True)
    assert model.asked == []
    for _ in range(30):
        polish(judged)
    assert "润色次数较多" in polish(judged).content.decode()
    assert len(model.asked) == 30
