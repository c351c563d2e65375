"""Taking in a file: the one writer of this room. Every row goes through the one door of casework."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct

from gongdao.casework.actions import DEFAULT_POLICY
from gongdao.casework.checking import checked
from gongdao.intake.files.columns import mapped
from gongdao.intake.files.problems import BadFile, Problem
from gongdao.intake.files.rejects import RejectsFile
from gongdao.intake.files.rows import Complaint, Rejected, Rows
from gongdao.intake.files.tables import Table
from gongdao.intake.files.taking import TOGETHER, Registered, Result, take
from gongdao.intake.platform_codes import PLATFORMS
from gongdao.lib.crew import in_order
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.decide import decide
from gongdao.rulebook.events import CaseOpened
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.refusal import Refusal, Refused
from gongdao.rulebook.terms import CHANNELS

# Below this many rows a second process costs more than it brings.
_WORTH_A_CREW: Final = 2_000


class Options(Struct, frozen=True):
    """How to read a file. `columns`: field to header. `source`: the system whose numbers are external.

    `platform`: whose codes say where a dispute stands and why (`platform_codes`, `platform_reasons`).
    """

    policy: str = DEFAULT_POLICY
    channel: str = "file"
    columns: dict[str, str] = {}
    source: str = ""
    sheet: str = ""
    platform: str = ""
    processes: int = 1
    dry_run: bool = False


class Tally(NamedTuple):
    """How far it is. `line`: the last that was dealt with."""

    line: int = 0
    registered: int = 0
    known: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """All rows dealt with."""
        return self.registered + self.known + self.rejected


class Report(Struct, frozen=True):
    """What came of a file."""

    file: str
    encoding: str
    columns: dict[str, str]
    unused: tuple[str, ...]
    registered: int
    known: int
    rejected: int
    rejects_file: str
    reasons: dict[str, int]
    first_case_id: int
    last_case_id: int
    sorted_as: dict[str, int] = {}


Progress = Callable[[Tally, int], None]
"""Called after each batch with the tally and about how many rows there are (0: unknown)."""


def take_file(
    path: Path, options: Options, *, language: str, now: datetime, actor: Actor = SYSTEM,
    progress: Progress | None = None,
) -> Report:  # fmt: skip
    """Register every row of a table as a case; rows that cannot be are written to a file beside it.

    Run again, or after having been stopped at any point, it registers only what is not registered yet.
    `language` is that of the rejects file. Raises BadFile where the file as a whole is no such table.
    """
    _must_be_known(options)
    table = Table(path, sheet=options.sheet)
    places = mapped(table.shape.header, options.columns, platform=options.platform)
    rows = Rows(
        places, width=len(table.shape.header), policy=options.policy, channel=options.channel,
        source=options.source, now=now, platform=options.platform,
    )  # fmt: skip
    tally, course = Tally(), _Course()
    with RejectsFile(path, table.shape.header, language) as rejects:
        for found in _results(table, rows, options, actor, now):
            for result in found:
                tally = course.count(tally, result, rejects)
            if progress is not None:
                progress(tally, table.shape.lines)
    header = table.shape.header
    return Report(
        file=path.name, encoding=table.shape.encoding,
        columns={field: header[place] for field, place in places.items()},
        unused=tuple(name for n, name in enumerate(header) if n not in places.values()),
        registered=tally.registered, known=tally.known, rejected=tally.rejected,
        rejects_file=str(rejects.path) if rejects.count else "", reasons=dict(course.reasons.most_common()),
        first_case_id=min(course.made, default=0), last_case_id=max(course.made, default=0),
        sorted_as=dict(course.sorted_as.most_common()),
    )  # fmt: skip


def _must_be_known(options: Options) -> None:
    """Refuse a channel, platform or policy that no row could be taken under. Raises BadFile."""
    if options.platform and options.platform not in PLATFORMS:
        raise BadFile(
            "unknown_platform", option="--platform", value=options.platform, allowed=list(PLATFORMS)
        )
    if options.channel not in CHANNELS:
        raise BadFile("unknown_channel", option="--channel", value=options.channel, allowed=list(CHANNELS))
    known = policies.names()
    if options.policy not in known:
        raise BadFile("unknown_policy", option="--policy", value=options.policy, allowed=list(known))


class _Course:
    """What is counted while it goes on."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        self.sorted_as: Counter[str] = Counter()
        self.made: set[int] = set()

    def count(self, tally: Tally, result: "Result | _Tried", rejects: RejectsFile) -> Tally:
        if isinstance(result, Rejected):
            rejects.add(result)
            self.reasons[result.problem.code] += 1
            return tally._replace(line=result.line, rejected=tally.rejected + 1)
        if isinstance(result, _Tried):
            self.sorted_as[result.category] += 1
        elif result.known:
            return tally._replace(line=result.line, known=tally.known + 1)
        else:
            # Only the ends are wanted; all numbers of a large file need not be kept.
            self.made = {min(self.made | {result.case_id}), max(self.made | {result.case_id})}
        return tally._replace(line=result.line, registered=tally.registered + 1)


class _Tried(NamedTuple):
    """A row that would become a case, in a dry run."""

    line: int
    category: str


def _results(
    table: Table, rows: Rows, options: Options, actor: Actor, now: datetime
) -> Iterator[list[Result | _Tried]]:
    work = partial(_try if options.dry_run else _taken, policy=options.policy, actor=actor, now=now)
    crew = options.processes if table.shape.lines >= _WORTH_A_CREW and not options.dry_run else 1
    read = (rows.read(line, cells) for line, cells in table.rows())
    for batch, done in in_order(work, _batches(read), processes=crew):
        found: Mapping[int, Result | _Tried] = {result.line: result for result in done}
        yield [row if isinstance(row, Rejected) else found[row.line] for row in batch]


def _batches(read: Iterator[Complaint | Rejected]) -> Iterator[list[Complaint | Rejected]]:
    while batch := list(islice(read, TOGETHER)):
        yield batch


def _taken(
    batch: list[Complaint | Rejected], *, policy: str, actor: Actor, now: datetime
) -> list[Result | _Tried]:
    complaints = [row for row in batch if isinstance(row, Complaint)]
    return list(take(complaints, policy=policy, actor=actor, now=now)) if complaints else []


def _try(
    batch: list[Complaint | Rejected], *, policy: str, actor: Actor, now: datetime
) -> list[Result | _Tried]:
    """What would come of a batch, decided without writing anything."""
    return [_tried(row, policy, actor, now) for row in batch if isinstance(row, Complaint)]


def _tried(row: Complaint, policy: str, actor: Actor, now: datetime) -> Result | _Tried:
    try:
        checked(row.command)
        found = policies.in_force(policy, row.command.received_at or now)
        events = decide(found, None, row.command, Facts(), actor, now)
    except Refused as refused:
        events = refused.refusal
    if isinstance(events, Refusal):
        problem = Problem(events.rule, events.code, events.params, events.remedy, refusal=True)
        return Rejected(row.line, problem, row.cells)
    opened = events[0]
    return _Tried(row.line, opened.category if isinstance(opened, CaseOpened) else "")


__all__ = ["Options", "Registered", "Report", "Tally", "take_file"]
