"""One file that holds everything: the dump of the database, the evidence, and a manifest of checksums.

A tar archive: `database.dump`, `exhibits/ab/cdef…`, at the end `manifest.json`. Evidence is named by its own
checksum. Secrets of the installation (its key, the demo password) are not in it.
"""

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

import msgspec
from msgspec import Struct

from gongdao.cli.answers import FAILED, Told

FORMAT: Final = 1
DUMP: Final = "database.dump"
MANIFEST: Final = "manifest.json"
_EXHIBIT: Final = re.compile(r"exhibits/([0-9a-f]{2})/([0-9a-f]{62})")
_CHUNK: Final = 1 << 20
_LARGEST_MANIFEST: Final = 256 * 1024 * 1024


class Member(Struct, frozen=True):
    """One file of the archive."""

    name: str
    size_bytes: int
    sha256: str


class Manifest(Struct, frozen=True):
    """What an archive holds, and from where. `migrations`: the latest of each part of the program."""

    format: int
    made_at: datetime
    program: str
    postgres: int
    postgres_version: str
    migrations: dict[str, str]
    cases: int
    events: int
    members: tuple[Member, ...]

    @property
    def exhibits(self) -> int:
        """How many contents of evidence there are."""
        return sum(member.name != DUMP for member in self.members)


Ticked = Callable[[int], None]
"""Called with the number of bytes dealt with since the last call."""


def write(
    target: Path, dump: Path, exhibits: Path, made: Callable[[tuple[Member, ...]], Manifest], ticked: Ticked
) -> Manifest:
    """Write an archive; it appears whole or not at all. `made` makes the manifest of these members."""
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as draft:
        try:
            with tarfile.open(fileobj=draft, mode="w", format=tarfile.PAX_FORMAT) as archive:
                members = [_add(archive, DUMP, dump, ticked)]
                members += [
                    _add(archive, f"exhibits/{path.parent.name}/{path.name}", path, ticked)
                    for path in sorted(exhibits.glob("??/*"))
                ]
                manifest = made(tuple(members))
                content = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
                info = tarfile.TarInfo(MANIFEST)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).rename(target)
        finally:
            Path(draft.name).unlink(missing_ok=True)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """The manifest of an archive. Raises Told for what is no whole archive of ours."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            info = archive.getmember(MANIFEST)
            file = archive.extractfile(info)
            if file is None or info.size > _LARGEST_MANIFEST:
                raise Told("backup.broken", FAILED, name=source.name, what=MANIFEST)
            manifest = msgspec.json.decode(file.read(), type=Manifest)
    except FileNotFoundError:
        raise Told("no_such_file", FAILED, name=str(source)) from None
    except (OSError, KeyError, tarfile.TarError, msgspec.DecodeError):
        raise Told("backup.broken", FAILED, name=source.name, what=MANIFEST) from None
    if manifest.format != FORMAT:
        raise Told("backup.broken", FAILED, name=source.name, what=f"format {manifest.format}")
    return manifest


def unpack(source: Path, manifest: Manifest, dump: Path, exhibits: Path, ticked: Ticked) -> None:
    """Write dump and evidence to their places, each checked against its checksum. Raises Told.

    Evidence that is there already is left; what the archive holds beyond the manifest is not touched.
    """
    wanted = {member.name: member for member in manifest.members}
    with tarfile.open(source, mode="r:") as archive:
        for info in archive:
            member = wanted.pop(info.name, None)
            file = archive.extractfile(info) if member is not None and info.isreg() else None
            if member is None or file is None:
                continue
            target = _place(source, info.name, dump, exhibits)
            _copy(source, member, file, target, ticked)
    if wanted:
        raise Told("backup.broken", FAILED, name=source.name, what=min(wanted))


def _place(source: Path, name: str, dump: Path, exhibits: Path) -> Path:
    """Where a member goes: never outside the two places, whatever its name says."""
    if name == DUMP:
        return dump
    match = _EXHIBIT.fullmatch(name)
    if match is None:
        raise Told("backup.broken", FAILED, name=source.name, what=name)
    return exhibits / match[1] / match[2]


def _copy(source: Path, member: Member, file: IO[bytes], target: Path, ticked: Ticked) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with NamedTemporaryFile(dir=target.parent, prefix=".restored-", delete=False) as draft:
        try:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                draft.write(chunk)
                ticked(len(chunk))
            named = member.name == DUMP or member.sha256 == f"{target.parent.name}{target.name}"
            if digest.hexdigest() != member.sha256 or not named:
                raise Told("backup.broken", FAILED, name=source.name, what=member.name)
            draft.flush()
            os.fsync(draft.fileno())
            if member.name == DUMP:
                Path(draft.name).replace(target)
            elif not target.exists():
                Path(draft.name).chmod(0o440)
                os.link(draft.name, target)
        finally:
            Path(draft.name).unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, path: Path, ticked: Ticked) -> Member:
    info = tarfile.TarInfo(name)
    info.size = path.stat().st_size
    digest = hashlib.sha256()
    with path.open("rb") as file:
        archive.addfile(info, _Watched(file, digest.update, ticked))
    return Member(name, info.size, digest.hexdigest())


class _Watched:
    """A file that tells what is read of it."""

    def __init__(self, file: IO[bytes], seen: Callable[[bytes], None], ticked: Ticked) -> None:
        self._file = file
        self._seen = seen
        self._ticked = ticked

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        chunk = self._file.read(size)
        self._seen(chunk)
        self._ticked(len(chunk))
        return chunk
