"""`gongdao user`: accounts and staff, tokens and passwords.

Managing people takes an administrator. While there is none, the program itself acts, so that the first one
can be made.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongdao.cli.options import As, Json, Lang

if TYPE_CHECKING:
    from gongdao.cli.answers import Answers
    from gongdao.people.models import Account

app = typer.Typer(
    help="People: accounts, roles, tokens, passwords. 人员：账号、岗位、令牌、密码。", no_args_is_help=True
)

Who = Annotated[str, typer.Argument(help="User name or staff number. 用户名或工号。")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input. 从标准输入读取密码。")
]
Generated = Annotated[
    bool, typer.Option("--generate", help="Make a password and print it once. 生成密码并显示一次。")
]


@app.command()
def create(
    username: Annotated[str, typer.Argument(help="Name to sign in with. 登录用的用户名。")],
    name: Annotated[str, typer.Option(help="Name as others see it. 姓名。")] = "",
    number: Annotated[str, typer.Option(help="Staff number; makes a member of staff. 工号。")] = "",
    role: Annotated[list[str] | None, typer.Option(help="Staff role, as agent. 岗位，可多次。")] = None,
    region: Annotated[list[str] | None, typer.Option(help="Code of a region. 地区编码，可多次。")] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="Code of a department. 部门编码，可多次。")
    ] = None,
    skill: Annotated[list[str] | None, typer.Option(help="Skill. 技能，可多次。")] = None,
    capacity: Annotated[int, typer.Option(min=0, help="Open cases one can carry. 在办上限。")] = 20,
    email: Annotated[str, typer.Option(help="E-mail. 邮箱。")] = "",
    phone: Annotated[str, typer.Option(help="Phone. 电话。")] = "",
    verified: Annotated[
        str, typer.Option(help="How the identity was verified, if it was. 身份核验方式。")
    ] = "",
    password_stdin: FromStdin = False,
    generate: Generated = False,
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Make an account, and with --number a member of staff. 建立账号；写明工号的同时登记为员工。

    Without a password nobody can sign in until one is set. 未设密码的账号不能登录。
    """
    from gongdao.cli.answers import Told, answering

    with answering(lang, as_json=as_json) as answers:
        from django.db import transaction
        from django.utils import timezone

        from gongdao.cli.acting import office_actor
        from gongdao.people import actions

        if (role or region or department or skill) and not number:
            raise Told("user.needs_number", option="--number")
        actor, now = office_actor(as_who), timezone.now()
        password = _password(answers, from_stdin=password_stdin, generate=generate, ask=False)
        with transaction.atomic():
            account = actions.create_account(
                actor=actor, now=now, username=username, display_name=name or username,
                password=password, email=email, phone=phone,
            )  # fmt: skip
            if number:
                actions.create_staff(
                    actor=actor, now=now, number=number, name=name or username, account=account,
                    roles=role or (), regions=region or (), departments=department or (),
                    skills=skill or (), capacity=capacity,
                )  # fmt: skip
            if verified:
                actions.verify_identity(actor=actor, now=now, account_id=account.pk, how=verified)
        if as_json:
            answers.json({
                "username": account.username, "number": number, "ref": _ref(account),
                "password": password if generate else "",
            })  # fmt: skip
        answers.text("cli.user.created", name=account.username, number=number)
        if generate:
            answers.text("cli.user.password_is", password=password)


