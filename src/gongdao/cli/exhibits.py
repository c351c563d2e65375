"""`gongdao exhibits`: the bytes of evidence, held against what is known of them."""

from collections.abc import Callable
from typing import Annotated

import typer

from gongdao.cli.options import Json, Lang

app = typer.Typer(help="The bytes of evidence. 证据原件。")


@app.command()
def check(as_json: Json = False, lang: Lang = "") -> None:
    """Read every content and compare both digests; SM3 is filled in where it lacks. 逐份核对证据的两种摘要。

    The exit code is 1 if any content is missing or changed. 有缺失或被改动时返回 1。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.exhibits import actions, queries

        filled = 0
        while more := actions.fill_digests():
            filled += more
        seen, wrong = 0, []
        for item in queries.check():
            seen += 1
            if item.found in ("changed", "missing", "locked"):
                wrong.append(item)
        if as_json:
            answers.json({"contents": seen, "filled": filled, "wrong": [item._asdict() for item in wrong]})
        for item in wrong:
            answers.text(f"cli.exhibits.{item.found}", sha256=item.sha256)
        answers.text("cli.exhibits.checked", contents=seen, filled=filled, wrong=len(wrong))
        if wrong:
            raise typer.Exit(FAILED)


@app.command()
def seal(
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make a new key first, and seal all anew with it. 先更换密钥。")
    ] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Seal identity papers that are not, or not with the newest key. 加密身份材料；可同时更换密钥。

    Older keys stay in their file: backups may need them. 旧密钥保留，备份可能仍需要。
    """
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.casework.evidence import identity_contents
        from gongdao.exhibits import sealing
        from gongdao.exhibits.actions import seal_now
        from gongdao.exhibits.origin import Origin

        def sealed(digest: str) -> bool:
            return seal_now(digest, at=timezone.now(), origin=Origin("command"))

        key = sealing.add_key() if new_key else sealing.newest()
        done = sum(_sealed(digest, sealed) for digest in identity_contents())
        if as_json:
            answers.json({"key": key, "sealed": done})
        answers.text("cli.exhibits.sealed", key=key, sealed=done)


def _sealed(digest: str, seal_one: "Callable[[str], bool]") -> bool:
    try:
        return seal_one(digest)
    except FileNotFoundError:  # erased since
        return False
