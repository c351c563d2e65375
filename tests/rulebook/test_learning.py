"""Learning from overrides: what people decide otherwise is taken up, what was known is kept (TRI-1)."""

import pytest

from gongdao.rulebook.suggesting.learning import compared, example, learned
from gongdao.rulebook.suggesting.weights import shipped

RUNS = shipped().runs
HEAD = shipped().heads["type"]
# A company in which 屏幕闪 is a matter of its service, not of the goods.
OVERRIDES = [example(f"第{n}台机器屏幕花屏闪屏，用了{n}天", "service", RUNS) for n in range(30)]
USUAL = [example(f"送餐太慢，等了{n}个小时", "logistics", RUNS) for n in range(30)]


def _told(head: object, text: str) -> str:
    assert head is not None
    shares = head.shares(example(text, "", RUNS).features)  # type: ignore[attr-defined]
    return max(shares, key=shares.__getitem__)


@pytest.mark.rule("TRI-1")
def test_what_people_decide_is_learned_and_the_rest_is_kept() -> None:
    assert _told(HEAD, "机器屏幕花屏闪屏") == "product"
    taught = learned(HEAD, [*OVERRIDES, *USUAL])
    assert _told(taught, "机器屏幕花屏闪屏") == "service"
    assert _told(taught, "态度恶劣还骂人") == "attitude"
    assert _told(taught, "刚买就降价，不给价保") == "policy"


def test_the_same_examples_teach_the_same() -> None:
    assert learned(HEAD, OVERRIDES) == learned(HEAD, OVERRIDES)
    assert learned(HEAD, []).weights == HEAD.weights


def test_before_and_after_are_compared_on_unseen_examples() -> None:
    found = compared(HEAD, [*OVERRIDES, *USUAL])
    assert found.examples == 60
    assert found.before == 0.5
    assert found.after > 0.95
