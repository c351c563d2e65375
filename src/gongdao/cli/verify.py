"""`gongdao verify` and `refold`: whether every case is what its events made of it, and making it so."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from gongdao.casework.verify import Checked
    from gongdao.cli.answers import Answers


def verify(
    case: Annotated[str, typer.Option(help="Only this case, as 202405-001. 只核对这一件。")] = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Fold every case anew and compare with what is stored. 逐案重算，与存档核对。

    States, columns, parties, words and the chain of hashes are checked; nothing is changed. The exit code
    is 1 if anything differs. 有出入时返回 1。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        checked = _checked(case, answers)
        found = [item.shown() for item in checked.differences]
        if as_json:
            answers.json({"cases": checked.cases, "events": checked.events, "differences": found})
        for item in found:
            answers.text("cli.verify.difference", **item)
        answers.text("cli.verify.done", cases=checked.cases, events=checked.events, differences=len(found))
        if found:
            raise typer.Exit(FAILED)


def refold(
    case: Annotated[str, typer.Option(help="Only this case, as 202405-001. 只重算这一件。")] = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Write anew what differs from its events, after an upgrade. 升级后把与事件不符的存档重算一遍。

    Events, chains and booked money are never changed: cases in which those differ are named and left to a
    person, and the exit code is 1. 事件、哈希链与账目一律不改；这些不符的案件只列出，并返回 1。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.casework.refolding import refold as parts
        from gongdao.cli.progress import progress

        first, last, total = _asked(case)
        cases = 0
        written: list[str] = []
        left: list[dict[str, str]] = []
        with progress(answers, "cli.refold.progress", total) as advance:
            for part in parts(timezone.now(), first, last):
                cases += part.cases
                written += part.written
                left += [item.shown() for item in part.left]
                advance(part.cases)
        if as_json:
            answers.json({"cases": cases, "written": written, "left": left})
        for number in written:
            answers.text("cli.refold.written", number=number)
        for item in left:
            answers.text("cli.refold.left", **item)
        answers.text("cli.refold.done", cases=cases, written=len(written), left=len(left))
        if left:
            raise typer.Exit(FAILED)


def _asked(case: str) -> tuple[int, int, int]:
    """The ids that are asked for, from the first to the last, and about how many there are."""
    from gongdao.casework.models import Case
    from gongdao.casework.verify import LAST
    from gongdao.cli.answers import Told
    from gongdao.lib.ids import case_id

    if not case:
        return 0, LAST, Case.objects.count()
    try:
        only = case_id(case)
    except ValueError:
        raise Told("not_a_number", value=case, example="202405-001") from None
    return only, only, 1


def _checked(case: str, answers: "Answers") -> "Checked":
    from gongdao.casework.verify import Checked, orphans, verify
    from gongdao.cli.progress import progress

    first, last, expected = _asked(case)
    total = Checked(0, 0, () if case else orphans())
    with progress(answers, "cli.verify.progress", expected) as advance:
        for part in verify(first, last):
            total = Checked(
                total.cases + part.cases, total.events + part.events, total.differences + part.differences
            )
            advance(part.cases)
    return total
