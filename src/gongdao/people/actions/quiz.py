"""The training quiz (TRN-1): what somebody answered is counted here and kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongdao.people.actions.record import NotPermitted
from gongdao.people.models import QuizResult
from gongdao.people.permissions.training import staff_key
from gongdao.rulebook import quiz
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Policy


@transaction.atomic
def take_quiz(
    *, actor: Actor, now: datetime, policy: Policy, answers: Sequence[bool], key: UUID
) -> QuizResult:
    """Count the answers to the statements of a policy, in its order, and keep the result.

    By staff, for oneself. `key` is that of the form: who sends it again gets the result of the first time.
    Raises NotPermitted, `quiz.NoQuiz`, and ValueError unless each statement has one answer.
    """
    staff_id = staff_key(actor)
    if not staff_id:
        raise NotPermitted
    marked = quiz.mark(policy, answers)
    result, _ = QuizResult.objects.get_or_create(
        key=key,
        defaults={
            "staff_id": staff_id,
            "policy": policy.policy,
            "version": policy.version,
            "taken_at": now,
            "answers": list(answers),
            "right": marked.right,
            "total": marked.total,
            "pass_percent": marked.pass_percent,
            "passed": marked.passed,
        },
    )
    if result.staff_id != staff_id:
        raise NotPermitted
    return result
