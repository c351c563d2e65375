"""Every Struct that is read is known to msgspec before threads read it."""

import subprocess
import sys

from gongdao.lib.structs import make_ready
from gongdao.rulebook import commands, events
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State

# Threads that all read the same types for the first time, as requests do after a start.
_CROWD = """
import sys, threading
from msgspec import convert, defstruct
from gongdao.lib.structs import make_ready

sys.setswitchinterval(1e-6)
kinds = []
for n in range(300):
    inner = [defstruct(f"I{n}_{k}", [("a", int), ("b", list[str])]) for k in range(8)]
    kinds.append(defstruct(f"K{n}", [(f"f{k}", kind) for k, kind in enumerate(inner)]))
READY
plain = {f"f{k}": {"a": k, "b": ["x"]} for k in range(8)}
start = threading.Barrier(8)

def read():
    start.wait()
    for kind in kinds:
        convert(plain, kind)

threads = [threading.Thread(target=read) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("read")
"""


def test_what_is_stored_or_asked_for_can_be_made_ready() -> None:
    unread = set(make_ready())
    assert unread.isdisjoint({Policy, State, *events.BY_TYPE.values(), *commands.BY_NAME.values()})


def test_many_threads_read_many_types_for_the_first_time() -> None:
    program = _CROWD.replace("READY", "assert make_ready() == ()")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "read\n", "")
