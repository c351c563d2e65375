"""`python -m bench`: measure what is asked for, or write the report of what was measured.

make bench                                         everything at 10 k cases, in a few minutes
make bench ARGS="--sizes 10000,100000,1000000"     everything, with a million cases (an hour)
make bench ARGS="open sweep"                       some benchmarks only
make bench ARGS=--report                           write docs/benchmarks.md from the results
"""

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from bench.ground import Ground, prepared
from bench.results import Run, say

if TYPE_CHECKING:
    from bench.company import Reader
    from bench.machine import Limits

BENCHES: Final = ("read", "open", "sweep", "intake", "backtest", "fold", "weigh", "listing", "evidence")
_ROOT: Final = Path(__file__).resolve().parents[1]


def main() -> None:
    """Read the arguments and do it."""
    options = _options()
    results = options.home / "results.jsonl"
    if options.report:
        from bench.report import write_report

        write_report(results, _ROOT / "docs" / "benchmarks.md")
        return
    options.home.mkdir(parents=True, exist_ok=True)
    with prepared(options.home) as ground:
        _measure(ground, options, results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("benches", nargs="*", metavar="bench", help=f"which: {', '.join(BENCHES)}; else all")
    parser.add_argument("--sizes", default="10000", help="numbers of cases, as 10000,100000,1000000")
    parser.add_argument("--home", type=Path, default=_ROOT / "var" / "bench", help="where the data is kept")
    parser.add_argument("--seconds", type=int, default=10, help="how long each rate is measured")
    parser.add_argument("--requests", type=int, default=200, help="how often each page is asked for")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="processes that fill")
    parser.add_argument("--report", action="store_true", help="only write docs/benchmarks.md")
    options = parser.parse_args()
    unknown = set(options.benches) - set(BENCHES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    options.benches = options.benches or list(BENCHES)
    options.home = options.home.resolve()
    return options


def _measure(ground: Ground, options: argparse.Namespace, results: Path) -> None:
    from bench import machine
    from bench.company import found_company, readers
    from bench.filling import fill, sampled, settle

    found_company(datetime.now(UTC))
    people = readers(datetime.now(UTC))
    sizes = sorted(int(size) for size in options.sizes.split(","))
    fill(sizes[0], processes=options.processes)
    settle(ground)
    say("what the machine can do")
    limits = machine.measured(ground, _example(), seconds=options.seconds)
    _describe(machine.described(ground), results)
    run = Run(results, limits.plain())
    for size in sizes:
        fill(size, processes=options.processes)
        settle(ground)
        _measure_size(run, ground, people, options, size)
    looked_at, wrong = sampled(2_000)
    run.tell("verified_sample", looked_at, "cases", wrong=wrong, size=sizes[-1])
    _measure_rates(run, ground, limits, people["agent"], options)


def _measure_size(
    run: Run, ground: Ground, people: "dict[str, Reader]", options: argparse.Namespace, size: int
) -> None:
    from bench import reading, weighing

    if "read" in options.benches:
        say(f"pages at {size} cases")
        reading.measure(run, ground, people, size=size, requests=options.requests)
    if "weigh" in options.benches:
        weighing.weigh_tables(run, size=size)


def _measure_rates(
    run: Run, ground: Ground, limits: "Limits", agent: "Reader", options: argparse.Namespace
) -> None:
    from bench import backtesting, folding, listing, looking, opening, sweeping, taking, weighing

    if "open" in options.benches:
        say("cases opened over HTTP")
        opening.measure(run, ground, limits, agent, seconds=options.seconds)
    if "sweep" in options.benches:
        say("lapses")
        sweeping.measure(run, ground, cases=500 * options.seconds)
    if "intake" in options.benches:
        say("a file")
        taking.measure(run, ground, rows=2_000 * options.seconds)
    if "backtest" in options.benches:
        say("a back-test")
        backtesting.measure(run, ground, cases=2_000 * options.seconds)
    if "fold" in options.benches:
        folding.measure(run, cases=500)
    if "listing" in options.benches:
        say("a catalogue")
        listing.measure(run)
    if "weigh" in options.benches:
        weighing.measure(run, ground, agent)
    if "evidence" in options.benches:
        say("screens that are read")
        looking.measure(run)


def _example() -> int:
    """A case opened just now, with all that belongs to it."""
    from random import Random

    from bench.lives import life
    from gongdao.casework.actions import handle
    from gongdao.rulebook.actor import SYSTEM

    now = datetime.now(UTC)
    one = life(Random().randrange(10**9), now, customers=1000, technicians=100)
    opened = handle(one.opening, actor=SYSTEM, now=now, policy=one.policy, idempotency_key=f"bench-{now:%s}")
    return opened.case_id


def _describe(machine: object, results: Path) -> None:
    line = {"machine": msgspec.to_builtins(machine), "at": datetime.now(UTC).isoformat(timespec="seconds")}
    with results.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(line, ensure_ascii=False)}\n")


if __name__ == "__main__":
    main()
