"""Reads many drawn pictures and counts what was read and judged rightly. Writes docs/evidence-accuracy.md.

python -m tests.pictures.accuracy           607 pictures that nothing was tuned on, some minutes
python -m tests.pictures.accuracy --dry     only prints
python -m tests.pictures.accuracy --kept var/read   keeps what was read, to try other rules on it at once

Tuned on seeds 1 to 5, 900 and 901 with TUNING_HANDS; what is reported is another seed, and a pen never
seen before.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import local

import msgspec
import psutil

from gongdao.exhibits.reading.reader import Reader
from gongdao.rulebook.reading.report import Report

from .drawing import Drawn
from .exhibits import IN_ORDER, Plan, drawn, plans
from .fonts import HELD_OUT_HANDS
from .outcome import written
from .scoring import Score

TARGET = Path(__file__).parents[2] / "docs" / "evidence-accuracy.md"


class Read(msgspec.Struct):
    """What was read of one picture, and the processor seconds that took."""

    report: Report
    seconds: float


class Readers:
    """Some reading processes, one a thread; what they read is kept in a folder if one is given."""

    def __init__(self, folder: Path, kept: Path | None) -> None:
        self._folder, self._kept = folder, kept
        self._own = local()
        self._all: list[Reader] = []

    def read(self, seed: int, plan: Plan) -> tuple[Drawn, Read]:
        """Draw a picture and read it."""
        one = drawn(seed, plan, HELD_OUT_HANDS)
        return one, self._known(one.jpeg())

    def _known(self, content: bytes) -> Read:
        digest = sha256(content).hexdigest()
        kept = self._kept / f"{digest}.json" if self._kept else None
        if kept is not None and kept.exists():
            return msgspec.json.decode(kept.read_bytes(), type=Read)
        path = self._folder / f"{digest}.jpg"
        path.write_bytes(content)
        read = self._read(path)
        path.unlink()
        if kept is not None:
            kept.write_bytes(msgspec.json.encode(read))
        return read

    def _read(self, path: Path) -> Read:
        if not hasattr(self._own, "reader"):
            self._own.reader = Reader()
            self._all.append(self._own.reader)
            self._own.reader.read(path, "image/jpeg")  # loads the models
        before = self._used()
        report = self._own.reader.read(path, "image/jpeg")
        return Read(report, self._used() - before)

    def _used(self) -> float:
        times = psutil.Process(self._own.reader.pid).cpu_times()
        return times.user + times.system

    def close(self) -> None:
        for reader in self._all:
            reader.close()


def measure(
    seed: int, planned: Sequence[Plan], processes: int, kept: Path | None = None
) -> tuple[Score, float]:
    """(what came out, processor seconds a picture)."""
    score, seconds = Score(), 0.0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as threads:
        readers = Readers(Path(folder), kept)
        try:
            found = threads.map(lambda plan: readers.read(seed, plan), planned)
            for number, (plan, (one, read)) in enumerate(zip(planned, found, strict=True)):
                score.add(plan.name, one, read.report)
                seconds += read.seconds
                if number % 20 == 0:
                    print(number, "of", len(planned), file=sys.stderr, flush=True)
        finally:
            readers.close()
    return score, seconds / max(1, score.pictures)


def planned(clean: int, worn: int, in_order: int) -> list[Plan]:
    """So many pictures of every kind, and more of those in order until there are `in_order` of these."""
    found = plans(worn, clean=clean)
    own = sum(plan.name in IN_ORDER for plan in found)
    more = plans(1 + in_order // len(IN_ORDER), names=IN_ORDER, start=max(clean, worn))
    # Every kind and wear as often as any other.
    more.sort(key=lambda plan: (plan.number, plan.wear, plan.name))
    return found + more[: max(0, in_order - own)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=907)
    parser.add_argument("--clean", type=int, default=3, help="clean pictures of each kind")
    parser.add_argument("--worn", type=int, default=2, help="pictures of each kind and wear")
    parser.add_argument(
        "--in-order", type=int, default=420, help="pictures with nothing to object to, at least"
    )
    parser.add_argument("--processes", type=int, default=1, help="that read side by side")
    parser.add_argument("--kept", type=Path, help="a folder that keeps what was read")
    parser.add_argument("--dry", action="store_true", help="only print")
    options = parser.parse_args()
    if options.kept is not None:
        options.kept.mkdir(parents=True, exist_ok=True)
    wanted = planned(options.clean, options.worn, options.in_order)
    score, seconds = measure(options.seed, wanted, options.processes, options.kept)
    text = written(score, seconds, options.seed)
    print(text)
    if not options.dry:
        TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
