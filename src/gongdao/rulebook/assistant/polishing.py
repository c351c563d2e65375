"""Polishing words without touching facts (AST-4): facts are covered before a text leaves, and put back after.

Whoever polishes sees marks where numbers, dates, amounts, names and contacts stood. What comes back is taken
only if every mark is there as often as before and nothing was said that was not said: no new number, name,
event or demand, none left out, and no "not" more or less. A doubt refuses; the text stays as it was.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from gongdao.rulebook.anonymous.patterns import personal

LONGEST: Final = 2_000  # characters that are sent at once
_MARK: Final = re.compile(r"⟦(\d{1,3})⟧")
_NUMERAL: Final = "零〇一二两三四五六七八九十百千万亿半几数多"
_UNITS: Final = "元块角分毛个件次天日月年周时点刻秒份人遍号楼室层单台只箱包袋斤克米倍折成名位张条项处种回"
_FACTS: Final = re.compile(
    r"\d{1,4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
    r"|[¥￥$]?\s*[A-Za-z]{0,8}-?\d[\dA-Za-z.,:：/\-]*\s*(?:[%％元块角分万千]|小时|分钟|个|件|次|天|日|月|年|点|份|人)*"
    rf"|第?[{_NUMERAL}]+(?:分之[{_NUMERAL}]+|小时|分钟|个月|[{_UNITS}])+"
    r"|[“\"「『《][^”\"」』》]{1,200}[”\"」』》]"  # what somebody said, or the name of a paper
    r"|[A-Za-z][A-Za-z0-9_.@\-]{1,}"
    r"|[今昨前明后当次同][天日晚]|上午|下午|中午|凌晨|早上|晚上|夜里|上周|本周|上月|本月|去年|今年"
)
# Words that tell an event or ask for something: as many kinds of them after as before.
_TELLING: Final = re.compile(
    "辱骂|威胁|恐吓|殴打|推搡|受伤|报警|警察|医院|录音|录像|监控|视频|照片|截图|聊天记录|通话|签收|拒收|退回|破损|损坏|划痕|漏水|"
    "丢失|缺少|少件|错发|假货|伪造|篡改|欺诈|诈骗|泄露|扣款|扣费|转账|支付|收款|发货|未发|延误|迟到|上门|安装|拆包|交接|验收|维修|"
    "承认|承诺|同意|拒绝|道歉|证人|证明|鉴定|检测|发票|合同|律师|起诉|投诉|曝光|媒体|退款|退货|退还|换货|更换|补发|赔偿|补偿|赔付|"
    "优惠券|积分|撤销|减免|减少|改判|免除|更正|恢复|解除|返还|违约金|利息|精神损失"
)
_NOT: Final = re.compile("没有|不是|未曾|从未|并未|并非|不能|不可|无法|未|没|不|无|非|勿|拒")
_SAME: Final = {
    "退还": "退款",
    "返还": "退款",
    "更换": "换货",
    "赔付": "赔偿",
    "减少": "减免",
    "损坏": "破损",
}
_LEAST, _MOST = 0.4, 2.0  # lengths beside that of the text


class Covered(NamedTuple):
    """A text with its facts covered by marks; `facts` in the order of the marks, from 1."""

    text: str
    facts: tuple[str, ...]


class Problem(NamedTuple):
    """Why a polished text is not taken: the code of the sentence `polish.no.<code>`, and the words."""

    code: str
    words: tuple[str, ...] = ()


class Piece(NamedTuple):
    """A run of words that stayed, went out, or came in."""

    kind: Literal["same", "out", "in"]
    text: str


def covered(text: str, known: Iterable[str] = ()) -> Covered:
    """Cover the facts of a text: what is `known` of the case, personal data, numbers, dates, quotations."""
    names = sorted({name.strip() for name in known if len(name.strip()) > 1}, key=len, reverse=True)
    facts: list[str] = []

    def cover(found: re.Match[str]) -> str:
        if not found[0].strip():
            return found[0]
        facts.append(found[0])
        return f"⟦{len(facts)}⟧"

    patterns = [re.compile("|".join(map(re.escape, names)))] if names else []
    plain = text.replace("⟦", "[").replace("⟧", "]")
    for pattern in (*patterns, personal(), _FACTS):
        parts = re.split(r"(⟦\d+⟧)", plain)
        plain = "".join(part if _MARK.fullmatch(part) else pattern.sub(cover, part) for part in parts)
    return Covered(plain, tuple(facts))


def problems(before: Covered, answer: str) -> tuple[Problem, ...]:
    """Everything that keeps an answer from being taken, in words of the text itself."""
    found: list[Problem] = []
    if not answer.strip():
        return (Problem("empty"),)
    if not _LEAST <= len(answer) / max(len(before.text), 1) <= _MOST:
        found.append(Problem("length"))
    had, has = Counter(_MARK.findall(before.text)), Counter(_MARK.findall(answer))
    lost = tuple(before.facts[int(mark) - 1] for mark in had if has[mark] < had[mark])
    unknown = tuple(f"⟦{mark}⟧" for mark in has if mark not in had)
    doubled = tuple(before.facts[int(mark) - 1] for mark in had if has[mark] > had[mark])
    found += [Problem("lost", lost)] if lost else []
    found += [Problem("doubled", doubled)] if doubled else []
    bare = _MARK.sub(" ", answer)
    was = _MARK.sub(" ", before.text)
    new = [one[0] for pattern in (personal(), _FACTS) for one in pattern.finditer(bare) if one[0] not in was]
    if added := (*unknown, *dict.fromkeys(word.strip() for word in new if word.strip())):
        found.append(Problem("added", tuple(added)))
    told, tells = _told(was), _told(bare)
    if more := tells - told:
        found.append(Problem("event_added", tuple(sorted(more))))
    if fewer := told - tells:
        found.append(Problem("event_lost", tuple(sorted(fewer))))
    if len(_NOT.findall(was)) != len(_NOT.findall(bare)):
        found.append(Problem("negation"))
    return tuple(found)


def restored(answer: str, before: Covered) -> str:
    """The answer with its facts put back. Only for one without problems."""
    return _MARK.sub(lambda found: before.facts[int(found[1]) - 1], answer)


def difference(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """What stayed, went out and came in, word by word."""
    found: list[Piece] = []
    for kind, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[i:j])))
            continue
        found += [Piece("out", "".join(before[i:j]))] if j > i else []
        found += [Piece("in", "".join(after[k:n]))] if n > k else []
    return tuple(found)


def _told(text: str) -> set[str]:
    return {_SAME.get(word, word) for word in _TELLING.findall(text)}
