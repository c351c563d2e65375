"""How complaints come in and are sorted: channels, categories, risks, priorities."""

from typing import Literal

from gongdao.rulebook.policy.base import Cite, Code, Part, Title
from gongdao.rulebook.terms import Channel, Priority


class Required(Part, frozen=True):
    """A field that is asked for when missing (INT-2)."""

    field: Literal["contact", "order_no", "description", "demands", "respondents"]
    cite: Cite
    when: str = ""


class Intake(Part, frozen=True):
    channels: tuple[Channel, ...]
    required: tuple[Required, ...]
    cite: Cite


# What a complaint is about, as `rulebook.suggesting` tells it from the text.
ComplaintType = Literal["product", "logistics", "attitude", "service", "information", "policy", "none"]


class Category(Part, frozen=True):
    """TRI-1. `words` suggest it from the text; `department` and `skill` say where it goes (TRI-7).

    `consults`: the department that answers for such complaints; it is asked at once, for an answer or a
    method (TRI-6). `types`: what complaints of this category are about, the most usual first; a category
    without is suggested by its words alone.
    """

    code: Code
    title: Title
    cite: Cite
    department: str = ""
    skill: str = ""
    words: tuple[str, ...] = ()
    parent: str = ""
    consults: str = ""
    types: tuple[ComplaintType, ...] = ()


class RiskWords(Part, frozen=True):
    """Words that raise a risk (TRI-4)."""

    risk: str
    words: tuple[str, ...]
    cite: Cite


class PriorityRule(Part, frozen=True):
    """TRI-4: the first rule that holds decides; the last must hold always."""

    then: Priority
    when: str
    cite: Cite
