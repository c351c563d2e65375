"""Links and pictures of the documents lead somewhere, inside the repository."""

from pathlib import Path

import pytest

from .documents import DOCS, ROOT, anchors, documents, links

_IMAGES = DOCS / "images"
_MOST_BYTES = 300_000


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(path: Path) -> None:
    lost = []
    for link in links(path):
        if "://" in link:
            continue
        name, _, fragment = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        there = target.exists() and target.is_relative_to(ROOT)
        if not there or (fragment and fragment not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_document_is_listed_in_the_index() -> None:
    listed = {(DOCS / link.partition("#")[0]).resolve() for link in links(DOCS / "README.md")}
    wanted = {path for path in [*DOCS.glob("*.md"), *ROOT.glob("*.md")] if path != DOCS / "README.md"}
    assert sorted(path.name for path in wanted - listed) == []


def test_pictures_are_small_and_used() -> None:
    used = {
        (path.parent / link).resolve() for path in documents() for link in links(path) if "images/" in link
    }
    kept = set(_IMAGES.glob("*"))
    assert sorted(path.name for path in kept - used) == []
    assert sorted(path.name for path in kept if path.stat().st_size > _MOST_BYTES) == []
