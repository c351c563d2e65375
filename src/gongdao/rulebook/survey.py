"""The satisfaction survey 满意度回访: asked when a case is resolved, answered once (RES-14)."""

from collections.abc import Iterator

from gongdao.rulebook import commands as c
from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.refusal import refuse


def asked(matter: Matter, event: e.Event) -> Iterator[e.Event]:
    """The event that asks, once the case is resolved; a reopened one is asked anew."""
    rule, state = matter.policy.survey, matter.state
    if (
        isinstance(event, e.DeadlineEvent)
        or rule is None
        or state.status != "resolved"
        or state.survey is not None
    ):
        return
    window = clock.start(
        key="survey", rule="survey", cite=rule.cite, bearer=state.complainant.ref, at=matter.now,
        length=rule.within, calendar=matter.calendar,
    )  # fmt: skip
    yield e.SurveyAsked(questions=tuple(item.id for item in rule.questions), until=window.due_at)


def answer_survey(matter: Matter, command: c.AnswerSurvey) -> tuple[e.Event, ...]:
    """Every question once, in time, by the complainant, or taken down by staff with its proof."""
    survey = matter.state.survey
    if survey is None:
        status = matter.state.status
        raise refuse("RES-14", "not_in_this_state", status=status, needed=["resolved", "closed"])
    if survey.answered_at is not None:
        raise refuse("RES-14", "already_done", at=survey.answered_at.isoformat())
    if matter.now > survey.until:
        raise refuse("RES-14", "survey_over", until=survey.until.isoformat())
    unknown = sorted(set(command.answers) - set(survey.questions))
    if unknown:
        raise refuse("RES-14", "bad_value", field=unknown[0], allowed=list(survey.questions))
    if any(not 1 <= score <= 5 for score in command.answers.values()):
        raise refuse("RES-14", "bad_value", field="answers", allowed=["1…5"])
    missing = [name for name in survey.questions if name not in command.answers]
    if missing:
        raise refuse("RES-14", "missing_fields", fields=missing)
    if not matter.actor.acts_for(matter.state.complainant.ref) and not command.proof.strip():
        raise refuse("RES-14", "proof_needed", id="survey", kinds=["call_record"])
    answers = {name: command.answers[name] for name in survey.questions}
    return (
        e.SurveyAnswered(
            answers=answers, text=command.text, via=command.via, by=matter.actor.ref, proof=command.proof
        ),
    )
