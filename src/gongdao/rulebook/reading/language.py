"""Which language a text is written in, by its letters: to find a reader for it. Nothing is judged by it."""

from typing import Final

# Characters that only one of the two ways of writing Chinese has, among the most frequent ones.
_SIMPLE: Final = frozenset(
    "们这来个时国说为对会发过还学产业关问题货单号间开见车东长门电话认实际没给钱费购买卖书记证据图"
)
_TRADITIONAL: Final = frozenset(
    "們這來個時國說為對會發過還學產業關問題貨單號間開見車東長門電話認實際沒給錢費購買賣書記證據圖"
)
_LEAST: Final = 4  # letters below which nothing is said


def language_of(text: str) -> str:
    """One of "zh-hans", "zh-hant", "ja", "ko", "ru", "en", or "" where there is too little to tell."""
    han = kana = hangul = cyrillic = latin = 0
    for char in text:
        code = ord(char)
        han += 0x4E00 <= code <= 0x9FFF
        kana += 0x3040 <= code <= 0x30FF
        hangul += 0xAC00 <= code <= 0xD7AF
        cyrillic += 0x0400 <= code <= 0x04FF
        latin += char.isascii() and char.isalpha()
    if han + kana + hangul + cyrillic + latin < _LEAST:
        return ""
    east = han + kana + hangul
    # A Chinese or Japanese word needs two characters where an English one needs six letters.
    if 3 * east >= max(latin, cyrillic):
        return _eastern(text, han, kana, hangul)
    return "ru" if cyrillic > latin else "en"


def _eastern(text: str, han: int, kana: int, hangul: int) -> str:
    if hangul > han + kana:
        return "ko"
    if 5 * kana >= han:
        return "ja"
    simple = sum(char in _SIMPLE for char in text)
    traditional = sum(char in _TRADITIONAL for char in text)
    return "zh-hant" if traditional > simple else "zh-hans"
