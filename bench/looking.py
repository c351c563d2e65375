"""Reading evidence: processor seconds for one screen of 720 × 1280, and for its two models alone."""

import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import psutil
from tests.pictures.screens import payment

from bench.results import Run
from gongdao.exhibits.reading import words
from gongdao.exhibits.reading.reader import Reader

_SCREENS: Final = 12
_LINE: Final = (1, 3, 48, 192)  # what recognition is given for a line of usual length


def measure(run: Run) -> None:
    """Read drawn payment screens in the reading process; beside it the two models on nothing."""
    reader = Reader()
    lines = 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            paths = [_drawn(Path(folder), number) for number in range(_SCREENS)]
            reader.read(paths[0], "image/jpeg")  # starts the process and loads the models
            process = psutil.Process(reader.pid)
            before, begun = sum(process.cpu_times()[:2]), time.perf_counter()
            lines = sum(len(reader.read(path, "image/jpeg").lines) for path in paths)
            used = (sum(process.cpu_times()[:2]) - before) / _SCREENS
            passed = (time.perf_counter() - begun) / _SCREENS
    finally:
        reader.close()
    alone = _models_alone(lines / _SCREENS)
    run.tell(
        "evidence_page", used, "processor seconds a screen", ratio=alone / used, models_alone_s=alone,
        lines=lines / _SCREENS, wall_s=passed, pages_per_second_and_core=1 / used,
        notes="ratio: what the two models alone need for a whole screen, by what reading it takes",
    )  # fmt: skip


def _drawn(folder: Path, number: int) -> Path:
    path = folder / f"{number}.jpg"
    path.write_bytes(payment(Random(f"bench {number}")).jpeg())
    return path


def _models_alone(lines: float) -> float:
    """Processor seconds of one look for lines in the whole screen, and of recognition of so many lines."""
    engine = words.engine()
    look = _seconds(engine.text_det.session, (1, 3, 640, 352))
    return look + lines * _seconds(engine.text_rec.session, _LINE)


def _seconds(session: Any, shape: tuple[int, ...]) -> float:
    """The shortest of five."""
    given = np.zeros(shape, np.float32)
    found = []
    for _ in range(5):
        begun = time.process_time()
        session(given)
        found.append(time.process_time() - begun)
    return min(found)
