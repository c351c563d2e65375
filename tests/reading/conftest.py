"""One reading process with its models for all tests of reading."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongdao.exhibits.reading.reader import Reader
from gongdao.rulebook.reading.report import Report

# That one file may take: on a busy machine much of it is waiting for a turn, which is no fault of the file.
_SECONDS = 600.0


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


@pytest.fixture
def read(reader: Reader, tmp_path: Path) -> Callable[[bytes, str], Report]:
    def read(content: bytes, kind: str) -> Report:
        path = tmp_path / "exhibit"
        path.write_bytes(content)
        return reader.read(path, kind, seconds=_SECONDS)

    return read
