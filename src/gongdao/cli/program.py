"""What every command that needs the database does first: start it, set Django up, clean up at the end."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import typer

from gongdao.config.cluster import ClusterUnusable
from gongdao.config.database import DatabaseUnavailable, EmbeddedServer, running


@contextmanager
def database() -> Iterator[EmbeddedServer | None]:
    """Keep the embedded server running for a block, or yield None when `DATABASE_URL` names another.

    SIGTERM ends the block like Ctrl-C does, so that the server is left properly. If the server cannot be
    started, one message is shown and the program exits with 1.
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running())
        except (ClusterUnusable, DatabaseUnavailable, PermissionError) as error:
            typer.echo(f"数据库不可用 / The database is not available: {error}", err=True)
            raise typer.Exit(1) from error
        yield server


@contextmanager
def program() -> Iterator[None]:
    """Run a block with the database running and Django set up; import models inside the block."""
    with database():
        set_up()
        try:
            yield
        finally:
            hang_up()


def set_up() -> None:
    """Set Django up with the settings of this package."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongdao.config.settings")
    import django

    django.setup()


def hang_up() -> None:
    """Close this thread's connections and the pool behind them."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
