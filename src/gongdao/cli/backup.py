"""`gongdao backup` and `gongdao restore`: everything in one file, and back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongdao.cli.options import Json, Lang

if TYPE_CHECKING:
    from gongdao.cli.answers import Answers
    from gongdao.cli.archive import Manifest, Ticked


def backup(
    file: Annotated[
        Path, typer.Argument(help="The archive to write; must not exist. 备份文件，不可已存在。")
    ],
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Write database and evidence to one archive with checksums. 把数据库和证据备份为一个带校验值的文件。

    May run while the program serves; holds no secrets of the installation. 可在服务运行时备份，不含密钥。
    """
    from gongdao.cli.answers import answering

    with answering(lang, as_json=as_json) as answers:
        manifest, missing = _backed_up(file, answers)
        size = file.stat().st_size
        if as_json:
            answers.json({
                "file": str(file), "size_bytes": size, "made_at": manifest.made_at,
                "postgres": manifest.postgres_version, "cases": manifest.cases, "events": manifest.events,
                "exhibits": manifest.exhibits, "missing": missing,
            })  # fmt: skip
        if missing:
            answers.text("cli.backup.missing", missing=missing)
        answers.text(
            "cli.backup.done", name=str(file), size=size, version=manifest.postgres_version,
            cases=manifest.cases, exhibits=manifest.exhibits,
        )  # fmt: skip


def restore(
    file: Annotated[Path, typer.Argument(help="An archive of `gongdao backup`. 备份文件。")],
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace the cases that are there; asks first. 替换现有工单，先询问。"),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. 不再询问。")] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """Restore an archive into an empty database, and verify it. 把备份恢复到空数据库，并逐案核对。

    All of it is restored, or nothing. Stop web and worker first. 全部恢复或完全不动；请先停止服务。
    """
    from gongdao.cli.answers import FAILED, answering

    with answering(lang, as_json=as_json) as answers:
        manifest, differing = _restored(file, answers, force=force, yes=yes)
        if as_json:
            answers.json({
                "file": str(file), "cases": manifest.cases, "exhibits": manifest.exhibits,
                "differing": differing,
            })  # fmt: skip
        if differing:
            answers.text("cli.backup.differs", differing=differing)
            raise typer.Exit(FAILED)
        answers.text("cli.backup.restored", cases=manifest.cases, exhibits=manifest.exhibits)


