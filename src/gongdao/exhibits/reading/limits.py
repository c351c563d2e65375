"""What no picture may exceed, and how it is told that one cannot be read."""

from typing import Final

MOST_PIXELS: Final = 120_000_000  # width × height as the header says; a larger one is not opened


class Unreadable(Exception):
    """A content cannot be read. `code`: "broken", "too_large", "encrypted" or "no_picture_reader"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
