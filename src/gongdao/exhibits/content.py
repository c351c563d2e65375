"""What a content is, found in its first bytes. A name or a header that came with it proves nothing."""

import re
import zipfile
from typing import BinaryIO, Final

LOOKED_AT: Final = 4096  # bytes
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_STARTS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xfa", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
    (b"#!SILK_V3", "audio/silk"),
    (b"\x02#!SILK_V3", "audio/silk"),  # as WeChat keeps it
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_ZIPPED: Final = (
    (b"word/", _OFFICE + "wordprocessingml.document"),
    (b"xl/", _OFFICE + "spreadsheetml.sheet"),
)
_BRANDS: Final = {
    b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"hevx": "image/heic",
    b"heim": "image/heic", b"heis": "image/heic", b"msf1": "image/heic", b"avif": "image/avif",
    b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime",
    b"3gp4": "video/3gpp", b"3gp5": "video/3gpp", b"3gp6": "video/3gpp",
}  # fmt: skip
_RUNS: Final = re.compile(r"vbaproject|vbadata|macrosheets/|/activex/|/embeddings/.*\.bin$|/ctrlprops/")
ZIP: Final = b"PK\x03\x04"
_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}


def document_type(file: BinaryIO) -> str:
    """The type of a whole content that begins as a ZIP does: an office document in which nothing runs, or "".

    Macros, ActiveX and embedded objects are not taken, nor is any other archive, nor a damaged one.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            names = {name.lower() for name in packed.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "[content_types].xml" not in names or any(_RUNS.search(name) for name in names):
        return ""
    return next((found for start, found in _ZIPPED if any(n.startswith(start.decode()) for n in names)), "")


def media_type(head: bytes) -> str:
    """The type of a content by its first LOOKED_AT bytes, or "" for one that is not taken as evidence."""
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _boxed(head)
    if head.startswith(ZIP):
        return next((found for name, found in _ZIPPED if name in head), "")
    return "text/plain" if head and _is_text(head) else ""


def _boxed(head: bytes) -> str:
    """The type of a file of boxes by its brand; `mif1` is the brand of any still picture."""
    brand = head[8:12]
    if brand == b"mif1":
        return "image/avif" if b"avif" in head[16:64] else "image/heic"
    return _BRANDS.get(brand, "video/mp4")


_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")  # what no text holds
_BOM: Final = b"\xef\xbb\xbf"


def _is_text(head: bytes) -> bool:
    """Whether this is plain UTF-8. A page of HTML is none: shown, it would run its scripts."""
    if _CONTROL.search(head) or head.removeprefix(_BOM).lstrip()[:1] == b"<":
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The last character may have been cut in two.
        return error.start >= len(head) - 3 and error.reason == "unexpected end of data"
    return True
