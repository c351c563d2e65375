"""`gongdao triage train`: learns from cases and labelled lines, tells before and after."""

import json
from pathlib import Path

import pytest

from gongdao.casework import learning
from gongdao.casework.actions import handle
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.suggesting.weights import shipped
from gongdao.rulebook.terms import Party

pytestmark = pytest.mark.django_db


def test_overrides_of_cases_become_examples(now: object) -> None:
    publish_shipped(now)  # type: ignore[arg-type]
    for category in ("attitude", "", "other"):
        handle(
            OpenCase(
                channel="file", complainant=Party("customer:1"), description="屏幕花屏", category=category
            ),
            actor=SYSTEM, now=now,  # type: ignore[arg-type]
        )  # fmt: skip
    assert sorted(one.type for one in learning.examples(shipped().runs)) == ["attitude", "none"]


def test_kept_weights_are_used_and_can_be_taken_back(tmp_path: Path, settings: object) -> None:
    settings.TRIAGE_WEIGHTS = tmp_path / "triage.json"  # type: ignore[attr-defined]
    assert learning.current() is None
    learning.keep(shipped())
    assert learning.current() == shipped()
    assert learning.current() is learning.current()
    assert learning.forget()
    assert learning.current() is None
    assert not learning.forget()


def test_a_labelled_file_is_read_line_by_line(tmp_path: Path) -> None:
    from gongdao.cli.answers import Told
    from gongdao.cli.triage import _labelled

    file = tmp_path / "labelled.jsonl"
    good = {"text": "送得太慢", "type": "logistics"}
    file.write_text("\n".join(json.dumps(good) for _ in range(3)), encoding="utf-8")
    assert [one.type for one in _labelled(file, shipped().runs)] == ["logistics"] * 3
    file.write_text('{"text": "x", "type": "nothing"}', encoding="utf-8")
    with pytest.raises(Told):
        list(_labelled(file, shipped().runs))
