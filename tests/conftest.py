"""Shared by all tests: the private database server, the moment that tests call now, what must be installed.

Tests of the rulebook run without Django. All others get the settings of the program, with a PostgreSQL of
their own under a temporary folder: one server for all processes of the run, a database for each of them.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

_LONG = 30  # times as many examples with `--hypothesis-profile=long`
# As in CI: an example that takes long on a busy machine has not failed.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "long", max_examples=100 * _LONG, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Only for tests: what they write need not survive a power cut.
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "1GB"}
_POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")
_PURE = Path(__file__).parent / "rulebook"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        choices=["15", "18"],
        default="18",
        help="major version of the private server: 18 comes with the program, 15 is Debian's",
    )


def _missing(what: str) -> None:
    """Fail in CI, where everything must be there; skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing; `make test` as root on Debian installs it")
    pytest.skip(f"{what} is missing; `make test` as root on Debian installs it")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a home of its own before the settings are read; pytest-django sets Django up later."""
    paths = [Path(str(argument).split("::")[0]).resolve() for argument in config.args]
    if paths and all(path.is_relative_to(_PURE) for path in paths):
        return
    if not hasattr(config, "workerinput"):
        home = tempfile.mkdtemp(prefix="gongdao-tests-")
        config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
        Path(home, "static").mkdir()
        os.environ["GONGDAO_HOME"] = home
        os.environ["GONGDAO_SECRET_KEY"] = "only for tests, never for anything that people use"
        outside = os.environ.get("TEST_DATABASE_URL")
        if outside:
            os.environ["DATABASE_URL"] = outside
        else:
            os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongdao.config.settings"
    _change_settings()


def _change_settings() -> None:
    from django.conf import settings

    # One connection is enough for a test, and the file names of static files need not be counted out.
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The server is shared by the processes of a run; the evidence they keep, and erase, is not.
    settings.GONGDAO_HOME = settings.GONGDAO_HOME / os.environ.get("PYTEST_XDIST_WORKER", "")
    settings.GONGDAO_HOME.mkdir(exist_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by folder; what kills programs or drives a browser stays in one process, one after another."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in {"faults", "pages"}:
            item.add_marker(getattr(pytest.mark, folder))
            item.add_marker(pytest.mark.xdist_group(folder))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Run the private server while this process has a test database; the last process stops it."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from gongdao.config.database import EmbeddedServer

    fifteen = request.config.getoption("--postgres") == "15"
    if fifteen and not (_POSTGRES_15 / "postgres").exists():
        _missing("PostgreSQL 15 (Debian's package postgresql-15)")
    server = EmbeddedServer(
        Path(os.environ["GONGDAO_HOME"]), binaries=_POSTGRES_15 if fifteen else None, settings=_CARELESS
    )
    server.start()
    yield
    server.leave()


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the test a copy of the test database, dropped afterwards: for what commits or uses threads.

    pytest-django's fixture of this name (and its mark with `transaction=True`) empties all tables instead,
    which ours refuse. Threads of the test should close their connections; those left open are cut.
    """
    from django.db import connection

    def administer(statement: str, *values: str) -> None:
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # untyped, and made for this
            cursor.execute(statement, values)

    def drop() -> None:
        # Not FORCE: it fails where it meets the server's own vacuum, which a plain DROP ends.
        ours = "FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
        administer(f"SELECT pg_terminate_backend(pid) {ours}", copy)
        administer(f'DROP DATABASE IF EXISTS "{copy}"')

    original = connection.settings_dict["NAME"]
    copy = f"{original}_own"
    with django_db_blocker.unblock():
        connection.close()
        drop()
        administer(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        connection.settings_dict["NAME"] = copy  # threads read the same settings
        yield
        connection.close()
        connection.settings_dict["NAME"] = original
        drop()


@pytest.fixture
def now() -> datetime:
    """Return the moment that tests call now: Monday 6 May 2024, ten in the morning in Shanghai."""
    return datetime(2024, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Start with a clean memory: what rooms keep for seconds must not reach from one test to the next.

    Nor the language and time zone of the last page that was asked for in this thread.
    """
    if "django.utils.translation" in sys.modules and "DJANGO_SETTINGS_MODULE" in os.environ:
        from django.utils import timezone, translation

        translation.deactivate()
        timezone.deactivate()
    for name in ("queries", "directory"):
        module = sys.modules.get(f"gongdao.people.{name}")
        if module is not None:
            module.forget()
    policies = sys.modules.get("gongdao.policies.queries")
    if policies is not None:
        policies.forget_list()  # versions never change: what was read of them may stay


@pytest.fixture(autouse=True)
def _patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep for the whole test what is kept for seconds, so that statements can be counted at any speed.

    Not where programs or browsers run for longer and see what others change.
    """
    away = {"faults", "pages"} & {mark.name for mark in request.node.iter_markers()}
    if away or "DJANGO_SETTINGS_MODULE" not in os.environ:
        return
    from gongdao.people import directory, queries
    from gongdao.policies import queries as policies

    for kept in (queries._actors, queries._bearers, queries._candidates, directory._names):
        monkeypatch.setattr(kept, "_seconds", 600)
    monkeypatch.setattr(policies, "FRESH_SECONDS", 600)


@pytest.fixture(scope="session")
def curl() -> str:
    """Return the path of curl, with which the examples of the documents are run."""
    path = shutil.which("curl")
    if path is None:
        _missing("curl")
    return str(path)


@pytest.fixture(scope="session")
def postgres_15() -> Path:
    """Return the folder of the programs of Debian's PostgreSQL 15."""
    if not (_POSTGRES_15 / "postgres").exists():
        _missing("PostgreSQL 15 (Debian's package postgresql-15)")
    return _POSTGRES_15


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser for tests of pages."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _missing("Chromium (Debian's package chromium)")
    return str(path)
