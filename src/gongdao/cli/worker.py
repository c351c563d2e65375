"""`gongdao worker`: the background worker alone. `gongdao serve` runs one; more may run beside it."""

from typing import Annotated

import typer


def worker(
    concurrency: Annotated[int, typer.Option(help="Jobs at the same time. 同时执行的任务数。")] = 4,
) -> None:
    """Run only the background worker. 只运行后台任务。"""
    from gongdao.cli.program import program
    from gongdao.lib import lifeline

    if lifeline.end_with_supervisor():
        lifeline.leave_ctrl_c_to_parent()
    with program():
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.django_connector import DjangoConnector

        from gongdao.jobs.clock import ticking
        from gongdao.lib.structs import make_ready

        make_ready()
        if not isinstance(app.connector, DjangoConnector):
            raise TypeError(app.connector)
        with ticking(), app.replace_connector(app.connector.get_worker_connector()) as ready:
            ready.run_worker(
                concurrency=concurrency,
                shutdown_graceful_timeout=30,
                fetch_job_polling_interval=5,
                delete_jobs="successful",
                install_signal_handlers=True,
            )
