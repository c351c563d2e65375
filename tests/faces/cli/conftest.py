"""A house with its own server in which the command is run as people run it: as a program."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gongdao.config.database import EmbeddedServer

OWN = ("DATABASE_URL", "GONGDAO_HOME", "DJANGO_SETTINGS_MODULE", "GONGDAO_SECRET_KEY")
DRIVER = Path(__file__).with_name("driver.py")
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class House:
    """One installation. `run` gives the finished command, `json` what it answered."""

    def __init__(self, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in OWN}
        self.environment = {**kept, "GONGDAO_LANG": "zh", "GONGDAO_THREADS": "1", **environment}
        self._driver: subprocess.Popen[str] | None = None

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command, in the process in which the ones before ran."""
        if self._driver is None:
            self._driver = subprocess.Popen(
                [sys.executable, str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                env=self.environment,
            )  # fmt: skip
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        self._driver.stdin.write(
            json.dumps({"arguments": arguments, "given": given, "environment": {}}) + "\n"
        )
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        return subprocess.CompletedProcess(arguments, **answer)

    def alone(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command as a program of its own."""
        return subprocess.run(
            [sys.executable, "-m", "gongdao", *arguments], capture_output=True, text=True, check=False,
            env=self.environment, timeout=120,
        )  # fmt: skip

    def close(self) -> None:
        """End the process of the commands."""
        if self._driver is not None and self._driver.stdin is not None:
            self._driver.stdin.close()
            self._driver.wait(timeout=30)
            self._driver = None

    def json(self, *arguments: str, given: str = "", code: int = 0) -> Any:
        done = self.run(*arguments, "--json", given=given)
        assert done.returncode == code, done.stderr + done.stdout
        return json.loads(done.stdout)

    def migrate(self) -> "House":
        """Make the tables."""
        command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "gongdao.config.settings"}
        subprocess.run(command, check=True, env=environment, timeout=120)
        return self


def started(folder: Path, binaries: Path | None = None) -> "EmbeddedServer":
    """A running server under a folder."""
    from gongdao.config.database import EmbeddedServer

    server = EmbeddedServer(folder, binaries=binaries, settings=CARELESS)
    server.start()
    return server


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """An installation with a server and no tables yet."""
    server, house = started(folder), House(GONGDAO_HOME=str(folder))
    try:
        yield house
    finally:
        house.close()
        server.leave()


@pytest.fixture(scope="session")
def folders() -> Iterator[Path]:
    """A place for installations. Not that of pytest: another run closes it to the server's user."""
    with tempfile.TemporaryDirectory(prefix="gongdao-houses-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def empty(folders: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """An installation for one test."""
    with opened(folders / f"empty-{abs(hash(request.node.nodeid))}") as house:
        yield house


@pytest.fixture(scope="session")
def house(folders: Path) -> Iterator[House]:
    """A house in which the demonstration was played."""
    with opened(folders / "house") as house:
        assert house.migrate().run("demo").returncode == 0
        yield house
