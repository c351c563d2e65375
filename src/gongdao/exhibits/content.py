"""What a content is, found in its first bytes. A name or a header that came with it proves nothing."""

from typing import Final

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
    (b"#!AMR", "audio/amr"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_ZIPPED: Final = (
    (b"word/", _OFFICE + "wordprocessingml.document"),
    (b"xl/", _OFFICE + "spreadsheetml.sheet"),
)
_BRANDS: Final = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"M4A ": "audio/mp4"}
_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}


def media_type(head: bytes) -> str:
    """The type of a content by its first LOOKED_AT bytes, or "" for one that is not taken as evidence."""
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head.startswith(b"PK\x03\x04"):
        return next((found for name, found in _ZIPPED if name in head), "")
    return "text/plain" if head and _is_text(head) else ""


_BOM: Final = b"\xef\xbb\xbf"


def _is_text(head: bytes) -> bool:
    """Whether this is plain UTF-8. A page of HTML is none: shown, it would run its scripts."""
    if b"\x00" in head or head.removeprefix(_BOM).lstrip()[:1] == b"<":
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The last character may have been cut in two.
        return error.start >= len(head) - 3 and error.reason == "unexpected end of data"
    return True
