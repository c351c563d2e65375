"""A language model that may polish wording: any server that speaks as OpenAI's does. Off without a setting.

It is asked for wording alone and given a text whose facts are covered (`rulebook.assistant.polishing`); what
it says is an offer, judged by code and by the person.
"""

from typing import Final

import msgspec
from django.conf import settings
from msgspec import Struct

from gongdao.lib.outgoing import NoAnswer, post

_LARGEST_BYTES: Final = 256 * 1024
_ASKED: Final = (
    "你是文字编辑。把用户给出的申诉文字改得冷静、简洁、有条理，删去情绪化的词句。"
    "不得增加、删除或改变任何事实、请求或否定；形如⟦1⟧的标记原样保留，每个恰好出现与原文相同的次数。"
    "只输出改好的文字，不要解释。"
)


class _Message(Struct):
    content: str | None = None


class _Choice(Struct):
    message: _Message


class _Answer(Struct):
    choices: list[_Choice]


def is_there() -> bool:
    """Whether a model is configured."""
    return bool(settings.MODEL_URL)


def polished(text: str) -> str:
    """The model's wording of a covered text. Raises NoAnswer; code "garbage" for what is no such answer."""
    body = {
        "model": settings.MODEL_NAME,
        "messages": [{"role": "system", "content": _ASKED}, {"role": "user", "content": text}],
        "temperature": 0.2,
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.MODEL_KEY:
        headers["Authorization"] = f"Bearer {settings.MODEL_KEY}"
    url = settings.MODEL_URL.rstrip("/") + "/chat/completions"
    answer = post(
        url, msgspec.json.encode(body), headers=headers, seconds=settings.MODEL_SECONDS,
        largest_bytes=_LARGEST_BYTES,
    )  # fmt: skip
    try:
        return msgspec.json.decode(answer, type=_Answer).choices[0].message.content or ""
    except (msgspec.DecodeError, IndexError, UnicodeDecodeError):
        raise NoAnswer("garbage") from None
