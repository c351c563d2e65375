"""The two doors through which parties come to a case: number and code in the portal, or an account."""

from typing import Final

from django.urls import reverse
from msgspec import Struct


class Face(Struct, frozen=True):
    """One door: its frame and its addresses."""

    name: str  # prefix of its URL names
    frame: str
    channel: str  # in the custody of evidence

    def case_url(self, number: str) -> str:
        """The address of a case."""
        return reverse(f"{self.name}_case", args=[number])

    def act_url(self, number: str, command: str, subject: str = "") -> str:
        """The address of the form of one act."""
        parts = [number, command, *([subject] if subject else [])]
        return reverse(f"{self.name}_act_on" if subject else f"{self.name}_act", args=parts)

    def exhibit_url(self, number: str, key: str) -> str:
        """The address of the bytes of an exhibit."""
        return reverse(f"{self.name}_exhibit", args=[number, key])

    def custody_url(self, number: str, key: str) -> str:
        """The address of what was done with an exhibit."""
        return reverse(f"{self.name}_custody", args=[number, key])


PORTAL: Final = Face("portal", "web/base_portal.html", "portal")
MY: Final = Face("my", "web/base.html", "page")
