"""`gongdao backtest`: what past cases would have come to under another policy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from datetime import datetime

    from gongdao.cli.answers import Answers
    from gongdao.insight.backtest import Tested
    from gongdao.rulebook.policy import Policy


def backtest(
    policy: Annotated[Path, typer.Option(help="The other policy, as a document. 另一版规则的文档。")],
    since: Annotated[
        str, typer.Option(help="Only cases received from this day on. 自该日起接收的案件。")
    ] = "",
    samples: Annotated[
        int, typer.Option(min=0, help="Changed cases shown one by one. 逐件列出的件数。")
    ] = 10,
    processes: Annotated[
        int, typer.Option(min=0, help="Processes; 0: one a core. 进程数，0 为每核一个。")
    ] = 0,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Replay past cases under another policy. 用另一版规则重演以往案件。

    Shows what would change. People's acts stay as they were, the clock runs anew; nothing is written.
    只看会有哪些不同：人的行为不变，时限重新计算，不改动数据。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.cli.policy_text import said_problem
        from gongdao.policies.plain_yaml import BadDocument

        try:
            found, loaded = tested(answers, policy, since, samples, processes)
        except BadDocument as bad:
            lines = "\n".join(said_problem(answers, problem) for problem in bad.problems)
            raise answers.fail(FAILED, "bad_document", lines) from bad
        if as_json:
            answers.json(found)
        else:
            show(answers, found, loaded)


def tested(
    answers: "Answers", policy: Path, since: str, samples: int, processes: int
) -> "tuple[Tested, Policy]":
    import os
    import time
    from datetime import UTC, datetime

    from gongdao.cli.progress import progress
    from gongdao.insight.backtest import EPOCH, Tested, backtest, count
    from gongdao.policies.loading import load, read_bytes
    from gongdao.policies.plain_yaml import decoded

    text = decoded(read_bytes(policy), str(policy))
    loaded = load(text, name=str(policy))
    begins = _day(since, loaded.calendar.zone) if since else EPOCH
    total = Tested()
    begun = time.monotonic()
    with progress(answers, "cli.backtest.progress", count(loaded.policy, begins)) as advance:
        for found in backtest(
            text,
            now=datetime.now(UTC),
            since=begins,
            processes=processes or os.cpu_count() or 1,
            samples=samples,
        ):
            advance(found.cases - total.cases)
            total = found
    answers.text("cli.backtest.took", cases=total.cases, seconds=round(time.monotonic() - begun, 1))
    return total, loaded


def _day(text: str, zone: str) -> "datetime":
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from gongdao.cli.answers import Told

    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Told("not_a_day", text=text) from error


def show(answers: "Answers", found: "Tested", policy: "Policy") -> None:
    """The sums, rule by rule, then some cases one by one."""
    from gongdao.insight.backtest_words import said

    answers.text("cli.backtest.done", cases=found.cases, changed=found.changed, broken=len(found.broken))
    for item in found.sums:
        answers.line(f"  {said(item, policy, answers.language)}")
    for sample in found.samples:
        answers.line(sample.number)
        for difference in sample.differences:
            answers.line(f"  {said(difference, policy, answers.language)}")
    for number in found.broken:
        answers.text("cli.backtest.broken", number=number)
