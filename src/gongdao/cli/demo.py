"""`gongdao demo`: the worked cases of the sources, played through the one door, and how they ended."""

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from gongdao.cli.answers import Answers
    from gongdao.intake.demo.ending import Ending
    from gongdao.intake.demo.play import Played
    from gongdao.intake.demo.stories import Step, Story


def demo(as_json: Json = False, lang: Lang = "") -> None:
    """Play the worked cases with their dates and show how they ended. 重演来源中的案例，并列出结果。

    Playing again registers nothing twice. 再次运行不会重复登记。
    """
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        _prepare()
        show(answers)


def _prepare() -> None:
    """What the cases need to be there: in a new home tables and policies too, as `serve` makes them."""
    from gongdao.cli.serve import PREPARATION, carry_out, create_people, is_prepared

    if not is_prepared():
        carry_out(PREPARATION, told=partial(typer.echo, err=True))
    create_people()


def show(answers: "Answers") -> None:
    """Play the demonstration and print its result. Needs a migrated database and Django set up."""
    from gongdao.intake.demo.ending import ending

    endings = [ending(played) for played in _played(answers)]
    if answers.as_json:
        answers.json([_plain(item, answers) for item in endings])
    else:
        _print_table(endings, answers)


def _played(answers: "Answers") -> list["Played"]:
    """Play with live progress, one bar over all steps and the step at hand beside it."""
    from django.utils import timezone
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from gongdao.intake.demo.play import play_all
    from gongdao.intake.demo.stories import stories

    steps = sum(len(story.steps) for story in stories())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    title = "zh" if answers.language == "zh-hans" else "en"
    with Progress(*columns, console=answers.console, disable=answers.is_quiet, transient=True) as progress:
        bar = progress.add_task(answers.say("demo.playing"), total=steps)

        def told(story: "Story", step: "Step") -> None:
            what = answers.say(f"action.{step.command}") if step.command else "…"
            progress.update(bar, advance=1, description=f"{step.at:%Y-%m-%d} {story.title[title]} {what}")

        played = []
        for one in play_all(now=timezone.now(), told=told):
            played.append(one)
            if one.again:
                progress.update(bar, advance=len(one.story.steps))
            if not answers.as_json:
                state = answers.say(f"status.{one.state.status}")
                note = f" ({answers.say('demo.again')})" if one.again else ""
                progress.console.print(f"[green]✓[/] {one.number} {one.story.title[title]} {state}{note}")
    return played


def _print_table(endings: list["Ending"], answers: "Answers") -> None:
    from rich import box
    from rich.table import Table

    table = Table(title=answers.say("demo.title"), box=box.ROUNDED, show_lines=True)
    for name in ("number", "story", "course", "deadlines", "outcome", "money", "days"):
        justify: Literal["left", "right"] = "right" if name == "days" else "left"
        # Chinese has no spaces at which to break a line.
        table.add_column(answers.say(f"demo.column.{name}"), justify=justify, overflow="fold")
    names = _names(endings, answers)
    for item in endings:
        table.add_row(
            item.number,
            item.title["zh" if answers.language == "zh-hans" else "en"],
            " → ".join(_course(item, answers)),
            _deadlines(item, answers),
            answers.say(f"outcome.{item.outcome}") if item.outcome else answers.say(f"status.{item.status}"),
            "\n".join(_money(item, answers, names)),
            f"{item.working_days:.1f}",
        )
    answers.console.print(table)
    answers.console.print(answers.say("demo.footnote"))


def _course(item: "Ending", answers: "Answers") -> list[str]:
    """The stations in words; the same station twice running is said once."""
    said: list[str] = []
    for mark in item.course:
        word = answers.say(f"demo.course.{mark.code}", **mark.params)
        word = word[:1].lower() + word[1:]
        if not said or said[-1] != word:
            said.append(word)
    return said


def _deadlines(item: "Ending", answers: "Answers") -> str:
    """How many were met, which were not, and which times ran out as they should."""
    from gongdao.policies.titles import titles

    names = titles(item.policy, item.policy_version, answers.language)
    return answers.say(
        "demo.deadlines",
        names=names,
        met=item.met,
        lapsed=len(item.lapsed),
        rules=list(dict.fromkeys(item.lapsed)),
        ran_out=len(item.ran_out),
        terms=list(dict.fromkeys(item.ran_out)),
    )


def _names(endings: list["Ending"], answers: "Answers") -> dict[str, str]:
    from gongdao.people.directory import names

    return names({amount.account for item in endings for amount in item.money}, answers.language)


def _money(item: "Ending", answers: "Answers", names: dict[str, str]) -> list[str]:
    return [
        answers.say(
            f"demo.money.{amount.unit}.{'received' if amount.amount > 0 else 'borne'}",
            names=names,
            account=amount.account,
            amount_fen=abs(amount.amount),
        )
        for amount in item.money
    ]


def _plain(item: "Ending", answers: "Answers") -> dict[str, Any]:
    """An ending for JSON: codes and numbers, and the course in words beside its codes."""
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(item)
    plain["title"] = item.title["zh" if answers.language == "zh-hans" else "en"]
    plain["course_in_words"] = _course(item, answers)
    return plain