@app.command("list")
def list_users(
    everybody: Annotated[
        bool, typer.Option("--all", help="Also closed accounts. 包括已停用的账号。")
    ] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """List accounts with their staff numbers and roles. 列出账号、工号和岗位。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        rows = _listed(everybody=everybody)
        if as_json:
            answers.json(rows)
        else:
            _print_users(rows, answers)


@app.command()
def token(
    who: Who,
    name: Annotated[str, typer.Option(help="What the token is for. 令牌用途。")] = "cli",
    scope: Annotated[
        list[str] | None, typer.Option(help="What it may be used for, as cases:read. 权限范围，可多次。")
    ] = None,
    until: Annotated[str, typer.Option(help="Last day of use, as 2026-12-31. 有效期至。")] = "",
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Make an API token for an account; it is shown once. 为账号建立接口令牌，只显示一次。

    Without --scope it may read and act on cases: a token never allows more than its account.
    """
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.cli.acting import account_named, office_actor
        from gongdao.people import actions

        account = account_named(who)
        scopes = scope or ["cases:read", "cases:file", "cases:act", "messages:read", "policies:read"]
        made, raw = actions.create_token(
            actor=office_actor(as_who), now=timezone.now(), account_id=account.pk, name=name, scopes=scopes,
            expires_at=_end_of(until) if until else None,
        )  # fmt: skip
        if as_json:
            answers.json({"token": raw, "scopes": made.scopes, "expires_at": made.expires_at})
        answers.text("cli.user.token_is", token=raw)


@app.command()
def deactivate(
    who: Who,
    reason: Annotated[str, typer.Option(help="Why; is kept on record. 停用原因，留存备查。")],
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Close an account: no sign-in, tokens end, no more cases. 停用账号：不能登录，令牌失效，不再派单。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.cli.acting import account_named, office_actor
        from gongdao.people import actions

        account = account_named(who)
        actions.deactivate_account(
            actor=office_actor(as_who), now=timezone.now(), account_id=account.pk, reason=reason
        )
        if as_json:
            answers.json({"username": account.username, "active": False})
        answers.text("cli.user.closed", name=account.username)


@app.command()
def password(
    who: Who,
    password_stdin: FromStdin = False,
    generate: Generated = False,
    as_who: As = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Give an account a new password; its sessions end. 更改账号密码，已登录的会话随之失效。"""
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        from django.utils import timezone

        from gongdao.cli.acting import account_named, office_actor
        from gongdao.people import actions

        account = account_named(who)
        new = _password(answers, from_stdin=password_stdin, generate=generate, ask=True)
        actions.set_password(
            actor=office_actor(as_who), now=timezone.now(), account_id=account.pk, password=new or ""
        )
        if as_json:
            answers.json({"username": account.username, "password": new if generate else ""})
        answers.text("cli.user.password_set", name=account.username)
        if generate:
            answers.text("cli.user.password_is", password=new)


@app.command("demo-passwords")
def demo_passwords(as_json: Json = False, lang: Lang = "") -> None:
    """Show the password of the demo accounts and who they are. 查看演示账号及其密码。"""
    from gongdao.cli.answers import NOT_FOUND, Told, answering

    with answering(lang, as_json=as_json) as answers:
        from gongdao.people import actions

        shared, people = actions.demo_sign_ins()
        if not people:
            raise Told("user.no_demo", NOT_FOUND)
        if as_json:
            answers.json({"password": shared, "accounts": people})
            return
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE)
        for column in ("username", "name", "part"):
            table.add_column(answers.say(f"cli.user.column.{column}"))
        for one in people:
            part = "、".join(_part(code, answers) for code in one.part)
            table.add_row(one.username, one.name, part)
        answers.console.print(table)
        answers.text("cli.user.demo", password=shared)


def _part(code: str, answers: "Answers") -> str:
    if code == "shop":
        return answers.say("cli.user.shop")
    return (
        answers.say(f"ref_kind.{code}") if code in ("technician", "customer") else answers.say(f"role.{code}")
    )


def _password(answers: "Answers", *, from_stdin: bool, generate: bool, ask: bool) -> str | None:
    """A password from where it shall come; None for none. It is never an argument, which others could see."""
    import secrets
    import sys

    if generate:
        return secrets.token_urlsafe(12)
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not ask:
        return None
    return str(
        typer.prompt(
            answers.say("cli.user.password_prompt"), hide_input=True, confirmation_prompt=True, err=True
        )
    )


def _end_of(day: str) -> datetime:
    """The end of a local day. Raises Told."""
    from datetime import UTC, date, time, timedelta
    from zoneinfo import ZoneInfo

    from django.conf import settings

    from gongdao.cli.answers import Told

    try:
        found = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Told("user.bad_until", option="--until", value=day, example="2026-12-31") from None
    return datetime.combine(found, time(), ZoneInfo(settings.LOCAL_ZONE)).astimezone(UTC)


def _ref(account: "Account") -> str:
    from gongdao.people.queries import actor_for

    return actor_for(account).ref


def _listed(*, everybody: bool) -> list[dict[str, Any]]:
    """Accounts as plain rows; five statements whatever their number."""
    from gongdao.people.models import Account, StaffRole

    accounts = Account.objects.order_by("username").select_related("staff")
    if not everybody:
        accounts = accounts.filter(is_active=True)
    held: dict[int, list[str]] = {}
    for staff_id, role in StaffRole.objects.filter(revoked_at=None).values_list("staff_id", "role"):
        held.setdefault(staff_id, []).append(role)
    rows = []
    for account in accounts.prefetch_related("staff__regions", "staff__departments"):
        staff = getattr(account, "staff", None)
        rows.append({
            "username": account.username, "name": account.display_name, "active": account.is_active,
            "number": staff.number if staff else "", "ref": f"staff:{staff.pk}" if staff else "",
            "roles": sorted(held.get(staff.pk, ())) if staff else [],
            "regions": [item.code for item in staff.regions.all()] if staff else [],
            "departments": [item.code for item in staff.departments.all()] if staff else [],
            "verified": account.verified_at is not None,
        })  # fmt: skip
    return rows


def _print_users(rows: list[dict[str, Any]], answers: "Answers") -> None:
    from rich import box
    from rich.table import Table

    from gongdao.people.directory import department_names, region_names

    regions, departments = region_names(answers.language), department_names(answers.language)
    table = Table(box=box.SIMPLE)
    for column in ("username", "name", "number", "roles", "regions", "departments", "state"):
        table.add_column(answers.say(f"cli.user.column.{column}"), overflow="fold")
    for row in rows:
        table.add_row(
            row["username"], row["name"], row["number"],
            "、".join(answers.say(f"role.{role}") for role in row["roles"]),
            "、".join(regions.get(code, code) for code in row["regions"]),
            "、".join(departments.get(code, code) for code in row["departments"]),
            answers.say(f"cli.user.{'active' if row['active'] else 'inactive'}"),
        )  # fmt: skip
    answers.console.print(table)
