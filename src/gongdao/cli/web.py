"""`gongdao web`: the web server alone. `gongdao serve` runs it beside the worker."""

import os
import signal
from typing import Annotated, Final

import typer

# A request takes milliseconds; who has not sent the rest of one by then is not waited for.
_STOP_SECONDS: Final = 4


def default_workers() -> int:
    """Return how many web processes suit this machine: one a core, at most four."""
    return min(os.cpu_count() or 1, 4)


def web(
    host: Annotated[str, typer.Option(help="Address to listen on. 监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on. 端口。")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes; 0: one a core. 进程数。")] = 0,
) -> None:
    """Run only the web server; the database must have been prepared by `serve`. 只运行网页服务。"""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from gongdao.cli.program import database
    from gongdao.lib.lifeline import end_with_supervisor

    end_with_supervisor()
    os.environ["GONGDAO_WEB"] = "1"  # tells `config.wsgi` whose child it is
    # A process that still loads the program would run its master's handler, and so not hear that it must end.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    with database():
        Granian(
            "gongdao.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers or default_workers(),
            blocking_threads=int(os.environ.get("GONGDAO_THREADS", "4")),
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=_STOP_SECONDS,
            log_level=LogLevels.warning,
        ).serve()
