"""The fonts that pictures are drawn with. One that is missing is named together with what installs it.

Print: five faces of Debian. Hands: two written faces of Debian, and, for the long report, a pen that is not
in Debian (`tools/hand_fonts.sh` lays it in `var/fonts`). The reader is tuned on TUNING_HANDS and reported on
HELD_OUT_HANDS.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

from PIL import ImageFont

_SYSTEM: Final = Path("/usr/share/fonts")
_OWN: Final = Path(__file__).parents[2] / "var" / "fonts"

SANS: Final = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc")
SERIF: Final = ("NotoSerifCJK-Bold.ttc", "gbsn00lp.ttf")
PRINTED: Final = (*SANS, *SERIF)
TUNING_HANDS: Final = ("LXGWWenKai-Light.ttf", "gkai00mp.ttf")
HELD_OUT_HANDS: Final = ("long-cang-chinese-simplified-400-normal.woff2",)
_PACKAGES: Final = {
    "NotoSansCJK-Regular.ttc": "fonts-noto-cjk", "NotoSerifCJK-Bold.ttc": "fonts-noto-cjk",
    "wqy-microhei.ttc": "fonts-wqy-microhei", "wqy-zenhei.ttc": "fonts-wqy-zenhei",
    "gbsn00lp.ttf": "fonts-arphic-gbsn00lp", "gkai00mp.ttf": "fonts-arphic-gkai00mp",
    "LXGWWenKai-Light.ttf": "fonts-lxgw-wenkai",
}  # fmt: skip


class MissingFont(Exception):
    """A font is not on this machine."""


@cache
def font(size: int, name: str = SANS[0]) -> Any:
    """A face of so many pixels. Raises MissingFont, which says what to install."""
    found = next((path for place in (_SYSTEM, _OWN) for path in place.rglob(name)), None)
    if found is None:
        package = _PACKAGES.get(name)
        raise MissingFont(f"{name}: " + (f"apt-get install {package}" if package else "tools/hand_fonts.sh"))
    return ImageFont.truetype(str(found), size)
