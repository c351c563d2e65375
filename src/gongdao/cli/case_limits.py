"""The limits of a case at the terminal, and why each is due when it is (SLA-11)."""

from collections.abc import Mapping
from datetime import datetime

from gongdao.cli.answers import NOT_FOUND, Answers, Told
from gongdao.cli.case_reader import Reader
from gongdao.rulebook import deadline
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.holidays import holiday_name
from gongdao.rulebook.hours import calendar_in
from gongdao.rulebook.policy import deadline_rule


def show_explanation(answers: Answers, actor: Actor, number: str, key: str, now: datetime) -> None:
    """SLA-11: which rule, from when, what counted day by day, which pauses."""
    reader = Reader(answers, actor, number)
    item = reader.deadlines().get(key)
    if item is None:
        raise Told("case.no_such_limit", NOT_FOUND, key=key, keys=sorted(reader.deadlines()))
    calendar, rule = calendar_in(reader.policy, item.zone), deadline_rule(reader.policy, item.rule)
    rows = deadline.explain(item, calendar, now)
    left = deadline.remaining(item, now, calendar)
    if answers.as_json:
        answers.json({
            "key": key, "rule": item.rule, "cite": item.cite, "status": item.status, "bearer": item.bearer,
            "started_at": item.started_at, "due_at": item.due_at, "length": item.length,
            "measure": left.measure, "remaining_seconds": left.seconds,
            "counted_seconds": deadline.counted_seconds(rows), "rows": rows,
            "consequences": [part.do for part in rule.lapse],
        })  # fmt: skip
        return
    _print_explanation(reader, item, rows)
    if item.is_open:
        answers.console.print(answers.say("case.explain_left") + answers.shown(left, "remaining"))
    consequences = [answers.say(f"consequence.{part.do}") for part in rule.lapse]
    answers.console.print(answers.say("case.explain_lapse") + "、".join(consequences))


def print_limits(reader: Reader, limits: list[Deadline], known: Mapping[str, str], now: datetime) -> None:
    from rich import box
    from rich.table import Table

    answers = reader.answers
    table = Table(box=box.SIMPLE)
    for name in ("limit", "key", "bearer", "due", "state"):
        table.add_column(answers.say(f"cli.case.column.{name}"), overflow="fold")
    for item in limits:
        rule = deadline_rule(reader.policy, item.rule)
        state = answers.say(f"deadline_status.{deadline.standing(item, rule.consequences)}")
        if item.status == "running":
            left = deadline.remaining(item, now, calendar_in(reader.policy, item.zone))
            state = answers.shown(left, "remaining")
        bearer = (
            known.get(item.bearer) or answers.say(f"bearer.{item.bearer}")
            if ":" not in item.bearer
            else (known.get(item.bearer, item.bearer))
        )
        table.add_row(
            known.get(f"deadline:{item.rule}", item.rule), item.key, bearer,
            answers.shown(item.due_at, "due"), state,
        )  # fmt: skip
    if limits:
        answers.console.print(table)


def _print_explanation(reader: Reader, item: Deadline, rows: tuple[deadline.Counted, ...]) -> None:
    from rich import box
    from rich.table import Table

    answers = reader.answers
    answers.console.print(
        answers.say(
            "case.explain_lead",
            cite=item.cite,
            started_at=item.started_at,
            length=item.length,
            due_at=item.due_at,
        )
    )
    if item.estimated:
        answers.console.print(answers.say("case.explain_estimated"))
    table = Table(box=box.SIMPLE)
    for name in ("explain_from", "explain_to", "explain_kind", "explain_counts"):
        table.add_column(answers.say(f"case.{name}"))
    for row in rows:
        kind = answers.say(f"counted.{row.kind}")
        note = _note(row.note, answers)
        table.add_row(
            answers.shown(row.from_at, "instant"), answers.shown(row.to_at, "due"),
            f"{kind} ({note})" if note else kind,
            answers.shown(row.seconds, "duration") if row.counts else "",
        )  # fmt: skip
    answers.console.print(table)


def _note(code: str, answers: Answers) -> str:
    """Why a stretch of time is what it is: a holiday by its name, the reason of a pause."""
    if not code:
        return ""
    try:
        return holiday_name(code, answers.language)
    except KeyError:
        area = "waiting" if code in ("customer", "evidence", "third_party") else "day_note"
        return answers.say(f"{area}.{code}")
