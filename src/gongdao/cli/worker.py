"""`gongdao worker`: the background worker alone. `gongdao serve` runs one; more may run beside it."""

import signal
from typing import Annotated

import typer


def worker(
    concurrency: Annotated[int, typer.Option(help="Jobs at the same time. 同时执行的任务数。")] = 4,
) -> None:
    """Run only the background worker. 只运行后台任务。"""
    from gongdao.cli.program import program
    from gongdao.lib.lifeline import end_with_supervisor

    if end_with_supervisor():
        # Ctrl-C reaches the whole group; the worker must outlive the web, so it waits for its own SIGTERM.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with program():
        from procrastinate.contrib.django import app

        with app.replace_connector(app.connector.get_worker_connector()) as ready:
            ready.run_worker(
                concurrency=concurrency,
                shutdown_graceful_timeout=30,
                fetch_job_polling_interval=5,
                delete_jobs="successful",
                install_signal_handlers=True,
            )
