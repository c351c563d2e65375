"""`gongdao dossier`: the file of a case, to be checked by anybody without us."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import As, Json, Lang

if TYPE_CHECKING:
    from gongdao.cli.answers import Answers
    from gongdao.rulebook.actor import Actor


def dossier(
    number: Annotated[str, typer.Argument(help="Number of the case, as 202405-001. 工单编号。")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write it; else NUMBER.zip here. 输出文件。"),
    ] = None,
    reveal: Annotated[
        list[str] | None,
        typer.Option(
            help="Disclose a hidden place, as 1:complainant.contact. 披露某处被遮盖的内容，可多次。",
        ),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Write the case as a PDF to be read instead. 只写可阅读的 PDF。")
    ] = False,
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Write the case file as one reader may see it: events, evidence, decisions, rules, signature. 导出案卷。

    Unpack it anywhere and run `python3 -I verify.py`. 解压后运行 verify.py 即可核验，无需本系统。
    """
    from gongdao.cli.answers import Told, answering

    with answering(lang, as_json=as_json) as answers:
        import msgspec
        from django.utils import timezone

        from gongdao.casework.dossier.archive import make
        from gongdao.cli.acting import actor_named

        if pdf:
            _write_pdf(answers, actor_named(as_who), number.strip(), output)
            return
        places = frozenset(_place(text) for text in reveal or [])
        target = output or Path(f"{number.strip()}.zip")
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with draft.open("wb") as file:
                made = make(
                    file,
                    number,
                    actor=actor_named(as_who),
                    now=timezone.now(),
                    reveal=places,
                    language=answers.language,
                )
            draft.replace(target)
        except OSError as error:
            raise Told("dossier.unwritten", 1, name=str(target), why=error.strerror or "") from error
        finally:
            draft.unlink(missing_ok=True)
        if as_json:
            answers.json({"file": str(target), **msgspec.to_builtins(made)})
        answers.text(
            "cli.dossier.written", name=str(target), files=made.files, events=made.events, hidden=made.hidden
        )
        answers.text("cli.dossier.key", key=made.key)


def _write_pdf(answers: "Answers", actor: "Actor", number: str, output: Path | None) -> None:
    """Write the case as PDF, whole or not at all."""
    from django.utils import timezone

    from gongdao.casework.dossier.enclosed import case_pdf
    from gongdao.cli.answers import Told

    content = case_pdf(actor, number, now=timezone.now(), language=answers.language)
    target = output or Path(f"{number}.pdf")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as error:
        raise Told("dossier.unwritten", 1, name=str(target), why=error.strerror or "") from error
    finally:
        draft.unlink(missing_ok=True)
    if answers.as_json:
        answers.json({"file": str(target), "size_bytes": len(content)})
    answers.text("cli.dossier.pdf", name=str(target))


def _place(text: str) -> tuple[int, str]:
    from gongdao.cli.answers import Told
    from gongdao.lib.numbers import INTEGER, whole

    seq, colon, path = text.partition(":")
    number = whole(seq, most=INTEGER)
    if not colon or number is None:
        raise Told("bad_pair", option="--reveal", value=text, example="1:complainant.contact")
    return number, path
