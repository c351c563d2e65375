"""What it takes: memory of the processes, disk for each table."""

import psutil

from bench.company import Reader
from bench.ground import Ground, web, worker
from bench.load import request, send_all
from bench.opening import requests
from bench.results import Run
from gongdao.lib.statements import fetch

_ASKED = 200
_TABLES = (
    "casework_case", "casework_event", "casework_party", "casework_search", "casework_request",
    "casework_appeal", "letters_message", "ledger_entry",
)  # fmt: skip


def measure(run: Run, ground: Ground, agent: Reader) -> None:
    """Weigh the processes after some work."""
    with web(ground) as server, worker(ground) as helper:
        opened = requests(agent, by_contact=False)
        send_all(server.port, [next(opened) for _ in range(_ASKED)], clients=8, expected=(201,))
        pages = [request("GET", "/desk/?tab=all", agent.pages)] * _ASKED
        send_all(server.port, pages, clients=8)
        for bench, pid in (("memory_web", server.pid), ("memory_worker", helper)):
            process = psutil.Process(pid)
            family = [process, *process.children(recursive=True)]
            sizes = [one.memory_full_info().pss / 2**20 for one in family]
            run.tell(
                bench, sum(sizes), "MB", processes=len(sizes), largest_mb=max(sizes),
                notes="proportional share, all processes together",
            )  # fmt: skip


def weigh_tables(run: Run, *, size: int) -> None:
    """Disk for each table with its indexes, for a hundred thousand cases."""
    ((cases,),) = fetch("SELECT count(*) FROM casework_case")
    total = 0
    for table in _TABLES:
        ((whole, indexes, rows),) = fetch(
            "SELECT pg_total_relation_size(c.oid), pg_indexes_size(c.oid), c.reltuples"
            " FROM pg_class c WHERE c.oid = %s::regclass",
            [table],
        )
        total += whole
        run.tell(
            "disk_table", whole / cases * 100_000 / 2**20, "MB per 100k cases", size=size, table=table,
            indexes_mb=indexes / cases * 100_000 / 2**20, rows_per_case=max(rows, 0) / cases,
        )  # fmt: skip
    run.tell("disk_all", total / cases * 100_000 / 2**20, "MB per 100k cases", size=size, cases=cases)
