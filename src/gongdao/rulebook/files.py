"""Which files are taken as evidence (EVI-1): size, number and content by the policy, purely."""

from collections.abc import Sequence
from typing import Final

from gongdao.rulebook.policy import ContentSort, FileRule
from gongdao.rulebook.policy.files import MB
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.terms import Exhibit

SORTS: Final[tuple[ContentSort, ...]] = ContentSort.__args__  # type: ignore[attr-defined]
_WHOLE: Final[dict[str, ContentSort]] = {"application/pdf": "pdf", "text/plain": "text"}
_FAMILIES: Final[tuple[tuple[str, ContentSort], ...]] = (
    ("image/", "picture"),
    ("audio/", "audio"),
    ("video/", "video"),
    ("application/vnd.openxmlformats-officedocument.", "office"),
)


def sort_of(media_type: str) -> ContentSort | None:
    """What sort of content a media type is; None for one that no policy can take."""
    found = next((sort for start, sort in _FAMILIES if media_type.startswith(start)), None)
    return found or _WHOLE.get(media_type)


def need_taken(rule: FileRule | None, exhibits: Sequence[Exhibit], *, ceiling_bytes: int = 0) -> None:
    """EVI-1: files that come in together are as many, as large and of such content as the policy takes.

    `ceiling_bytes`: what the machine can take at most; 0: not asked. An answer in words is no file. Content
    that is not told yet (no media type) is not judged. Raises Refused, naming all files that do not fit.
    """
    files = [item for item in exhibits if not _in_words(item)]
    if rule is None:
        _need_small(files, ceiling_bytes, "EVI-1")
        return
    if len(files) > rule.at_once:
        raise refuse(_by(rule, "at_once"), "too_many_files", count=len(files), most=rule.at_once)
    most = min(rule.largest_bytes, ceiling_bytes or rule.largest_bytes)
    _need_small(files, most, _by(rule, "largest_mb"))
    foreign = [item for item in files if item.media_type and sort_of(item.media_type) not in rule.taken]
    if foreign:
        raise refuse(_by(rule, "taken"), "file_not_taken", files=_named(foreign), taken=list(rule.taken))


def largest_mb(rule: FileRule | None, ceiling_bytes: int) -> int:
    """The largest file that is taken, as people are told: by the policy, and by the machine (never 0)."""
    most = ceiling_bytes // MB
    return most if rule is None else min(rule.largest_mb, most)


def _need_small(files: Sequence[Exhibit], most_bytes: int, rule: str) -> None:
    large = [item for item in files if most_bytes and item.size_bytes > most_bytes]
    if large:
        raise refuse(rule, "file_too_large", files=_named(large), most=most_bytes // MB)


def _in_words(item: Exhibit) -> bool:
    return item.kind == "written_answer" and item.media_type in ("", "text/plain")


def _named(files: Sequence[Exhibit]) -> list[str]:
    return [item.name or item.sha256[:12] for item in files]


def _by(rule: FileRule, field: str) -> str:
    return rule.cites.get(field, rule.cite).split()[0]
