"""`gongdao intake`: complaints from outside, in bulk."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongdao.cli.answers import Answers
    from gongdao.intake.actions import Options, Progress, Report, Tally
    from gongdao.intake.platform_codes import Standing

app = typer.Typer(help="Take complaints in from files. 从文件导入投诉。", no_args_is_help=True)


@app.callback()
def intake() -> None:
    """Take complaints in from files. 从文件导入投诉。"""


@app.command("file")
def file(
    path: Annotated[
        Path, typer.Argument(help="CSV or XLSX, also as .gz. CSV 或 XLSX 文件，可用 gzip 压缩。")
    ],
    policy: Annotated[
        str, typer.Option(help="Policy under which the cases are opened. 按哪一套规则登记。")
    ] = "dispute-mediation",
    channel: Annotated[
        str, typer.Option(help="Channel of rows that name none. 未写明渠道的，按此渠道。")
    ] = "file",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="FIELD=HEADER: which column is which field. 字段=列名，可多次使用。"),
    ] = None,
    source: Annotated[
        str, typer.Option(help="System whose numbers the external ones are. 外部编号属于哪个系统。")
    ] = "",
    platform: Annotated[
        str,
        typer.Option(help="Whose codes its columns hold, as taobao. 文件中的代码属于哪个平台。"),
    ] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook; else the first. 工作表名称。")] = "",
    as_who: Annotated[
        str,
        typer.Option(
            "--as", envvar="GONGDAO_AS", help="Who files; without it the program. 以谁的身份，不写则为系统。"
        ),
    ] = "",
    processes: Annotated[int, typer.Option(help="Processes; 0: one a core. 进程数，0 为每核一个。")] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only look the file over; register nothing. 只检查，不登记。")
    ] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Register every row of a table as a case. 把表格逐行登记为投诉。

    Run again, it registers only what is missing. 重复运行只补登未登记的行。

    Rows that cannot be taken are written to FILE.rejected.csv with line, rule, reason and what helps; the
    exit code is then 3. 未能登记的行写入 FILE.rejected.csv，并说明原因。
    """
    from gongdao.cli.answers import REFUSED, answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.intake.actions import Options

        options = Options(
            policy=policy, channel=channel, columns=_columns(columns or []), source=source, sheet=sheet,
            platform=platform, processes=processes or os.cpu_count() or 1, dry_run=dry_run,
        )  # fmt: skip
        report = _taken(path, options, as_who, answers)
        if report.rejected:
            raise typer.Exit(REFUSED)


def _columns(told: list[str]) -> dict[str, str]:
    from gongdao.cli.answers import Told

    pairs = [item.partition("=") for item in told]
    for field, equals, header in pairs:
        if not (field.strip() and equals and header.strip()):
            raise Told("bad_map", value=f"{field}{equals}{header}", option="--map", example="description=…")
    return {field.strip(): header.strip() for field, _, header in pairs}


def _taken(path: Path, options: "Options", as_who: str, answers: "Answers") -> "Report":
    """Take the file in with a progress bar, and print what came of it."""
    import time
    from concurrent.futures.process import BrokenProcessPool

    from django.utils import timezone

    from gongdao.cli.acting import actor_named
    from gongdao.cli.answers import FAILED, Told
    from gongdao.intake.actions import take_file
    from gongdao.intake.files.problems import BadFile
    from gongdao.rulebook.actor import SYSTEM

    actor = actor_named(as_who) if as_who else SYSTEM
    begun = time.monotonic()
    try:
        with _bar(answers) as progress:
            report = take_file(
                path, options, language=answers.language, now=timezone.now(), actor=actor, progress=progress
            )
    except BadFile as bad:
        raise Told(bad.code, area="intake", **bad.params) from bad
    except BrokenProcessPool as broken:
        raise Told("stopped", FAILED, area="intake") from broken
    _tell(report, options, time.monotonic() - begun, answers)
    return report


