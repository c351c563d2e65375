"""Events: how the customer feels and what the case needs (TRI-5, SLA-2)."""

from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import Mood


class CustomerAssessed(Event, frozen=True, tag="customer_assessed"):
    """TRI-5: what the handler took from the customer's words; `before`: mood, motive, wish as they stood.

    Empty `motive` or `wish`: not assessed. Not for the customer's eyes.
    """

    mood: Mood
    motive: str = ""
    wish: str = ""
    before: tuple[str, str, str] = ("calm", "", "")
    reason: str = ""
    audience: ClassVar[Audience] = "staff"


class ComplexityMarked(Event, frozen=True, tag="complexity_marked"):
    """SLA-2: the case is complex, or is so no longer; its limits are counted anew from their own start."""

    complex: bool
    because: str
