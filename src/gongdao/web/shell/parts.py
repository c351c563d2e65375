"""Files of a form, whether they came with it or in parts before it, as the same kind of object.

The page's script sends the files of an input `name` in parts (`web.party.resuming`) and leaves their keys in
`name_parts`. Without script they come with the form itself.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from gongdao.exhibits import uploads
from gongdao.exhibits.store import Unfit

PARTS: Final = "_parts"
_MOST: Final = 20  # of one input


class InParts(UploadedFile):  # type: ignore[type-arg]  # generic for type checkers only
    """A file that has come in parts and is whole: it streams what lies there, sealed, on the disk.

    `became`: the hash of the evidence it is, once it is. A form that is sent again finds its files again.
    """

    def __init__(self, key: str, owner: str) -> None:
        self.key, self.owner = key, owner
        try:
            self._row = uploads.find(key, owner=owner)
        except uploads.NoUpload:
            raise Unfit("unfinished") from None
        self.became = self._row.sha256
        if not uploads.is_whole(self._row):
            raise Unfit("unfinished")
        super().__init__(file=None, name=self._row.name or "1", size=self._row.size_bytes)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002  # as Django calls it
        """Its bytes, from front to end."""
        return uploads.stream(self._row)

    def read(self, size: int = -1) -> bytes:
        """Its first bytes; nothing here reads on."""
        return uploads.head(self._row, size) if size >= 0 else b"".join(self.chunks())

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002  # as Django calls it
        """It is always at its front."""
        return 0


def files_in(request: HttpRequest, name: str, *, owner: str) -> "list[UploadedFile[Any]]":
    """The files of one input. Raises Unfit("unfinished") for a part that never came."""
    keys = request.POST.getlist(name + PARTS)[:_MOST]
    return [*request.FILES.getlist(name), *(InParts(key, owner) for key in keys)]


def joined(request: HttpRequest, *, owner: str) -> "MultiValueDict[str, UploadedFile[Any]]":
    """The files of all inputs, as `request.FILES` would have them. Raises Unfit("unfinished")."""
    found: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict(
        {name: request.FILES.getlist(name) for name in request.FILES}
    )
    for field in request.POST:
        if field.endswith(PARTS):
            name = field.removesuffix(PARTS)
            found.setlist(name, files_in(request, name, owner=owner))
    return found


def settle(files: "Iterable[UploadedFile[Any]]") -> None:
    """Let go of the parts of files that are evidence now, and of those that cannot become any."""
    for file in files:
        if isinstance(file, InParts):
            if file.became:
                uploads.settle(file.key, owner=file.owner, sha256=file.became)
            else:
                uploads.drop(file.key, owner=file.owner)
