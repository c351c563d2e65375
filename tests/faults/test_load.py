"""kill -9 of web, worker and database in the middle of creations, appeals and lapses.

Clients repeat under the same key what nobody acknowledged. Afterwards nothing acknowledged is missing and
nothing happened twice, every fold and chain verifies, and each lapse was applied once.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gongdao.config.database import EmbeddedServer

from .load import Load, Story, people
from .served import Served, kill, wait

_CLIENTS = 4
_BETWEEN_SECONDS = 1.0
# Without these nobody gets an answer: killing one of them must cut requests short, or nothing was proven.
_ANSWERING = {"web", "database", "all_at_once", "everything"}
# What each story does once, and so must be there once.
_ONCE = ("case_opened", "promise_made", "finding_made", "exhibit_submitted", "appeal_filed")


class Running:
    """The program that is up at the moment: another one once everything was killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.served = Served(home)

    def web(self) -> None:
        kill(self.served.children("gongdao web"))

    def worker(self) -> None:
        kill(self.served.children("gongdao worker"))

    def database(self) -> None:
        kill([self.served.database()])

    def all_at_once(self) -> None:
        kill([*self.served.children("gongdao"), self.served.database()])

    def everything(self) -> None:
        kill([self.served.process.pid, *self.served.children(""), self.served.database()])
        self.served.rest()
        self.served = Served(self.home)

    def stop(self) -> None:
        self.served.process.terminate()
        assert "已全部停止" in self.served.rest()


def _environment(home: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"GONGDAO_HOME": str(home)}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Running, Load]]:
    home = tmp_path / "home"
    everybody = people(home, _environment(home))
    running = Running(home)
    wait(running.served.answers)
    load = Load(everybody, lambda: running.served.address, _CLIENTS)
    yield running, load
    load.mistakes.append("over")  # whatever happened, no client goes on
    load.finish()
    if running.served.process.poll() is None:
        running.stop()


def _ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    server = EmbeddedServer(home)
    with psycopg.connect(host=str(server.socket_folder), user="gongdao", dbname="gongdao") as connection:
        return connection.execute(query).fetchall()  # type: ignore[call-overload]  # fixed texts


def _kill_again_and_again(running: Running, load: Load) -> Counter[str]:
    """Kill eight times. Returns how many requests nobody answered, by what was killed."""
    blows: list[Callable[[], None]] = [
        running.web, running.database, running.worker, running.all_at_once, running.database,
        running.everything, running.web, running.database,
    ]  # fmt: skip
    unanswered: Counter[str] = Counter()
    for blow in blows:
        time.sleep(_BETWEEN_SECONDS)
        known, repeated = len(load.stories), load.repeated
        blow()
        wait(running.served.answers)
        # What is begun after the blow must also end: only then is all counted that this blow cut short, and
        # the next one falls on work, not on a program that still starts.
        wait(lambda known=known: len(load.stories) > known + _CLIENTS or bool(load.mistakes))  # type: ignore[misc]  # a loop's lambda
        unanswered[blow.__name__] += load.repeated - repeated
    return unanswered


def _nothing_due(home: Path) -> bool:
    query = "SELECT count(*) FROM casework_case WHERE next_due_at <= now() OR due_key LIKE 'promise:%'"
    return _ask(home, query) == [(0,)]


@pytest.mark.slow
def test_killed_under_load_loses_nothing_and_doubles_nothing(running: tuple[Running, Load]) -> None:
    program, load = running
    unanswered = _kill_again_and_again(program, load)
    load.finish()
    assert load.mistakes == []
    acknowledged = sum(len(story.answers) for story in load.stories)
    print(
        f"{len(load.stories)} work orders, {acknowledged} answers; sent again: {dict(unanswered)}"
    )  # with -rP
    # Each kill of what answers fell into requests; each story came to its end all the same.
    assert {name for name, count in unanswered.items() if count} >= _ANSWERING, unanswered
    assert all(len(story.answers) >= len(_ONCE) for story in load.stories)
    wait(lambda: _nothing_due(program.home))
    program.stop()
    server = EmbeddedServer(program.home)
    server.start()
    try:
        _need_verified(program.home)
        _need_each_story_once(program.home, load.stories)
        _need_nothing_doubled(program.home)
    finally:
        server.leave()


def _need_verified(home: Path) -> None:
    command = [sys.executable, "-m", "gongdao", "verify", "--json"]
    done = subprocess.run(command, env=_environment(home), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    checked = json.loads(done.stdout)
    assert (checked["differences"], checked["cases"] > 0) == ([], True)


def _need_each_story_once(home: Path, stories: list[Story]) -> None:
    """What was acknowledged is there, and what was sent several times is there once."""
    opened = Counter(ref for (ref,) in _ask(home, "SELECT state->>'external_ref' FROM casework_case"))
    assert opened == Counter(f"load-{story.n}" for story in stories)
    events: dict[int, list[str]] = {}
    for case, kind in _ask(home, "SELECT case_id, type FROM casework_event ORDER BY case_id, seq"):
        events.setdefault(case, []).append(kind)
    for story in stories:
        month, _, serial = story.number.partition("-")
        log = events[int(month) * 10**7 + int(serial)]
        counted = Counter(log)
        assert {kind: counted[kind] for kind in _ONCE} == dict.fromkeys(_ONCE, 1), story.number
        for version, written in story.answers:
            # What an answer told stands where it said.
            told = [kind for kind in log[:version] if kind in _ONCE][-1]
            assert told in written, (story.number, version)


def _need_nothing_doubled(home: Path) -> None:
    lapses = _ask(home, """
        SELECT body #>> '{deadline,key}', count(*), count(DISTINCT case_id)
        FROM casework_event WHERE type = 'deadline_lapsed' GROUP BY 1
    """)  # fmt: skip
    ((cases,),) = _ask(home, "SELECT count(*) FROM casework_case")
    assert lapses == [("promise:V1", cases, cases)]
    doubled = _ask(home, """
        SELECT recipient, case_id, event_seq, code FROM letters_message
        GROUP BY recipient, case_id, event_seq, code HAVING count(*) > 1
    """)  # fmt: skip
    assert doubled == []
    ((unbalanced,),) = _ask(home, """
        SELECT count(*) FROM (
            SELECT FROM ledger_entry GROUP BY case_id, event_seq, unit HAVING sum(amount) <> 0
        ) AS found
    """)  # fmt: skip
    assert unbalanced == 0
    exhibits = _ask(home, """
        SELECT count(*) FROM exhibits_custody WHERE act = 'received' AND case_id IS NOT NULL
    """)  # fmt: skip
    assert exhibits == [(cases,)]
