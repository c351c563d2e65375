"""A catalogue handed in at a page, kept for a day between looking at its hits and opening them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from gongdao.intake.models import CatalogueFile

KEPT: Final = timedelta(days=1)
MOST_BYTES: Final = 20 * 1024 * 1024


def keep(content: bytes, *, by: str, shop: str, name: str, now: datetime) -> str:
    """Keep a file of `by` (a ref) and return its key; what was kept longer than a day goes."""
    CatalogueFile.objects.filter(at__lt=now - KEPT).delete()
    key = sha256(b"\x00".join((by.encode(), shop.encode(), content))).hexdigest()[:32]
    CatalogueFile.objects.update_or_create(
        key=key, defaults={"by": by, "shop": shop, "name": name, "content": content, "at": now}
    )
    return key


def kept(key: str, *, by: str, now: datetime) -> CatalogueFile | None:
    """The file with this key, for the one who handed it in; None after a day."""
    return CatalogueFile.objects.filter(key=key, by=by, at__gte=now - KEPT).first()


@contextmanager
def as_path(file: CatalogueFile) -> Iterator[Path]:
    """The file on the disk, for as long as it is read; its name says nothing but its kind."""
    with tempfile.TemporaryDirectory(prefix="gongdao-") as folder:
        path = Path(folder) / "catalogue"
        path.write_bytes(bytes(file.content))
        yield path
