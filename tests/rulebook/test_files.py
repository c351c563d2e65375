"""Which files are taken as evidence (EVI-1): by size, number and content, at every act that brings some."""

from typing import Any

import pytest
from msgspec.structs import replace

from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook.files import SORTS, largest_mb, need_taken, sort_of
from gongdao.rulebook.policy import FileRule
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Exhibit

MB = 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RULE = FileRule(
    largest_mb=2, at_once=3, taken=("picture", "pdf"), cite="EVI-1 A", cites={"at_once": "SEC-1 A"}
)


def file(media_type: str = "image/png", size: int = MB, **more: Any) -> Exhibit:
    return replace(
        Exhibit("0" * 64, "other", "说明", "照片.png", media_type=media_type, size_bytes=size), **more
    )


def refusal(
    *files: Exhibit, rule: FileRule | None = RULE, ceiling: int = 0
) -> tuple[str, str, dict[str, Any]]:
    with pytest.raises(Refused) as refused:
        need_taken(rule, files, ceiling_bytes=ceiling)
    found = refused.value.refusal
    return found.rule, found.code, found.params


@pytest.mark.rule("EVI-1")
def test_a_file_is_taken_up_to_the_last_byte() -> None:
    need_taken(RULE, [file(size=2 * MB)])
    assert refusal(file(size=2 * MB + 1)) == ("EVI-1", "file_too_large", {"files": ["照片.png"], "most": 2})


@pytest.mark.rule("EVI-1")
def test_all_files_that_do_not_fit_are_named_at_once() -> None:
    _, code, params = refusal(file(size=3 * MB, name="甲"), file(), file(size=4 * MB, name=""))
    assert (code, params["files"]) == ("file_too_large", ["甲", "0" * 12])


@pytest.mark.rule("EVI-1")
def test_content_is_taken_as_the_policy_says() -> None:
    need_taken(RULE, [file("image/heic"), file("application/pdf")])
    wanted = {"files": ["照片.png"], "taken": ["picture", "pdf"]}
    for media_type in ("video/mp4", DOCX, "text/plain", "application/zip"):
        assert refusal(file(media_type)) == ("EVI-1", "file_not_taken", wanted)


@pytest.mark.rule("EVI-1")
def test_so_many_come_at_once_and_the_field_has_its_own_rule() -> None:
    need_taken(RULE, [file()] * 3)
    assert refusal(*[file()] * 4) == ("SEC-1", "too_many_files", {"count": 4, "most": 3})


@pytest.mark.rule("EVI-11")
def test_an_answer_in_words_is_no_file_but_a_file_called_so_is() -> None:
    need_taken(RULE, [file("text/plain", kind="written_answer"), *[file()] * 3])
    assert refusal(file("video/mp4", kind="written_answer"))[1] == "file_not_taken"


def test_the_machine_may_take_less_but_never_more() -> None:
    need_taken(None, [file("video/mp4", 900 * MB)])
    assert refusal(file(size=MB + 1), ceiling=MB)[2]["most"] == 1
    assert refusal(file(size=MB + 1), rule=None, ceiling=MB)[:2] == ("EVI-1", "file_too_large")
    assert refusal(file(size=2 * MB + 1), ceiling=9 * MB)[2]["most"] == 2
    assert [largest_mb(RULE, MB), largest_mb(RULE, 9 * MB), largest_mb(None, 9 * MB)] == [1, 2, 9]


def test_content_that_is_not_told_yet_is_not_judged() -> None:
    need_taken(RULE, [file("", 0)])
    assert refusal(file("application/octet-stream", 0))[1] == "file_not_taken"


def test_every_sort_of_content_is_some_media_type() -> None:
    types = ["image/webp", "application/pdf", DOCX, "audio/silk", "video/webm", "text/plain"]
    assert [sort_of(one) for one in types] == list(SORTS)
    assert sort_of("application/octet-stream") is None


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.parent.name)
@pytest.mark.rule("EVI-1")
def test_every_shipped_policy_limits_files(path: Any) -> None:
    rule = load(read_bytes(path)).files
    assert rule is not None
    assert (rule.largest_mb, rule.at_once) == (50, 12)
