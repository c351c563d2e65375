"""What the processes that open strangers' files have given up, tried from inside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Each line is tried on its own after the fence is up; the program prints what came of it.
_TRIED = {
    "reads": "open(here, 'rb').read(1)",
    "starts_a_thread": "(one := threading.Thread(target=int)).start() or one.join()",
    "writes": "open(here, 'r+b')",
    "empties": "os.open(here, os.O_RDONLY | os.O_TRUNC)",
    "makes": "open(here + '.new', 'wb')",
    "removes": "os.unlink(here)",
    "renames": "os.rename(here, here + '.old')",
    "truncates": "os.truncate(here, 0)",
    "changes_rights": "os.chmod(here, 0o777)",
    "links": "os.symlink(here, here + '.link')",
    "connects": "socket.create_connection(('127.0.0.1', 9), timeout=1)",
    "listens": "socket.socket(socket.AF_UNIX)",
    "pairs": "socket.socketpair()",
    "starts_a_program": "os.execv('/bin/true', ['true'])",
    "forks": "os.fork()",
    "runs": "subprocess.run(['/bin/true'])",
    "kills": "os.kill(os.getppid(), 0)",
}
_PROGRAM = """
import json, os, socket, subprocess, sys, threading
from gongdao.exhibits.reading.program import bind
bind()
here, found = sys.argv[1], {}
for name, line in json.loads(sys.argv[2]).items():
    try:
        exec(line)
        found[name] = "done"
    except OSError as error:
        found[name] = type(error).__name__
print(json.dumps(found))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is Linux's")
def test_only_reading_and_threads_are_left(tmp_path: Path) -> None:
    here = tmp_path / "evidence"
    here.write_bytes(b"x" * 10)
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(here), json.dumps(_TRIED)],
        capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert "No seccomp here" not in done.stderr
    assert {name for name, came in found.items() if came == "done"} == {"reads", "starts_a_thread"}
    assert {came for came in found.values() if came != "done"} == {"PermissionError"}
    assert here.read_bytes() == b"x" * 10
    assert [path.name for path in tmp_path.iterdir()] == ["evidence"]
