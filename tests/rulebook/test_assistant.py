"""The appellant's assistant: wording, concrete demands and the self-check, from the case alone (AST-4…6)."""

import pytest

from gongdao.rulebook.assistant.phrases import in_place, phrases_in


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
    assert in_place(text, found) == (whole, found.instead)


@pytest.mark.rule("AST-4")
@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("11月24日黑心客服挂了我的电话", "11月24日客服挂了我的电话"),
        ("凭什么判我全责？", "请说明所依据的规则：判我全责？"),
        ("你们凭什么？", "请说明所依据的规则？"),
        (
            "你们这帮黑心的平台简直无耻，外包装已经破了。",
            "工作人员的答复有误，外包装已经破了。",
        ),
    ],
)
def test_the_sentence_around_a_phrase_still_reads_and_keeps_its_facts(text: str, calm: str) -> None:
    while found := phrases_in(text):
        whole, put = in_place(text, found[0])
        assert put is not None
        text = text.replace(whole, put.zh, 1)
    assert text == calm
