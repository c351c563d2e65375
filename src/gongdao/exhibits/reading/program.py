"""`python -m gongdao.exhibits.reading.program`: reads the exhibits it is told of, one a line, within limits.

Told which boxes to cover, it makes a copy of a picture for others instead.

Whatever is in a file, this process has a bounded share of memory, may write no file, open no connection and
start nothing (`fence`). Whoever started it ends it when a file takes too long.
"""

import os
import resource
import sys
from pathlib import Path
from typing import Final

import msgspec

from gongdao.exhibits.copies import Copy
from gongdao.exhibits.reading.fence import fence
from gongdao.rulebook.reading.report import Box, Report

MEMORY_BYTES: Final = 3 * 1024**3  # of addresses; what is really used is less


class Asked(msgspec.Struct):
    """One exhibit to be read, with `page` one page of it as a picture, or with `cover` to be copied."""

    path: str
    media_type: str
    cover: tuple[Box, ...] | None = None
    page: int = 0  # from 1; 0: all


def main() -> None:
    """Read until the other end closes."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints is no answer
    from gongdao.exhibits.reading.covering import covered
    from gongdao.exhibits.reading.files import read_file, read_leaf
    from gongdao.exhibits.reading.words import warm_up

    warm_up()
    bind()
    decoder, encoder = msgspec.json.Decoder(Asked), msgspec.json.Encoder()
    answers.write(b'{"media_type": "ready"}\n')
    for line in sys.stdin.buffer:
        asked = decoder.decode(line)
        report: Report | Copy
        try:
            if asked.cover is not None:
                report = covered(asked.path, asked.media_type, asked.cover, asked.page)
            elif asked.page:
                report = read_leaf(asked.path, asked.media_type, asked.page)
            else:
                report = read_file(Path(asked.path), asked.media_type)
        except MemoryError:
            report = _failed(asked, "too_large")
        except Exception as error:  # noqa: BLE001  # a library may raise anything on a hostile file
            print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201  # into the log
            report = _failed(asked, "broken")
        answers.write(encoder.encode(report) + b"\n")


def _failed(asked: Asked, problem: str) -> Report | Copy:
    if asked.cover is not None:
        return Copy(problem=problem)
    return Report(asked.media_type, problems=(problem,))


def bind() -> None:
    """Give up what neither reading nor drawing needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if not fence():
        print("No seccomp here: only limits bind this process", file=sys.stderr)  # noqa: T201  # into the log


if __name__ == "__main__":
    main()
