"""Copies of pictures for strangers, with places covered (INT-8): made in the process that reads."""

from msgspec import Struct

from gongdao.rulebook.reading.report import Box


class Copy(Struct, frozen=True, omit_defaults=True):
    """A copy as JPEG. `codes`, `faces`: where they were found, and covered.

    `maybe_faces`: where faces may be that were not found: a person looks.
    `problem`, as "broken" or "timed_out": then there is no copy.
    """

    jpeg: bytes = b""
    codes: tuple[Box, ...] = ()
    maybe_faces: tuple[Box, ...] = ()
    problem: str = ""
    faces: tuple[Box, ...] = ()
