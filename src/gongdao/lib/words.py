"""Words by which a case is found: character pairs of Chinese text, and whole runs of letters and digits.

What is stored are the pairs: every Chinese word of two or more characters is the conjunction of its pairs,
however a dictionary would have cut the text. The question is cut into words (jieba) so that 手机退款 finds
texts that speak of both, not only those where the two stand side by side.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import add
from typing import Final

_CHINESE: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3005-\u3007"
_RUN: Final = re.compile(rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+")
_IS_CHINESE: Final = re.compile(rf"[{_CHINESE}]")
_LONGEST: Final = 64  # characters of one word; longer runs are no words
_PHONE: Final = re.compile(r"[0-9]{7,15}")
_SUFFIX: Final = 4
_WITH_COUNTRY: Final = 13  # digits of a mobile with 86 before it
_FILLERS: Final = frozenset("的了是在和与或就都也又还把被让给对从到为着过吗呢吧啊我你他她它们这那个")
_COMMON: Final = frozenset(
    "我们 你们 他们 自己 没有 不是 可以 这个 那个 这些 那些 因为 所以 但是 如果 已经 还是 就是 以及 或者 要求"
    " 进行 表示 认为 什么 怎么 一个 一直 其中 之后 之前 时候 现在 请求 希望"
    " the and for that this with was were has have had not are but from they you your our their its which who"
    " will would can could been than then there here about".split()
)
_SHORTEST_LATIN: Final = 3
MOST_ASKED: Final = 24  # words of one question


def plain(text: str) -> str:
    """The text as it is compared: one form of each character, no capitals."""
    return unicodedata.normalize("NFKC", text).casefold()


def words_of(texts: Iterable[str]) -> set[str]:
    """The words under which texts are stored."""
    found: set[str] = set()
    for run in _RUN.findall(plain("\n".join(texts))):
        if _IS_CHINESE.match(run):
            found.update(map(add, run, run[1:]))
            found.add(run[-1])
        else:
            found.add(run[:_LONGEST])
    return found


def number_word(number: str) -> str:
    """The word of an order number or other reference as a whole, whatever signs it contains; "" for none."""
    kept = "".join(char for char in plain(number) if char.isalnum())
    return f"no:{kept[:_LONGEST]}" if kept else ""


def contact_words(contact: str) -> set[str]:
    """The words of a phone number: the whole and its last four digits. Only some may ask by them (INT-8)."""
    digits = [re.sub(r"[\s()+\-]", "", part) for part in re.split(r"[,;/、]", plain(contact))]
    phones = [found[0] for part in digits if (found := _PHONE.search(part))]
    phones = [phone.removeprefix("86") if len(phone) == _WITH_COUNTRY else phone for phone in phones]
    return {word for phone in phones for word in (f"tel:{phone}", f"tel:{phone[-_SUFFIX:]}")}


def name_words(name: str) -> set[str]:
    """The words of a person's name. Only some may ask by them (INT-8)."""
    return {f"name:{word}" for word in words_of([name])}


def query_of(text: str, *, by_name: bool, by_phone: bool) -> str:
    """The question as a tsquery, "" when nothing can be asked.

    `by_name`: also by the names of people; `by_phone`: also by (the end of) a phone.
    """
    asked: dict[str, None] = {}
    for run in _RUN.findall(plain(text)):
        if _IS_CHINESE.match(run):
            asked.update((_any_of(_named(word, by_name=by_name)), None) for word in _chinese(run))
        else:
            asked[_any_of(_latin(run[:_LONGEST], by_name=by_name, by_phone=by_phone))] = None
        if len(asked) >= MOST_ASKED:
            break
    whole = number_word(text)
    terms = " & ".join(asked)
    # An order number with signs in it is one word of its own.
    has_signs = whole and len(asked) > 1 and not _IS_CHINESE.search(whole)
    return f"({terms}) | {quoted(whole)}" if has_signs else terms


def _chinese(run: str) -> Iterator[str]:
    """The pairs of the words in a run. A word of one character is asked for together with its neighbour."""
    if len(run) == 1:
        yield run
        return
    place = 0
    found = False
    for word in _cut(run):
        if len(word) > 1:
            yield from map("".join, pairwise(word))
        elif word not in _FILLERS:
            yield run[place - 1 : place + 1] if place else run[:2]
        found = found or len(word) > 1 or word not in _FILLERS
        place += len(word)
    if not found:
        yield from map("".join, pairwise(run))


def _cut(run: str) -> list[str]:
    """The words of a Chinese text, as a dictionary has them."""
    import rjieba  # reads its dictionary when loaded, and most programs never ask for words

    return list(rjieba.cut(run))


def is_whole(word: str) -> bool:
    """Whether a dictionary has this word: what was only guessed to be one may be a piece of two."""
    import rjieba

    return not _IS_CHINESE.match(word) or list(rjieba.cut(word, False)) == [word]  # noqa: FBT003  # its only name


def _named(word: str, *, by_name: bool) -> list[str]:
    # A single character begins a pair, or stands last.
    end = ":*" if len(word) == 1 else ""
    return [f"{quoted(word)}{end}", *([f"{quoted(f'name:{word}')}{end}"] if by_name else [])]


def _latin(word: str, *, by_name: bool, by_phone: bool) -> list[str]:
    choices = [word, f"no:{word}", *([f"name:{word}"] if by_name else [])]
    if by_phone and word.isdecimal() and (len(word) == _SUFFIX or _PHONE.fullmatch(word)):
        choices.append(f"tel:{word}")
    return list(map(quoted, choices))


def _any_of(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"({' | '.join(choices)})"


def quoted(word: str) -> str:
    """A word as it stands in a tsquery."""
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def terms_of(text: str) -> tuple[str, ...]:
    """The words that say what a text is about, each once, in their order, at most MOST_ASKED.

    Words of one character and the commonest of two say nothing about it; nor do numbers.
    """
    found: dict[str, None] = {}
    for run in _RUN.findall(plain(text)):
        if _IS_CHINESE.match(run):
            found.update((word, None) for word in _cut(run) if len(word) > 1 and word not in _COMMON)
        elif len(run) >= _SHORTEST_LATIN and not run[0].isdecimal() and run not in _COMMON:
            found[run[:_LONGEST]] = None
    return tuple(found)[:MOST_ASKED]
