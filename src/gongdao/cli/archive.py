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
from gongdao.exhibits.sealing import MAGIC
from gongdao.exhibits.shelf import Shelf

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
    target: Path, dump: Path, shelf: Shelf, made: Callable[[tuple[Member, ...]], Manifest], ticked: Ticked
) -> Manifest:
    """Write an archive; it appears whole or not at all. `made` makes the manifest of these members.

    Evidence is taken from the shelf, be it a folder or a bucket; what is erased meanwhile is left out.
    """
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as draft:
        try:
            with tarfile.open(fileobj=draft, mode="w", format=tarfile.PAX_FORMAT) as archive:
                with dump.open("rb") as file:
                    members = [_add(archive, DUMP, file, ticked)]
                for digest, _ in shelf.lying():
                    try:
                        content = shelf.open(digest)
                    except FileNotFoundError:
                        continue
                    with content:
                        name = f"exhibits/{digest[:2]}/{digest[2:]}"
                        members.append(_add(archive, name, content, ticked))
                manifest = made(tuple(members))
                text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
                info = tarfile.TarInfo(MANIFEST)
                info.size = len(text)
                archive.addfile(info, io.BytesIO(text))
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


def unpack(source: Path, manifest: Manifest, dump: Path, shelf: Shelf, ticked: Ticked) -> None:
    """Write the dump to its place and evidence to the shelf, each checked against its checksum. Raises Told.

    `dump` lies on the file system of the evidence: each content is a draft beside it until it is checked.
    Evidence that is there already is left; what the archive holds beyond the manifest is not touched.
    """
    wanted = {member.name: member for member in manifest.members}
    with tarfile.open(source, mode="r:") as archive:
        for info in archive:
            member = wanted.pop(info.name, None)
            file = archive.extractfile(info) if member is not None and info.isreg() else None
            if member is None or file is None:
                continue
            _copy(source, member, file, dump, shelf, ticked)
    if wanted:
        raise Told("backup.broken", FAILED, name=source.name, what=min(wanted))


def _content(source: Path, name: str) -> str:
    """The digest that a member is named by, whatever else its name may say."""
    match = _EXHIBIT.fullmatch(name)
    if match is None:
        raise Told("backup.broken", FAILED, name=source.name, what=name)
    return match[1] + match[2]


def _copy(source: Path, member: Member, file: IO[bytes], dump: Path, shelf: Shelf, ticked: Ticked) -> None:
    content = "" if member.name == DUMP else _content(source, member.name)
    digest = hashlib.sha256()
    with NamedTemporaryFile(dir=dump.parent, prefix=".restored-", delete=False) as draft:
        try:
            sealed = False  # then its name is the digest of what only the keys open
            while chunk := file.read(_CHUNK):
                sealed = sealed or (draft.tell() == 0 and chunk.startswith(MAGIC))
                digest.update(chunk)
                draft.write(chunk)
                ticked(len(chunk))
            named = not content or sealed or member.sha256 == content
            if digest.hexdigest() != member.sha256 or not named:
                raise Told("backup.broken", FAILED, name=source.name, what=member.name)
            draft.flush()
            os.fsync(draft.fileno())
            if content:
                shelf.put(Path(draft.name), content, replace=False)
            else:
                Path(draft.name).replace(dump)
        finally:
            Path(draft.name).unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], ticked: Ticked) -> Member:
    info = tarfile.TarInfo(name)
    file.seek(0, os.SEEK_END)
    info.size = file.tell()
    file.seek(0)
    digest = hashlib.sha256()
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
