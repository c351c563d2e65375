"""`gongdao serve`: prepares the database, then runs web, worker and database together until told to stop."""

import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gongdao.cli.supervisor import Child

Step = tuple[str, Callable[[], None]]


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _collect_static_files() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _publish_policies() -> None:
    from django.utils import timezone

    from gongdao.policies.actions import publish_shipped

    publish_shipped(timezone.now())


def create_people() -> None:
    """Create those of the people of the demonstration who are not there yet."""
    from django.utils import timezone

    from gongdao.people.actions.demo import create_demo_people

    create_demo_people(now=timezone.now())


def _play_demo() -> None:
    from gongdao.cli.answers import Answers, reading_language
    from gongdao.cli.demo import show

    show(Answers(reading_language(""), as_json=False))


def _approve_precedents() -> None:
    from django.utils import timezone

    from gongdao.insight.precedents.demonstration import approve_worked_cases

    approve_worked_cases(now=timezone.now())


def _open_cases_of_today() -> None:
    from django.utils import timezone

    from gongdao.intake.demo.play import open_today

    open_today(now=timezone.now())


# What `serve` does before it opens, in this order, on every start: each step must be quick and harmless when
# there is nothing left to do. Imports belong inside the steps; Django is set up by then.
PREPARATION: tuple[Step, ...] = (
    ("数据库结构 / database tables", _migrate),
    ("静态文件 / static files", _collect_static_files),
    ("发布规则 / policies published", _publish_policies),
)
# What comes after that unless `--no-demo` is given.
DEMONSTRATION: tuple[Step, ...] = (
    ("演示人员 / people of the demonstration", create_people),
    ("演示案例 / worked cases", _play_demo),
    ("申诉先例 / precedents of appeals", _approve_precedents),
    ("今天的待办案件 / open cases of today", _open_cases_of_today),
)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on. 监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0: any free one. 端口。")] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes; 0: one a core. 网页进程数。")] = 0,
    demo: Annotated[bool, typer.Option(help="Play the demo with its people first. 先演示案例。")] = True,
    once: Annotated[
        bool, typer.Option("--once", help="Prepare and play the demo, then end. 只演示一次。")
    ] = False,
) -> None:
    """Start everything: database, web and background work. Ctrl-C stops it. 启动全部服务，按 Ctrl-C 停止。"""
    with _reserved(host, port) as free_port:
        from gongdao.cli.program import database, set_up
        from gongdao.cli.supervisor import Supervisor

        with database() as server:
            set_up()
            carry_out(PREPARATION + (DEMONSTRATION if demo else ()))
            if once:
                return
            threading.Thread(target=_announce, args=(host, free_port), daemon=True).start()
            Supervisor(_children(host, free_port, workers), server).run()
    typer.echo("已全部停止 / everything has stopped")


def is_prepared() -> bool:
    """Whether the database has its tables as this program knows them, and policies."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from gongdao.policies.models import PolicyVersion

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes()) and PolicyVersion.objects.exists()


def carry_out(steps: tuple[Step, ...], told: Callable[[str], None] = typer.echo) -> None:
    """Carry the steps out, one program at a time on a database, and say what was done."""
    from django.db import connection

    from gongdao.cli.program import hang_up

    with connection.cursor() as cursor:
        # Held by the connection; a killed program loses it. The number only has to be ours.
        cursor.execute("SELECT pg_advisory_lock(20261122)")
    try:
        for title, step in steps:
            begun = time.monotonic()
            step()
            told(f"✓ {title} ({time.monotonic() - begun:.1f} s)")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(20261122)")
        hang_up()


@contextmanager
def _reserved(host: str, port: int) -> Iterator[int]:
    """Hold the port from the first moment, so that a second `serve` is refused before it starts anything.

    The web processes share the port with this socket, which never listens. Exits with 2 if it is taken.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        typer.echo(f"无法监听 {host}：{error} / cannot listen on {host}: {error}; --host", err=True)
        raise typer.Exit(2) from error
    # Once without sharing, to see whether anybody is there; then again to hold it.
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        holder = socket.socket(family, kind, protocol)
        holder.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            holder.bind(address)
        except OSError as error:
            holder.close()
            typer.echo(
                f"端口 {port} 已被占用，请用 --port 换一个 / "
                f"port {port} is taken, choose another with --port ({error.strerror})",
                err=True,
            )
            raise typer.Exit(2) from error
        address = holder.getsockname()
        if option == socket.SO_REUSEADDR:
            holder.close()
    with holder:
        yield holder.getsockname()[1]


def _children(host: str, port: int, workers: int) -> list["Child"]:
    from gongdao.cli.supervisor import Child

    program = [sys.executable, "-m", "gongdao"]
    web = [*program, "web", "--host", host, "--port", str(port), "--workers", str(workers)]
    return [
        Child("网页 web", web, stop_seconds=10, renewal=signal.SIGHUP),
        Child("后台 worker", [*program, "worker"], stop_seconds=40),
    ]


def _announce(host: str, port: int) -> None:
    """Say where the pages are, once they answer."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # only compared
    while True:
        try:
            socket.create_connection((near, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    shown = f"[{near}]" if ":" in near else near
    typer.echo(
        f"\n公道 gongdao  →  http://{shown}:{port}\n"
        "演示账号与密码 / who can sign in: gongdao user demo-passwords\n"
        "按 Ctrl-C 停止 / Ctrl-C stops it\n"
    )
