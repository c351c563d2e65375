"""`gongdao exhibits check`: every content against its digests."""

from datetime import datetime

import pytest
from typer.testing import CliRunner

from gongdao.cli.main import app
from gongdao.exhibits import actions, store

pytestmark = pytest.mark.django_db


def test_check_tells_what_is_missing(now: datetime) -> None:
    whole = actions.receive([b"whole"], actor="customer:1", now=now)
    kept = actions.receive([b"lost"], actor="customer:1", now=now)
    store.path_of(kept.sha256).unlink()
    done = CliRunner().invoke(app, ["exhibits", "check", "--lang", "zh"])
    assert (done.exit_code, done.stdout) == (1, FOUND.format(sha256=kept.sha256))
    assert store.path_of(whole.sha256).exists()


FOUND = """\
{sha256} 的原件不在存储中。
已核对 2 份证据，补算国密摘要 0 份，不符 1 份。
"""
