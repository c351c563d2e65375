"""The reading process, kept and watched: models are loaded once; a file that kills it kills nothing else."""

import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Final

import msgspec

from gongdao.exhibits.copies import Copy
from gongdao.rulebook.reading.report import Box, Report

SECONDS: Final = 60.0  # that one exhibit may take
_START_SECONDS: Final = 120.0
_LONGEST: Final = 8 * 1024 * 1024  # bytes of one answer
_DECODER: Final = msgspec.json.Decoder(Report)
_COPY: Final = msgspec.json.Decoder(Copy)


class Aside:
    """One process beside this one that answers lines with lines. Several threads wait for each other."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def ask(self, line: bytes, *, seconds: float) -> bytes | str:
        """The answer to a line, or why there is none: "no_reader", "broken" or "timed_out"."""
        with self._turn:
            process = self._running()
            if process is None:
                return "no_reader"
            try:
                _pipe(process.stdin).write(line + b"\n")
                _pipe(process.stdin).flush()
            except OSError:
                self._end()
                return "broken"
            begun = time.monotonic()
            answer = _line(process, seconds)
            if answer is None:
                # Not by whether it still runs: what has just ended may not be known to have.
                late = time.monotonic() - begun >= seconds
                self._end()
                return "timed_out" if late else "broken"
            return answer

    @property
    def pid(self) -> int:
        """The process that reads, 0 while there is none."""
        return 0 if self._process is None else self._process.pid

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._end()

    def _running(self) -> "subprocess.Popen[bytes] | None":
        if self._process is None or self._process.poll() is not None:
            self._end()
            command = [sys.executable, "-m", self._module]
            environment = {name: value for name, value in os.environ.items() if name in _KEPT}
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
            if _line(self._process, _START_SECONDS) is None:
                self._end()
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                _pipe(pipe).close()
            self._process = None


class Reader(Aside):
    """The process that reads."""

    def __init__(self) -> None:
        super().__init__("gongdao.exhibits.reading.program")

    def read(self, path: Path, media_type: str, *, seconds: float = SECONDS) -> Report:
        """What an exhibit shows. A file that takes too long or ends the process is told so."""
        asked = msgspec.json.encode({"path": str(path), "media_type": media_type})
        answer = self.ask(asked, seconds=seconds)
        return Report(media_type, problems=(answer,)) if isinstance(answer, str) else _DECODER.decode(answer)

    def read_leaf(self, path: Path, media_type: str, page: int, *, seconds: float = SECONDS) -> Report:
        """What a page of a document shows as a picture, whatever text lies beneath it. `page`: from 1."""
        asked = msgspec.json.encode({"path": str(path), "media_type": media_type, "page": page})
        answer = self.ask(asked, seconds=seconds)
        return (
            Report("image/jpeg", problems=(answer,)) if isinstance(answer, str) else _DECODER.decode(answer)
        )

    def cover(
        self,
        path: Path,
        media_type: str,
        boxes: tuple[Box, ...],
        *,
        page: int = 1,
        seconds: float = SECONDS,
    ) -> Copy:
        """A copy of a picture or page with these boxes covered, and what else is found; see `covering`."""
        asked = msgspec.json.encode(
            {"path": str(path), "media_type": media_type, "cover": boxes, "page": page}
        )
        answer = self.ask(asked, seconds=seconds)
        return Copy(problem=answer) if isinstance(answer, str) else _COPY.decode(answer)


# No secret of the program reaches the process that reads what strangers sent.
_KEPT: Final = frozenset(
    {"PATH", "PYTHONPATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "SYSTEMROOT", "OPENBLAS_CORETYPE"}
)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _line(process: "subprocess.Popen[bytes]", seconds: float) -> bytes | None:
    """The next line the process answers, or None when it says nothing in time or says too much."""
    out = _pipe(process.stdout)
    end = time.monotonic() + seconds
    found = bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(out, selectors.EVENT_READ)
        while not found.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or len(found) > _LONGEST or not waiting.select(left):
                return None
            part = os.read(out.fileno(), 65536)
            if not part:
                return None
            found += part
    return bytes(found)
