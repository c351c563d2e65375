"""Complaints taken in from a file, by the command that people use for it."""

import csv
import json
import subprocess
import sys
import time
import uuid
from pathlib import Path
from random import Random
from typing import Any

from bench.company import CUSTOMERS, REGIONS
from bench.ground import Ground
from bench.results import Run, cpu_of_commands, cpu_of_server, watched
from bench.vocabulary import complaint, name, phone

_HEADER = ("编号", "投诉内容", "客户姓名", "联系电话", "订单号", "金额", "地区编码")


def measure(run: Run, ground: Ground, *, rows: int) -> None:
    """Take in a file of so many new complaints; the command starts its own processes."""
    path = ground.home / "bench-intake.csv"
    _write(path, rows)
    ground.checkpoint()
    begun, before = time.perf_counter(), (cpu_of_commands(), cpu_of_server(ground.postmaster()))
    with watched() as busy:
        told = _taken(path)
    seconds = time.perf_counter() - begun
    spent = cpu_of_commands() - before[0], cpu_of_server(ground.postmaster()) - before[1]
    if told["registered"] != rows:
        raise RuntimeError(f"of {rows} complaints {told['registered']} were registered")
    run.tell(
        "bulk_intake", rows / seconds, "cases/s", rows=rows, without_starting=float(told["rows_per_second"]),
        command_cpu_ms_per_case=1e3 * spent[0] / rows, database_cpu_ms_per_case=1e3 * spent[1] / rows,
        others_share_of_cores=busy.others_besides(sum(spent), seconds),
        notes="`gongdao intake file`, from the start of the command to its end",
    )  # fmt: skip
    again = time.perf_counter()
    told = _taken(path)
    run.tell(
        "bulk_intake_again", rows / (time.perf_counter() - again), "rows/s", rows=rows,
        notes=f"the same file once more: {told['registered']} registered, {told['known']} known",
    )  # fmt: skip


def _write(path: Path, rows: int) -> None:
    random, batch = Random(uuid.uuid4().int), uuid.uuid4().hex[:8]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for n in range(rows):
            customer = random.randrange(CUSTOMERS) + 1
            writer.writerow(
                (
                    f"{batch}-{n}", complaint(random)[0], name(Random(customer)), phone(customer),
                    f"E{random.randrange(10**11):012}", random.randrange(30, 3_000), random.choice(REGIONS),
                )
            )  # fmt: skip


def _taken(path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "gongdao", "intake", "file", str(path), "--json", "--source", "bench"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    told: dict[str, Any] = json.loads(done.stdout)
    return told
