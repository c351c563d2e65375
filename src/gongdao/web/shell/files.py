"""What is told of files before they are chosen: the limits of the policy, and the words of their refusal."""

from collections.abc import Iterable
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from msgspec import Struct

from gongdao.exhibits.content import LOOKED_AT, media_type
from gongdao.exhibits.store import ceiling_bytes
from gongdao.letters.wording import say
from gongdao.rulebook.files import SORTS, largest_mb, need_taken
from gongdao.rulebook.policy import FileRule
from gongdao.rulebook.policy.files import MB
from gongdao.rulebook.refusal import REMEDIES, Refusal
from gongdao.rulebook.terms import Exhibit

# What a browser calls the contents, and what it offers to choose.
_BEGINS: Final = {
    "picture": "image/", "pdf": "application/pdf", "office": "application/vnd.openxmlformats-officedocument.",
    "audio": "audio/", "video": "video/", "text": "text/",
}  # fmt: skip
_OFFERS: Final = {
    "picture": "image/*", "pdf": "application/pdf", "office": ".docx,.xlsx", "audio": "audio/*,.amr,.silk",
    "video": "video/*", "text": "text/plain",
}  # fmt: skip


class FileLimits(Struct, frozen=True):
    """The limits in words, and for the script of the page, which refuses early in the same words.

    `taken`: how the types of a browser begin; `accept`: what its dialog offers.
    """

    text: str
    largest_mb: int
    most: int  # 0: as many as one likes
    taken: str
    accept: str
    too_large: str
    not_taken: str
    too_many: str

    @property
    def largest_bytes(self) -> int:
        """The largest file in bytes."""
        return self.largest_mb * MB


def file_limits(rule: FileRule | None, language: str, *, only: str = "", most: int = 0) -> FileLimits:
    """The limits of a policy, as far as this machine goes along.

    `only`: the one sort that the form takes, as "picture"; `most`: fewer files than the policy allows.
    """
    largest = largest_mb(rule, ceiling_bytes())
    sorts = [only] if only else list(rule.taken if rule else SORTS)
    at_once = min(filter(None, (rule.at_once if rule else 0, most)), default=0)
    code = "files.limits" if at_once else "files.limits_each"
    return FileLimits(
        text=say(code, language, taken=sorts, largest=largest, most=at_once),
        largest_mb=largest,
        most=at_once,
        taken=" ".join(_BEGINS[sort] for sort in sorts),
        accept=",".join(_OFFERS[sort] for sort in sorts),
        too_large=_refused("file_too_large", language, most=largest),
        not_taken=say("refusal.file_not_taken", language, taken=sorts)
        if only
        else _refused("file_not_taken", language, taken=sorts),
        too_many=_refused("too_many_files", language, most=at_once),
    )


def told(refusal: Refusal, language: str) -> str:
    """Why files are not taken and what would help, in one text."""
    return _refused(refusal.code, language, **refusal.params)


def need_taken_files(
    rule: FileRule | None, files: "Iterable[UploadedFile[Any]]", kind: str = "other"
) -> None:
    """EVI-1: the files of a form, before anything of them is stored. Raises Refused."""
    need_taken(rule, [_described(file, kind) for file in files], ceiling_bytes=ceiling_bytes())


def _described(file: "UploadedFile[Any]", kind: str) -> Exhibit:
    head = file.read(LOOKED_AT)
    file.seek(0)
    return Exhibit("0" * 64, kind or "other", "", file.name or "", media_type(head), file.size or 0)


def _refused(code: str, language: str, **params: Any) -> str:
    why, help_ = (say(key, language, **params) for key in (f"refusal.{code}", f"remedy.{REMEDIES[code]}"))
    return why + help_ if why.endswith("。") else f"{why} {help_}"
