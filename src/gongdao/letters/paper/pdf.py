"""A paper as PDF, set by typst with the fonts that a package brings: the same bytes on every machine.

The words go to the compiler as data, never as its markup: nothing that somebody wrote can be a command of it.
"""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import pylopdf_fonts_zh_cn
import typst

from gongdao.letters.paper.model import Paper

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_FONTS: Final = Path(pylopdf_fonts_zh_cn.__file__).parent


def pdf_of(paper: Paper, *, at: datetime) -> bytes:
    """The PDF of a paper. `at`: the instant it states as that of its making."""
    told = msgspec.to_builtins(paper)
    del told["pictures"]
    with TemporaryDirectory(prefix="gongdao-paper-") as name:
        folder = Path(name)
        main = folder / "main.typ"
        main.write_bytes(_TEMPLATE.read_bytes())
        (folder / "paper.json").write_bytes(msgspec.json.encode(told))
        (folder / "pictures").mkdir()
        for picture, content in paper.pictures.items():
            (folder / "pictures" / Path(picture).name).write_bytes(content)
        moment = at.replace(microsecond=0)
        made = typst.compile(
            main, root=folder, font_paths=[_FONTS], ignore_system_fonts=True, timestamp=moment
        )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was asked for")
    return made
