"""Phrases that spoil an appeal, and what to write instead (AST-4): feelings, and demands for nothing."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from gongdao.rulebook.policy import Title

Sort = Literal["emotional", "vague"]


class Found(Struct, frozen=True):
    """One phrase in a text. `instead`: a neutral version; none for a vague demand, which the case fills."""

    phrase: str
    at: int
    sort: Sort
    instead: Title | None = None


def _neutral(zh: str, en: str, words: str) -> tuple[Title, tuple[str, ...]]:
    return Title(zh, en), tuple(words.split())


_EMOTIONAL: Final = (
    _neutral(
        "贵方的处理与约定不符，说明如下",
        "What was done departs from what was agreed, as follows",
        "就是坑人 坑人 坑爹 太坑了 黑心 无良 店大欺客 霸王条款 欺负人 欺人太甚",
    ),
    _neutral(
        "所述情况与事实不符",
        "What was said is not what happened",
        "骗子 骗人 欺骗消费者 睁眼说瞎话 满嘴谎话 胡说八道 忽悠",
    ),
    _neutral(
        "质量（或服务）未达到约定标准",
        "Goods or service fell short of what was agreed",
        "垃圾平台 垃圾客服 太垃圾 垃圾 烂透了 什么玩意 破玩意 恶心",
    ),
    _neutral(
        "请说明所依据的规则", "Please name the rule this rests on", "凭什么 没天理 还有没有王法 太不公平了"
    ),
    _neutral(
        "该处理使我方受到以下影响",
        "The decision affected us as follows",
        "气死我了 气死 太过分了 太过分 忍无可忍 受够了 无语 心寒 太让人失望",
    ),
    _neutral(
        "请在规则规定的时限内答复；不同意处理结果时，将依法寻求进一步救济",
        "Please answer within the limit; failing that, further remedies will be sought",
        "否则后果自负 等着瞧 曝光你们 告到你们倒闭 投诉到底 跟你们没完 没完",
    ),
    _neutral(
        "工作人员的答复有误", "The answer given was wrong", "白痴 脑残 弱智 傻子 有病 不要脸 无耻 没人性"
    ),
)
_VAGUE: Final = tuple(
    "希望处理 希望解决 希望尽快处理 请尽快处理 请尽快解决 给个说法 给我一个说法 给个交代 要个公道"
    " 希望公平处理 希望平台重视 严肃处理 妥善处理 看着办 你们自己看 随便赔点 适当补偿 合理赔偿 望处理".split()
)


_SUBJECT: Final = re.compile(
    r"(?:你们|您们|他们|你|您|贵|这帮|这群|这个|这些|这|那帮|那个|那|平台|客服|公司|商家|店家|师傅|人员|真的是|真是|简直是?|都|就)+$"
)
# What a phrase is said of when it stands before it, as in 黑心的平台: there it is left out.
_ATTRIBUTE: Final = re.compile(r"的?(?=平台|客服|公司|商家|店家|卖家|买家|师傅|人员|老板|店|服务|态度)")
_ENDS: Final = frozenset("，。！？；：、,.!?;: \n")


def phrases_in(text: str) -> tuple[Found, ...]:
    """Every such phrase in a text, in its order; of phrases that overlap the longer one."""
    found: list[Found] = []
    for item in sorted(_all_in(text), key=lambda item: (-len(item.phrase), item.at)):
        end = item.at + len(item.phrase)
        if all(end <= other.at or item.at >= other.at + len(other.phrase) for other in found):
            found.append(item)
    return tuple(sorted(found, key=lambda item: item.at))


def in_place(text: str, found: Found) -> tuple[str, Title | None]:
    """What to take out of a text, and what to put there so that the sentence around it still reads.

    Before a noun the phrase goes (黑心的平台 becomes 平台); a question keeps what it asks about.
    """
    rest = text[found.at + len(found.phrase) :]
    attribute = _ATTRIBUTE.match(rest)
    if found.instead is None:
        return found.phrase, None
    if attribute is not None:
        return found.phrase + attribute[0], Title("", "")
    if found.phrase == "凭什么" and rest and rest[0] not in _ENDS:
        return found.phrase, Title(f"{found.instead.zh}：", f"{found.instead.en}: ")
    return _with_subject(text, found), found.instead


def _with_subject(text: str, found: Found) -> str:
    """A phrase with who it is said of, as 你们平台就是坑人: what a neutral version takes the place of.

    A neutral sentence has a subject of its own; put behind the old one it would read 你们贵方.
    """
    before = _SUBJECT.search(text[: found.at])
    start = before.start() if before is not None else found.at
    return text[start : found.at + len(found.phrase)]


def _all_in(text: str) -> Iterator[Found]:
    for instead, words in _EMOTIONAL:
        for word in words:
            yield from (Found(word, at, "emotional", instead) for at in _places(word, text))
    for word in _VAGUE:
        yield from (Found(word, at, "vague") for at in _places(word, text))


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
