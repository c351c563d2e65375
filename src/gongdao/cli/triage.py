"""`gongdao triage`: learn from what people decided otherwise than suggested."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from gongdao.rulebook.suggesting.learning import Example
    from gongdao.rulebook.suggesting.weights import Runs

app = typer.Typer(help="Suggestions for sorting complaints. 投诉分类的系统建议。", no_args_is_help=True)


@app.callback()
def triage() -> None:
    """Suggestions for sorting complaints. 投诉分类的系统建议。"""


@app.command()
def train(
    labelled: Annotated[
        Path | None,
        typer.Option(help="Labelled texts too: JSON lines with text and type. 另加标注文本，每行一个 JSON。"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only measure. 只测算，不启用。")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Back to what is shipped. 恢复自带的建议。")] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Learn from recorded overrides; tells before and after by cross-validation. 从人工改动中学习。

    What is not better is not put in use. 没有变好就不启用。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        from msgspec.structs import replace

        from gongdao.casework import learning
        from gongdao.rulebook.suggesting.learning import FEWEST, compared, learned
        from gongdao.rulebook.suggesting.weights import shipped

        if reset:
            answers.text("cli.triage.reset" if learning.forget() else "cli.triage.nothing_to_reset")
            return
        base = shipped()
        examples = [*learning.examples(base.runs), *_labelled(labelled, base.runs)]
        if len(examples) < FEWEST:
            message = answers.say("cli.triage.too_few", examples=len(examples), needed=FEWEST)
            raise answers.fail(FAILED, "too_few", message)
        found = compared(base.heads["type"], examples)
        better = found.after > found.before
        used = better and not dry_run
        if used:
            head = learned(base.heads["type"], examples)
            learning.keep(replace(base, version="own", heads=base.heads | {"type": head}))
        answers.text("cli.triage.measured", examples=found.examples, before=_percent(found.before),
                     after=_percent(found.after))  # fmt: skip
        answers.text("cli.triage.used" if used else "cli.triage.not_used")
        if as_json:
            answers.json({**found._asdict(), "used": used})


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _labelled(path: Path | None, runs: "Runs") -> "Iterator[Example]":
    """The examples of a file. Raises Told for a line that cannot be read."""
    import msgspec

    from gongdao.cli.answers import Told
    from gongdao.rulebook.suggesting.faults import TYPES
    from gongdao.rulebook.suggesting.learning import example

    if path is None:
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Told("no_such_file", name=str(path)) from error
    for number, line in enumerate(lines, 1):
        try:
            item = msgspec.json.decode(line)
            text, type_ = str(item["text"]), item["type"]
        except (msgspec.DecodeError, KeyError, TypeError) as error:
            raise Told("bad_line", name=str(path), line=number, types=list(TYPES)) from error
        if type_ not in TYPES:
            raise Told("bad_line", name=str(path), line=number, types=list(TYPES))
        yield example(text, type_, runs)
