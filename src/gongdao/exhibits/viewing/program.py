"""`python -m gongdao.exhibits.viewing.program`: draws the copies it is told of, one a line, within limits.

As the program that reads: whatever is in a file, it may write none and start nothing, and holds no secret.
"""

import os
import sys

import msgspec

from gongdao.exhibits.reading.program import bind


class Asked(msgspec.Struct):
    """One copy to be drawn."""

    path: str
    media_type: str
    page: int
    longest: int
    mark: tuple[str, ...]


class Drawn(msgspec.Struct, omit_defaults=True):
    """What came of it: a JPEG in Base64, or why there is none."""

    problem: str = ""
    pages: int = 0
    jpeg: bytes = b""


def main() -> None:
    """Draw until the other end closes."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints is no answer
    from gongdao.exhibits.reading.limits import Unreadable
    from gongdao.exhibits.viewing.drawing import drawn

    bind()
    decoder, encoder = msgspec.json.Decoder(Asked), msgspec.json.Encoder()
    answers.write(b'{"problem":"ready"}\n')
    for line in sys.stdin.buffer:
        asked = decoder.decode(line)
        try:
            jpeg, pages = drawn(
                asked.path, asked.media_type, page=asked.page, longest=asked.longest, mark=asked.mark
            )
            told = Drawn(pages=pages, jpeg=jpeg)
        except Unreadable as unreadable:
            told = Drawn(unreadable.code)
        except MemoryError:
            told = Drawn("too_large")
        except Exception as error:  # noqa: BLE001  # a library may raise anything on a hostile file
            print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201  # into the log
            told = Drawn("broken")
        answers.write(encoder.encode(told) + b"\n")


if __name__ == "__main__":
    main()
