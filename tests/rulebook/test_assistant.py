"""The appellant's assistant: wording, concrete demands and the self-check, from the case alone (AST-4…6)."""

import pytest

from gongdao.rulebook.assistant.phrases import phrases_in, with_subject


@pytest.mark.rule("AST-4")
def test_feelings_get_a_neutral_version_and_vague_demands_none() -> None:
    found = phrases_in("你们平台就是坑人，希望处理，给个说法！")
    assert [(item.phrase, item.sort) for item in found] == [
        ("就是坑人", "emotional"),
        ("希望处理", "vague"),
        ("给个说法", "vague"),
    ]
    assert found[0].instead is not None
    assert found[0].instead.zh == "贵方的处理与约定不符，说明如下"
    assert found[1].instead is None


@pytest.mark.rule("AST-4")
@pytest.mark.parametrize(
    "text", ["", "请求退还款项 699.00 元，并补偿 50 元优惠券。", "5月2日10:00签收，外箱右下角破损。"]
)
def test_a_sober_and_concrete_text_is_left_alone(text: str) -> None:
    assert phrases_in(text) == ()


@pytest.mark.rule("AST-4")
def test_each_place_is_told_once() -> None:
    found = phrases_in("垃圾平台，垃圾")
    assert [(item.phrase, item.at) for item in found] == [("垃圾平台", 0), ("垃圾", 5)]


@pytest.mark.rule("AST-4")
@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("划痕在破的那边，你们就是坑人！", "你们就是坑人"),
        ("你们平台简直黑心", "你们平台简直黑心"),
        ("坑人", "坑人"),
        ("外箱破了。太过分了", "太过分了"),
    ],
)
def test_a_neutral_version_takes_the_place_of_the_subject_too(text: str, whole: str) -> None:
    [found] = phrases_in(text)
    assert with_subject(text, found) == whole
