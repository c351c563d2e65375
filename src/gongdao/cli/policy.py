"""`gongdao policy`: the policies there are, whether a document is good law, and what changed.

`check` and `diff` of files need no database; the other commands read and write the published versions.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import As, Json, Lang

if TYPE_CHECKING:
    from gongdao.cli.answers import Answers
    from gongdao.policies.document import Document
    from gongdao.rulebook.actor import Actor
    from gongdao.rulebook.policy import Policy

app = typer.Typer(help="Policies: list, check, show, compare, publish. 规则：列出、检查、查看、比较、发布。")


@app.command("list")
def list_policies(as_json: Json = False, lang: Lang = "") -> None:
    """List the published versions. 列出已发布的版本。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.cli.policy_text import show_list
        from gongdao.policies import queries

        versions = queries.all_versions()
        if as_json:
            answers.json(versions)
        else:
            show_list(answers, versions)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Policy documents. 规则文档。")],
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Check documents: readable, good law, and their scenarios hold. 检查文档：可读、合规、情景相符。

    Scenarios are the YAML files in the folder `scenarios` beside a document.
    """
    from gongdao.cli.answers import FAILED, Answers, reading_language
    from gongdao.cli.policy_text import show_checked
    from gongdao.cli.program import set_up
    from gongdao.policies.checking import check_file

    set_up()
    answers = Answers(reading_language(lang), as_json=as_json)
    checked = [check_file(path) for path in files]
    if as_json:
        answers.json(checked)
    else:
        show_checked(answers, checked)
    if not all(item.good for item in checked):
        raise typer.Exit(FAILED)


@app.command()
def rule(
    name: Annotated[str, typer.Argument(metavar="ID", help="Rule, as APP-4. 规则条目编号。")],
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Show a rule at work: who cites it, its scenarios played now. 查看一条规则：出处与当场演示的情景。"""
    from gongdao.cli.answers import FAILED, Answers, Told, outcomes, reading_language
    from gongdao.cli.policy_text import show_rule
    from gongdao.cli.program import set_up
    from gongdao.policies.showing_rules import NoSuchRule, at_work

    set_up()
    answers = Answers(reading_language(lang), as_json=as_json)
    with outcomes(answers):
        try:
            found = at_work(name.upper())
        except NoSuchRule:
            raise Told("no_such_rule", rule=name) from None
        if as_json:
            answers.json(found)
        else:
            show_rule(answers, found)
        if not found.holds:
            raise typer.Exit(FAILED)


