"""`gongdao precedents`: what waits for approval, approving and rejecting it, and drafts for earlier cases."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongdao.cli.options import As, Json, Lang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gongdao.cli.answers import Answers
    from gongdao.insight.models import Precedent
    from gongdao.rulebook.actor import Actor

app = typer.Typer(help="Precedents of appeals. 申诉先例。", no_args_is_help=True)

Key = Annotated[int, typer.Argument(help="Number of the precedent, as 12. 先例编号。")]


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="draft, approved, rejected or withdrawn. 审核状态。")] = "draft",
    after: Annotated[int | None, typer.Option(help="Go on after this one. 从此编号之后继续。")] = None,
    who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """List precedents in one state, for whoever approves them. 按审核状态列出先例。"""
    from gongdao.cli.answers import Told, answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.cli.acting import actor_named
        from gongdao.insight.models import STATES
        from gongdao.insight.precedents.queries import to_review

        if state not in STATES:
            raise Told("precedents.bad_state", value=state)
        found = to_review(actor_named(who), state, after=after)
        if found is None:
            raise _not_permitted()
        if as_json:
            answers.json({
                "precedents": [
                    {
                        "id": item.id, "state": item.state, "won": item.won, "policy": item.policy,
                        "category": item.category, "outcome": item.outcome, "drafted_at": item.drafted_at,
                        "own": item.own, "reason": item.reason,
                    }
                    for item in found.items
                ],
                "next": found.next,
            })  # fmt: skip
            return
        for item in found.items:
            answers.text(
                "cli.precedents.line", key=item.id, drafted_at=item.drafted_at, outcome=item.outcome,
                state=answers.say(f"precedent.state.{item.state}"),
            )  # fmt: skip
        if not found.items:
            answers.text("cli.precedents.none")


@app.command()
def approve(key: Key, who: As = "", as_json: Json = False, lang: Lang = "") -> None:
    """Let appellants and staff find a draft. 审核通过并公开。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.insight.precedents import reviewing

        actor, version = _looked_at(key, who)
        with _overtaken():
            item = reviewing.approve(key, actor=actor, now=timezone.now(), version=version)
        _tell(item, answers)


@app.command()
def reject(
    key: Key,
    reason: Annotated[str, typer.Option(help="Why. 原因。")],
    who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Keep a draft from others, or take an approved one back. 不公开，或撤回已公开的先例。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.insight.precedents import reviewing

        actor, version = _looked_at(key, who)
        with _overtaken():
            item = reviewing.reject(key, reason, actor=actor, now=timezone.now(), version=version)
        _tell(item, answers)


@app.command()
def draft(as_json: Json = False, lang: Lang = "") -> None:
    """Draft what cases tell that were closed before there were precedents. 为以前结案的申诉生成草稿。

    Run again it drafts nothing twice. 重复运行不会重复生成。
    """
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.insight.precedents.drafting import follow, missed

        drafted = sum(follow(case, now=timezone.now()) for case in missed())
        if as_json:
            answers.json({"drafted": drafted})
        answers.text("cli.precedents.drafted", count=drafted)


def _looked_at(key: int, who: str) -> "tuple[Actor, int]":
    """Who acts, and the version of the precedent now. Raises Told, Refused."""
    from gongdao.cli.acting import actor_named
    from gongdao.cli.answers import NOT_FOUND, Told
    from gongdao.insight.precedents.queries import for_review
    from gongdao.people.permissions import reviews_precedents

    actor = actor_named(who)
    if not reviews_precedents(actor):
        raise _not_permitted()
    item = for_review(actor, key) if 0 < key < 2**63 else None
    if item is None:
        raise Told("precedents.missing", NOT_FOUND, key=key)
    return actor, item.version


@contextmanager
def _overtaken() -> "Iterator[None]":
    """Say that it is no longer in a state in which this can be done."""
    from gongdao.cli.answers import OVERTAKEN, Told
    from gongdao.insight.precedents.reviewing import Stale

    try:
        yield
    except Stale:
        raise Told("precedents.stale", OVERTAKEN) from None


def _not_permitted() -> Exception:
    from gongdao.rulebook.refusal import refuse

    return refuse("APP-17", "not_permitted", role=["appeal_reviewer", "administrator"])


def _tell(item: "Precedent", answers: "Answers") -> None:
    if answers.as_json:
        plain: dict[str, Any] = {"id": item.pk, "state": item.state, "version": item.version}
        answers.json(plain)
    answers.text("cli.precedents.done", key=item.pk, state=answers.say(f"precedent.state.{item.state}"))
