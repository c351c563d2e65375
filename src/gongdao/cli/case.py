"""`gongdao case`: open, find, read and act on cases at the terminal, through the same door as every face."""

from pathlib import Path
from typing import Annotated

import typer

from gongdao.cli.options import As, Json, Lang

app = typer.Typer(help="Cases: open, find, read, act. 工单：登记、查找、查看、办理。", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Number of the case, as 202405-001. 工单编号。")]
Body = Annotated[
    str,
    typer.Option(
        "--json-body", help="The command as JSON, @FILE or - for standard input. 命令内容：JSON、@文件或 -。"
    ),
]
Key = Annotated[
    str,
    typer.Option(
        help="Idempotency key: the same command under it happens once. 重复标识，同一标识只办一次。"
    ),
]


@app.command("open")
def open_case(
    description: Annotated[
        str, typer.Option(help="What is complained of; - reads it from standard input. 投诉内容。")
    ] = "",
    name: Annotated[str, typer.Option(help="Name of the complainant. 客户姓名。")] = "",
    contact: Annotated[str, typer.Option(help="Phone or e-mail of the complainant. 联系方式。")] = "",
    level: Annotated[str, typer.Option(help="Customer level: normal or vip. 客户等级。")] = "normal",
    channel: Annotated[str, typer.Option(help="Channel, as hotline or chat. 渠道。")] = "hotline",
    category: Annotated[str, typer.Option(help="Category; else suggested from the text. 类别。")] = "",
    order_no: Annotated[str, typer.Option(help="Order number. 订单号。")] = "",
    amount: Annotated[str, typer.Option(help="Amount in dispute, in yuan. 涉及金额（元）。")] = "",
    demand: Annotated[
        list[str] | None, typer.Option(help="What is asked for, as refund or 赔偿100元. 诉求，可多次。")
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(help="Complained of: a reference such as technician:7. 被投诉方，可多次。"),
    ] = None,
    region: Annotated[str, typer.Option(help="Code of the region, as 310000. 地区编码。")] = "",
    policy: Annotated[str, typer.Option(help="Policy; empty: the usual one. 按哪一套规则。")] = "",
    json_body: Body = "",
    key: Key = "",
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Register a complaint; prints its number. 登记投诉，输出编号。"""
    from gongdao.cli.answers import answering

    given = {
        "description": description, "name": name, "contact": contact, "level": level, "channel": channel,
        "category": category, "order_no": order_no, "amount": amount, "demand": demand or [],
        "against": against or [], "region": region,
    }  # fmt: skip
    with answering(lang, as_json=as_json) as answers:
        from django.db import transaction
        from django.utils import timezone

        from gongdao.casework.actions import handle
        from gongdao.cli.acting import actor_named
        from gongdao.cli.bodies import opening, read_text

        now = timezone.now()
        with transaction.atomic():
            command = opening(read_text(json_body) if json_body else "", given, now, keyed=bool(key))
            outcome = handle(
                command, actor=actor_named(as_who), now=now, policy=policy, idempotency_key=key or None
            )
        from gongdao.cli.case_text import show_outcome

        show_outcome(answers, outcome)


@app.command()
def show(number: Number, as_who: As = "", as_json: Json = False, lang: Lang = "") -> None:
    """Show a case as it stands, its limits and what can be done. 查看工单现状、时限和可办事项。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.cli.acting import actor_named
        from gongdao.cli.case_text import show_case

        show_case(answers, actor_named(as_who), number, timezone.now())


@app.command("list")
def list_cases(
    newest: Annotated[
        bool,
        typer.Option("--newest", help="All cases, newest first, not the open by due time. 按新旧列出全部。"),
    ] = False,
    status: Annotated[list[str] | None, typer.Option(help="Only of this status. 状态，可多次。")] = None,
    priority: Annotated[
        list[str] | None, typer.Option(help="Only of this priority. 优先级，可多次。")
    ] = None,
    handler: Annotated[
        str, typer.Option(help="Only of this handler (reference, or nobody). 经办人（或 nobody）。")
    ] = "",
    policy: Annotated[str, typer.Option(help="Only under this policy. 规则包。")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many. 条数。")] = 50,
    after: Annotated[str, typer.Option(help="Where the page before ended. 上一页的续页标记。")] = "",
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """List cases: the open ones by what is due first. 列出工单：未结的按最早到期排列。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.casework import queries
        from gongdao.cli.acting import actor_named
        from gongdao.cli.case_text import show_page

        filters = queries.Filters(
            status=tuple(status or ()), priority=tuple(priority or ()), handler=handler, policy=policy
        )
        read = queries.newest if newest else queries.queue
        actor = actor_named(as_who)
        show_page(answers, read(actor, filters, after=after, limit=limit))


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Words, a number, an order number. 关键词、编号或订单号。")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many. 条数。")] = 50,
    after: Annotated[str, typer.Option(help="Where the page before ended. 上一页的续页标记。")] = "",
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Find cases in which all words occur, newest first. 查找含有全部关键词的工单。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.casework import queries
        from gongdao.cli.acting import actor_named
        from gongdao.cli.case_text import show_page

        actor = actor_named(as_who)
        show_page(answers, queries.search(actor, words, after=after, limit=limit))


@app.command()
def do(
    number: Number,
    command: Annotated[str, typer.Argument(help="What to do, as respond_first. 命令名称。")],
    json_body: Body = "",
    values: Annotated[
        list[str] | None,
        typer.Option("--set", help="FIELD=VALUE of the command. 字段=值，可多次。"),
    ] = None,
    expected_version: Annotated[
        int, typer.Option(min=0, help="Act only if the case is still at this version. 仅当仍为此版本时办理。")
    ] = 0,
    key: Key = "",
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Give a command on a case. 对工单办理一个事项。

    Without --as the administrator acts, who may read every case but decide none. 办案请用 --as 指明身份。
    """
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.casework.actions import handle
        from gongdao.cli.acting import actor_named
        from gongdao.cli.bodies import command_from, read_text
        from gongdao.cli.case_text import show_outcome
        from gongdao.exhibits.origin import Origin

        given = command_from(command, read_text(json_body) if json_body else "", values or [])
        outcome = handle(
            given, actor=actor_named(as_who), now=timezone.now(), number=number,
            idempotency_key=key or None, expected_version=expected_version or None,
            origin=Origin("command"),
        )  # fmt: skip
        show_outcome(answers, outcome)


@app.command()
def erase(
    number: Number,
    reason: Annotated[str, typer.Option(help="Why; kept on record. 原因，会留存。")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask. 不再询问。")] = False,
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Erase all evidence of a case and the precedents made of it. 删除工单的全部凭证内容及其先例。

    Digests, custody, events and decisions stay. 摘要、保管记录、经过和决定保留；内容删除后不能恢复。
    """
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.casework.erasing import erase_case
        from gongdao.cli.acting import actor_named
        from gongdao.exhibits.origin import Origin

        if not yes:
            typer.confirm(answers.say("cli.case.erase_confirm", number=number), abort=True, err=True)
        erased = erase_case(
            number, reason, actor=actor_named(as_who), now=timezone.now(), origin=Origin("command")
        )
        if as_json:
            answers.json({"number": number, "erased": erased})
        answers.text("cli.case.erased", number=number, erased=erased)


@app.command()
def attach(
    file: Annotated[Path, typer.Argument(help="The file. 文件。")],
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Store a file as evidence; prints the checksum to submit it by. 存入证据文件，输出校验值。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.cli.acting import actor_named
        from gongdao.cli.bodies import kept

        stored = kept(file, actor_named(as_who).ref, timezone.now())
        if as_json:
            answers.json(stored._asdict())
        else:
            answers.text(
                "cli.case.kept", sha256=stored.sha256, kind=stored.media_type, size=stored.size_bytes
            )


@app.command()
def timeline(number: Number, as_who: As = "", as_json: Json = False, lang: Lang = "") -> None:
    """Tell what happened in a case, in order. 按先后列出工单经过。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.cli.acting import actor_named
        from gongdao.cli.case_text import show_timeline

        show_timeline(answers, actor_named(as_who), number)


@app.command()
def explain(
    number: Number,
    deadline: Annotated[str, typer.Argument(help="Key of the limit, as proposal or remedy:R1. 时限。")],
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Explain why a limit is due when it is, day by day. 逐日说明一个时限为什么在此时到期。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.cli.acting import actor_named
        from gongdao.cli.case_limits import show_explanation

        show_explanation(answers, actor_named(as_who), number, deadline, timezone.now())


@app.command()
def reasons(
    number: Number,
    item: Annotated[
        str, typer.Argument(help="Finding or decided appeal, as F1 or A1. 判责或已决申诉的编号。")
    ],
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Show the statement of reasons of a finding or an appeal. 查看判责说明书或申诉决定书。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.cli.acting import actor_named
        from gongdao.cli.case_reasons import show_reasons

        show_reasons(answers, actor_named(as_who), number, item)