def _tell(report: "Report", options: "Options", seconds: float, answers: "Answers") -> None:
    import msgspec

    from gongdao.lib.ids import case_number

    rate = (report.registered + report.known + report.rejected) / seconds if seconds else 0.0
    if answers.as_json:
        plain: dict[str, Any] = msgspec.to_builtins(report)
        plain |= {"dry_run": options.dry_run, "seconds": round(seconds, 2), "rows_per_second": round(rate)}
        for name in ("first", "last"):
            case_id = plain.pop(f"{name}_case_id")
            plain[f"{name}_number"] = case_number(case_id) if case_id else ""
        answers.json(plain)
        return
    code = "cli.intake.dry_run" if options.dry_run else "cli.intake.done"
    answers.text(
        code, registered=report.registered, known=report.known, rejected=report.rejected, rate=round(rate),
        seconds=round(seconds),
    )  # fmt: skip
    if report.first_case_id:
        first, last = case_number(report.first_case_id), case_number(report.last_case_id)
        answers.text("cli.intake.numbers", first=first, last=last)
    answers.text(
        "cli.intake.columns", columns=[f"{name} → {field}" for field, name in report.columns.items()]
    )
    if report.unused:
        answers.text("cli.intake.unused", columns=list(report.unused))
    if report.rejects_file:
        answers.text("cli.intake.rejects", name=report.rejects_file)


@contextmanager
def _bar(answers: "Answers") -> "Iterator[Progress]":
    """A progress bar with the rate; silent when the answer is JSON."""
    import time

    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    begun = time.monotonic()
    with Bar(*columns, console=answers.console, disable=answers.is_quiet, transient=True) as bar:
        task = bar.add_task("", total=None)

        def progress(tally: "Tally", lines: int) -> None:
            rate = round(tally.rows / max(time.monotonic() - begun, 0.001))
            text = answers.say("cli.intake.progress", rows=tally.rows, rejected=tally.rejected, rate=rate)
            bar.update(task, completed=tally.rows, total=max(lines, tally.rows) or None, description=text)

        yield progress


@app.command("code")
def code(
    platform: Annotated[
        str,
        typer.Argument(help="taobao, douyin, pinduoduo, wechat_pay, wechat_shop or paypal. 平台。"),
    ],
    raw: Annotated[
        str, typer.Argument(help="The platform's code, as cs=10; without it all. 平台代码。")
    ] = "",
    number: Annotated[
        str, typer.Option("--case", help="The code that says where this case stands. 某工单对应的代码。")
    ] = "",
    as_who: Annotated[str, typer.Option("--as", envvar="GONGDAO_AS", help="Who asks. 以谁的身份查询。")] = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Read a platform's code of a dispute, or tell where a case stands in its codes. 平台纠纷代码互换。"""
    from gongdao.cli.answers import Told, answering
    from gongdao.intake import platform_codes as codes

    with answering(lang, as_json=as_json) as answers:
        try:
            if number:
                found = [_case_in(platform, number, raw, as_who)]
            elif raw:
                found = [codes.read(platform, raw)]
            else:
                every = codes.codes_of(platform)
                found = [codes.Standing(platform, one, stage) for stage in every for one in every[stage]]
        except codes.UnknownCode as unknown:
            raise Told("unknown_code", given=unknown.given, known=", ".join(unknown.known)) from None
        if as_json:
            answers.json([one._asdict() for one in found])
        for one in found:
            answers.text("cli.platform_code", raw=one.raw or "—", stage=one.stage)


def _case_in(platform: str, number: str, came: str, as_who: str) -> "Standing":
    """Where a case stands, in the codes of a platform; "" where it has none for it."""
    from gongdao.casework.store import case_for
    from gongdao.cli.acting import actor_named
    from gongdao.intake import platform_codes as codes
    from gongdao.intake.queries import code_that_came

    found = case_for(actor_named(as_who), number, lock=False)
    stage = codes.stage_of(found.state)
    came = came or code_that_came(found.case_id, platform)
    return codes.standing_for(platform, stage, came=came) or codes.Standing(platform, "", stage)