def _backed_up(file: Path, answers: "Answers") -> tuple["Manifest", int]:
    """The manifest, and how many contents the database knows that do not lie where evidence lies."""
    import tempfile

    from django.db import transaction
    from django.utils import timezone

    from gongdao import __version__
    from gongdao.cli.answers import Told
    from gongdao.cli.archive import FORMAT, Manifest, Member, write
    from gongdao.cli.dump import dump, server_version, tools_for
    from gongdao.exhibits.shelf import shelf
    from gongdao.lib.statements import fetch

    if file.exists():
        raise Told("backup.exists", name=str(file))
    if not file.parent.is_dir():
        raise Told("no_such_file", name=str(file.parent))
    major, version = server_version()
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as drafts:
        dumped = Path(drafts) / "database.dump"
        # One snapshot for what is counted and what is dumped, while others go on writing.
        with _step(answers, "cli.backup.dumping", None), transaction.atomic():
            fetch("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            ((snapshot,),) = fetch("SELECT pg_export_snapshot()")
            cases, events = _counts()
            migrations, known = _migrations(), _contents()
            dump(dumped, tools_for(major), snapshot)

        def made(members: tuple[Member, ...]) -> Manifest:
            return Manifest(
                format=FORMAT, made_at=timezone.now(), program=__version__, postgres=major,
                postgres_version=version, migrations=migrations, cases=cases, events=events,
                members=members,
            )  # fmt: skip

        total = dumped.stat().st_size + sum(lying.size_bytes for lying in shelf().lying())
        with _step(answers, "cli.backup.exhibits", total) as ticked:
            manifest = write(file, dumped, shelf(), made, ticked)
    held = {member.name.removeprefix("exhibits/").replace("/", "") for member in manifest.members}
    missing = known - held
    return manifest, len(missing & _contents()) if missing else 0  # what was erased meanwhile is not missing


def _restored(file: Path, answers: "Answers", *, force: bool, yes: bool) -> tuple["Manifest", int]:
    import tempfile

    from django.core.management import call_command
    from django.db import connection

    from gongdao.cli.answers import Told
    from gongdao.cli.archive import read_manifest, unpack
    from gongdao.cli.dump import restore as put_in_place
    from gongdao.cli.dump import server_version, tools_for
    from gongdao.exhibits.shelf import folder, shelf

    manifest = read_manifest(file)
    major, version = server_version()
    if major < manifest.postgres:
        raise Told("backup.older_server", made_by=manifest.postgres_version, here=version)
    _must_be_known(manifest)
    _must_be_empty(manifest, answers, force=force, yes=yes)
    home = folder().parent
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as drafts:
        dumped = Path(drafts) / "database.dump"
        total = sum(member.size_bytes for member in manifest.members)
        with _step(answers, "cli.backup.checking", total) as ticked:
            unpack(file, manifest, dumped, shelf(), ticked)
        tools = tools_for(major)
        connection.close()
        with _step(answers, "cli.backup.restoring", None):
            put_in_place(dumped, tools)
    call_command("migrate", interactive=False, verbosity=0)
    return manifest, _differing(manifest, answers)


def _must_be_known(manifest: "Manifest") -> None:
    """Refuse an archive of a newer release: this one would not know its tables."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from gongdao.cli.answers import Told

    known = MigrationLoader(connection).disk_migrations or {}
    for app, name in manifest.migrations.items():
        if (app, name) not in known:
            raise Told("backup.unknown_schema", migration=f"{app}.{name}")


def _must_be_empty(manifest: "Manifest", answers: "Answers", *, force: bool, yes: bool) -> None:
    """Refuse a database that holds cases unless told otherwise, and one that somebody else uses."""
    from gongdao.cli.answers import REFUSED, Told

    cases, _ = _counts()
    if cases and not force:
        raise Told("backup.not_empty", REFUSED, cases=cases, option="--force")
    if cases and not yes:
        question = answers.say("cli.backup.confirm", cases=cases, backed_up=manifest.cases)
        typer.confirm(question, abort=True, err=True)
    from gongdao.lib.statements import fetch

    ((others,),) = fetch(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    if others:
        raise Told("backup.in_use", REFUSED)


def _differing(manifest: "Manifest", answers: "Answers") -> int:
    """How many cases are not what their events make of them, or are missing."""
    from gongdao.casework.verify import verify

    seen, wrong = 0, set()
    with _step(answers, "cli.backup.verifying", manifest.cases) as ticked:
        for checked in verify():
            seen += checked.cases
            wrong |= {difference.case_id for difference in checked.differences}
            ticked(checked.cases)
    return len(wrong) + abs(manifest.cases - seen)


def _counts() -> tuple[int, int]:
    """Cases and events in the database; none where there are no tables yet."""
    from gongdao.lib.statements import fetch

    ((there,),) = fetch("SELECT to_regclass('casework_event') IS NOT NULL")
    if not there:
        return 0, 0
    ((cases, events),) = fetch(
        "SELECT (SELECT count(*) FROM casework_case), (SELECT count(*) FROM casework_event)"
    )
    return cases, events


def _contents() -> set[str]:
    """The contents that the database knows and that were not erased."""
    from gongdao.lib.statements import fetch

    ((there,),) = fetch("SELECT to_regclass('exhibits_erasure') IS NOT NULL")
    if not there:
        return set()
    kept = "SELECT sha256 FROM exhibits_exhibit EXCEPT SELECT sha256 FROM exhibits_erasure"
    return {sha256 for (sha256,) in fetch(kept)}


def _migrations() -> dict[str, str]:
    """The latest migration of each part of the program."""
    from gongdao.lib.statements import fetch

    return dict(fetch("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"))


@contextmanager
def _step(answers: "Answers", title: str, total: int | None) -> "Iterator[Ticked]":
    """Show one step with its progress."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=answers.console, disable=answers.is_quiet, transient=True) as bar:
        task = bar.add_task(answers.say(title), total=total)

        def ticked(amount: int) -> None:
            bar.update(task, advance=amount)

        yield ticked
