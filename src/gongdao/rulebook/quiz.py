"""The training quiz 训练测验 (TRN-1): which answers are right, and who passes."""

from collections.abc import Sequence

from msgspec import Struct

from gongdao.rulebook.policy import Policy


class NoQuiz(LookupError):
    """The policy asks nothing, or names no pass mark."""


class Marked(Struct, frozen=True):
    """What a set of answers is worth. `wrong`: positions of the statements judged wrongly, from 0."""

    right: int
    total: int
    pass_percent: int
    passed: bool
    wrong: tuple[int, ...]


def has_quiz(policy: Policy) -> bool:
    """Whether the policy has statements and a pass mark."""
    return policy.quiz is not None and bool(policy.statements)


def mark(policy: Policy, answers: Sequence[bool]) -> Marked:
    """Compare answers with the statements, both in the order of the policy.

    Passed is who reaches `pass_percent`, counted exactly: 11 of 15 are not 80 %. Raises NoQuiz, and
    ValueError unless there is one answer for each statement.
    """
    if policy.quiz is None or not policy.statements:
        raise NoQuiz(policy.policy)
    pairs = zip(policy.statements, answers, strict=True)
    wrong = tuple(place for place, (item, answer) in enumerate(pairs) if item.true is not answer)
    total = len(policy.statements)
    right = total - len(wrong)
    needed = policy.quiz.pass_percent
    return Marked(right, total, needed, right * 100 >= needed * total, wrong)
