"""`gongdao catalogue`: a shop's goods held against the listing rules."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gongdao.cli.answers import Answers
    from gongdao.intake.catalogue.checking import Checked
    from gongdao.intake.catalogue.opening import Opened

app = typer.Typer(help="Hold a shop's listings against the rules. 商品发布检查。", no_args_is_help=True)


@app.callback()
def catalogue() -> None:
    """Hold a shop's listings against the rules. 商品发布检查。"""


@app.command("check")
def check(
    path: Annotated[
        Path, typer.Argument(help="CSV or XLSX, also as .gz. 商品清单，CSV 或 XLSX，可用 gzip 压缩。")
    ],
    shop: Annotated[
        str,
        typer.Option(help="Code of the shop; without it a column of the file. 店铺编号，不写则看店铺列。"),
    ] = "",
    policy: Annotated[
        str, typer.Option(help="Policy with the listing rules. 按哪一套规则。")
    ] = "merchant-conduct",
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook; else the first. 工作表名称。")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Where the hits are written; else FILE.hits.csv. 结果文件。")
    ] = None,
    open_cases: Annotated[
        bool, typer.Option("--open", help="Open a violation case for each hit. 逐项立案。")
    ] = False,
    as_who: Annotated[
        str,
        typer.Option("--as", envvar="GONGDAO_AS", help="Who opens; without it the program. 以谁的身份立案。"),
    ] = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Check every listing of a catalogue; with --open, open what was hit. 检查商品清单，可逐项立案。

    Run again, it opens only what was not opened before. 重复运行不会重复立案。

    The hits are written to FILE.hits.csv. The exit code is 3 when something was hit.
    """
    from gongdao.cli.answers import REFUSED, answering

    with answering(lang, as_json=as_json) as answers:
        checked, opened = _checked(path, shop, policy, sheet, out, as_who if open_cases else None, answers)
        _tell(checked, opened, _target(path, out), answers)
        if checked.hits:
            raise typer.Exit(REFUSED)


def _target(path: Path, out: Path | None) -> Path:
    return out or path.with_name(f"{path.name}.hits.csv")


def _checked(
    path: Path, shop: str, policy: str, sheet: str, out: Path | None, who: str | None, answers: "Answers"
) -> "tuple[Checked, list[Opened] | None]":
    """The hits, written to their file, and the cases that were opened; None where none was asked for."""
    from django.utils import timezone

    from gongdao.cli.acting import actor_named
    from gongdao.cli.answers import Told
    from gongdao.intake.catalogue.checking import check_file, write_hits
    from gongdao.intake.catalogue.opening import open_hits
    from gongdao.intake.files.problems import BadFile
    from gongdao.rulebook.actor import SYSTEM

    now = timezone.now()
    actor = SYSTEM if not who else actor_named(who)
    try:
        with _bar("cli.catalogue.checking", answers) as progress:
            checked = check_file(path, now=now, shop=shop, policy=policy, sheet=sheet, progress=progress)
        write_hits(checked, _target(path, out), answers.language)
    except BadFile as bad:
        raise Told(bad.code, area="intake", **bad.params) from bad
    if who is None:
        return checked, None
    with _bar("cli.catalogue.opening", answers) as progress:
        places = range(len(checked.hits))
        return checked, list(open_hits(checked, places, actor=actor, now=now, progress=progress))


def _tell(checked: "Checked", opened: "list[Opened] | None", target: Path, answers: "Answers") -> None:
    fresh = [item.number for item in opened or [] if not item.known]
    known = len(opened or []) - len(fresh)
    if answers.as_json:
        numbers = {item.hit: item.number for item in opened or []}
        plain: dict[str, Any] = {
            "policy": checked.policy.policy, "version": checked.policy.version, "goods": checked.goods,
            "by_rule": checked.by_rule, "hits_file": str(target), "opened": len(fresh), "known": known,
            "unread": [
                {"line": item.line, "code": item.problem.code, "params": item.problem.params}
                for item in checked.unread
            ],
            "hits": [
                {
                    "rule": hit.check, "seen": hit.seen, "shop": hit.shop, "goods": list(hit.goods),
                    "lines": list(hit.lines), "params": hit.params, "case": numbers.get(place, ""),
                }
                for place, hit in enumerate(checked.hits)
            ],
        }  # fmt: skip
        answers.json(plain)
        return
    answers.text(
        "cli.catalogue.done", goods=checked.goods, hits=len(checked.hits), unread=len(checked.unread)
    )
    for rule, count in checked.by_rule.items():
        answers.text("cli.catalogue.rule", rule=rule, count=count)
    answers.text("cli.catalogue.file", name=str(target))
    if opened is not None:
        answers.text("cli.catalogue.opened", opened=len(fresh), known=known)


@contextmanager
def _bar(code: str, answers: "Answers") -> "Iterator[Callable[[int, int], None]]":
    """A progress bar; silent when the answer is JSON."""
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bar(*columns, console=answers.console, disable=answers.is_quiet, transient=True) as bar:
        task = bar.add_task(answers.say(code), total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=max(done, total) or None)

        yield progress