@app.command()
def show(
    policy: Annotated[str, typer.Argument(help="Policy, as dispute-mediation. 规则编号。")],
    version: Annotated[str, typer.Option(help="Version, as 2024-01. 版本。")] = "",
    on: Annotated[str, typer.Option(help="The one in force on this day. 当日有效的版本。")] = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Show a published version: the one named, or the one in force. 查看规则：指定的版本或当日有效的版本。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        found = _published(policy, version, on)
        if as_json:
            answers.json(found)
        else:
            from gongdao.cli.policy_text import show_policy

            show_policy(answers, found)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A file, or policy@version. 文件，或 规则@版本。")],
    after: Annotated[str, typer.Argument(help="A file, or policy@version. 文件，或 规则@版本。")],
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Show what changed between two versions. 列出两个版本之间的变化。"""
    from gongdao.cli.answers import Answers, answering, outcomes, reading_language
    from gongdao.cli.program import set_up

    if Path(before).exists() and Path(after).exists():
        set_up()
        answers = Answers(reading_language(lang), as_json=as_json)
        with outcomes(answers):
            _show_diff(answers, before, after)
    else:
        with answering(lang, as_json=as_json) as answers:
            _show_diff(answers, before, after)


def _show_diff(answers: "Answers", before: str, after: str) -> None:
    from gongdao.insight.changes import said
    from gongdao.policies.difference import diff as difference

    one, other = _either(answers, before), _either(answers, after)
    changed = difference(one, other)
    if answers.as_json:
        answers.json(changed)
        return
    if not changed:
        answers.text("policy.same")
    for line in said(changed, one, other, answers.language):
        answers.line(line)


@app.command()
def shipped(as_json: Json = False, lang: Lang = "") -> None:
    """Compare the shipped policies with what was published. 比较随程序提供的规则与已发布的规则。

    What was published stands, also after an upgrade. The exit code is 1 if anything differs.
    升级之后，已发布的规则继续有效；有不同的返回 1。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.cli.policy_text import show_shipped
        from gongdao.policies.difference import diff as difference
        from gongdao.policies.shipping import beside_published

        found = beside_published()
        if as_json:
            answers.json(
                [
                    {
                        "file": one.file, "policy": one.shipped.policy, "version": one.shipped.version,
                        "standing": one.standing,
                        "changes": difference(one.published, one.shipped) if one.published else (),
                    }
                    for one in found
                ]
            )  # fmt: skip
        else:
            show_shipped(answers, found)
        if any(one.standing == "differs" for one in found):
            raise typer.Exit(FAILED)


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(help="The policy document. 规则文档。")],
    who: As = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask. 不再询问。")] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Publish a version; it then stands for ever. 发布一个版本；发布后不能再改。

    At a terminal, shows what changes and what past cases would have come to, and asks before it announces.
    在终端中先列出变化和以往案件的回测结果，确认后再公布。
    """
    from gongdao.cli.answers import FAILED, REFUSED, answering

    with answering(lang, as_json=as_json) as answers:
        from datetime import UTC, datetime

        from gongdao.cli.policy_text import said_finding, said_problem
        from gongdao.insight.publishing import announce
        from gongdao.policies.actions import NotPublished
        from gongdao.policies.loading import read_bytes
        from gongdao.policies.plain_yaml import BadDocument

        try:
            if not (yes or as_json) and _at_terminal():
                _shown_before(answers, file)
            row = announce(read_bytes(file), actor=_publisher(who), now=datetime.now(UTC), name=str(file))
        except BadDocument as bad:
            lines = "\n".join(said_problem(answers, problem) for problem in bad.problems)
            raise answers.fail(FAILED, "bad_document", lines) from bad
        except NotPublished as refused:
            told = answers.say(f"publish.{refused.code}", count=len(refused.findings), **refused.params)
            places = zip(refused.findings, refused.lines, strict=True)
            faults = [said_finding(answers, finding, str(file), line) for finding, line in places]
            raise answers.fail(REFUSED, refused.code, "\n".join([told, *faults])) from refused
        answers.text("publish.done", policy=row.policy, version=row.version, since=row.since)
        if as_json:
            answers.json({"policy": row.policy, "version": row.version, "sha256": row.sha256})


def _at_terminal() -> bool:
    import sys

    return sys.stdin.isatty() and sys.stdout.isatty()


def _shown_before(answers: "Answers", file: Path) -> None:
    """What changes, and what past cases would have come to; then the question. Raises typer.Abort for no."""
    from gongdao.cli.backtest import show, tested
    from gongdao.insight.changes import said
    from gongdao.policies import queries
    from gongdao.policies.difference import diff as difference
    from gongdao.policies.loading import load, read_bytes

    after = load(read_bytes(file), name=str(file))
    before = queries.before(after.policy, after.in_force.since)
    if before is not None:
        changes = said(difference(before, after), before, after, answers.language)
        for line in changes:
            answers.line(f"  {line}")
        found, _ = tested(answers, file, "", 0, 0)
        show(answers, found, after)
    question = answers.say(
        "publish.sure", policy=after.policy, version=after.version, since=after.in_force.since
    )
    typer.confirm(question, abort=True)


def _publisher(who: str) -> "Actor":
    """The one named, else the first administrator; the program itself where there are no people yet."""
    from django.db.models import Q

    from gongdao.cli.answers import NOT_FOUND, Told
    from gongdao.people.models import Account
    from gongdao.people.queries import actor_for
    from gongdao.rulebook.actor import SYSTEM

    named = Q(username=who.lower()) | Q(staff__number=who)
    administrator = Q(staff__roles__role="administrator", staff__roles__revoked_at=None)
    account = Account.objects.filter(named if who else administrator, is_active=True).order_by("id").first()
    if account is not None:
        return actor_for(account)
    if who:
        raise Told("nobody_called", NOT_FOUND, name=who)
    return SYSTEM


def _published(policy: str, version: str, on: str) -> "Policy":
    """The version named, else the one in force on the day named, else today's."""
    from datetime import UTC, date, datetime

    from gongdao.cli.answers import NOT_FOUND, Told
    from gongdao.policies import queries

    try:
        day: date | datetime = date.fromisoformat(on) if on else datetime.now(UTC)
    except ValueError as error:
        raise Told("not_a_day", text=on) from error
    try:
        return queries.version(policy, version) if version else queries.in_force(policy, day)
    except queries.NoSuchPolicy as error:
        raise Told("no_such_policy", NOT_FOUND, name=f"{policy} {version or on}".strip()) from error


def _either(answers: "Answers", name: str) -> "Policy":
    """A policy from a file, or a published one from `policy@version`."""
    from gongdao.cli.answers import FAILED, Told
    from gongdao.cli.policy_text import said_problem
    from gongdao.policies.loading import load_document, read_bytes
    from gongdao.policies.plain_yaml import BadDocument

    path = Path(name)
    if not path.exists():
        policy, _, version = name.partition("@")
        if not version:
            raise Told("not_a_version", name=name)
        return _published(policy, version, "")
    try:
        read: Document[Policy] = load_document(read_bytes(path), name=name)
    except BadDocument as bad:
        lines = "\n".join(said_problem(answers, problem) for problem in bad.problems)
        raise answers.fail(FAILED, "bad_document", lines) from bad
    return read.value
