"""Cases opened over HTTP with everything switched on: token, idempotency key, chain, search, messages."""

import json
import uuid
from collections.abc import Iterator
from random import Random
from typing import Any

from bench.company import CUSTOMERS, REGIONS, Reader
from bench.ground import Ground, Web, web, worker
from bench.load import Answers, request, send_all
from bench.machine import Limits
from bench.results import Run, cpu_seconds, watched
from bench.vocabulary import complaint, name, phone

_WARM_UP = 400


def measure(run: Run, ground: Ground, limits: Limits, agent: Reader, *, seconds: int) -> None:
    """Open cases with 1 and 8 clients for about so many seconds each."""
    # The worker runs beside it, as it does in real life: it sorts words into the index and sweeps.
    with web(ground) as server, worker(ground) as helper:
        bodies = requests(agent, by_contact=False)
        send_all(server.port, _some(bodies, _WARM_UP), clients=8, expected=(201,))
        _rate_of(run, ground, limits, server, helper, bodies, "open_case_http", (1, 8, 8), seconds)
        strangers = requests(agent, by_contact=True)
        _rate_of(run, ground, limits, server, helper, strangers, "open_case_http_by_contact", (8,), seconds)


def _rate_of(
    run: Run,
    ground: Ground,
    limits: Limits,
    server: Web,
    helper: int,
    bodies: Iterator[bytes],
    bench: str,
    clients: tuple[int, ...],
    seconds: int,
) -> None:
    best: dict[int, dict[str, Any]] = {}
    for count in clients:
        trial = send_all(server.port, _some(bodies, 200), clients=count, expected=(201,))
        cases = max(200, int(trial.per_second * seconds))
        ready = _some(bodies, cases)
        ground.checkpoint()
        before = cpu_seconds(server.pid), cpu_seconds(ground.postmaster())
        with watched(server.pid, helper, ground.postmaster()) as busy:
            answers = send_all(server.port, ready, clients=count, expected=(201,))
        spent = cpu_seconds(server.pid) - before[0], cpu_seconds(ground.postmaster()) - before[1]
        found = _found(answers, spent, busy.others)
        if count not in best or found["value"] > best[count]["value"]:
            best[count] = found
    for count, found in best.items():
        value = found.pop("value")
        run.tell(
            bench, value, "cases/s", clients=count, ratio=value / limits.single[count],
            ratio_to_opening_statement=round(value / limits.opening[count], 3),
            notes="best of the runs with this number of clients", **found,
        )  # fmt: skip


def _found(answers: Answers, spent: tuple[float, float], others: float) -> dict[str, Any]:
    cases = len(answers.seconds)
    return {
        "value": answers.per_second,
        "p50_ms": 1e3 * answers.percentile(0.5),
        "p95_ms": 1e3 * answers.percentile(0.95),
        "web_cpu_ms_per_case": 1e3 * spent[0] / cases,
        "database_cpu_ms_per_case": 1e3 * spent[1] / cases,
        "load_generator_cpu_ms_per_case": answers.own_microseconds / 1e3,
        "others_share_of_cores": round(others, 3),
    }


def requests(agent: Reader, *, by_contact: bool) -> Iterator[bytes]:
    """Requests that open cases, without end. `by_contact`: the customer is known by phone alone."""
    random = Random(uuid.uuid4().int)
    while True:
        text, product, asked = complaint(random)
        customer = random.randrange(CUSTOMERS) + 1
        paid = random.randrange(3_000, 300_000)
        number = f"E{random.randrange(10**11):012}"
        ref = "customer" if by_contact else f"customer:{customer}"
        body = {
            "channel": "hotline",
            "complainant": {"ref": ref, "name": name(Random(customer)), "contact": phone(customer)},
            "description": text,
            "demands": [{"kind": asked}],
            "order": {"number": number, "items": [{"name": product, "price_fen": paid}], "paid_fen": paid},
            "region": random.choice(REGIONS),
        }
        headers = agent.api | {"Idempotency-Key": uuid.uuid4().hex}
        yield request("POST", "/api/cases", headers, json.dumps(body, ensure_ascii=False).encode())


def _some(source: Iterator[bytes], count: int) -> list[bytes]:
    return [next(source) for _ in range(count)]
