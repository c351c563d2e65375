"""Commands: conduct of merchants, from the charge to corrections, old points and sanctions."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Id, Ids, Moment, Name, Note, RefOrNone, Text
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import OldPoints


class ChargeViolation(Command, frozen=True, tag="charge_violation"):
    """PEN-1, PEN-7: the shop is told what it is charged with and what it may prove, and is heard.

    Empty `shop`: the shop complained of. `acted_at` None: as the case says it, or when it was received.
    """

    violation: Name
    text: Text
    shop: RefOrNone = ""
    acted_at: Moment | None = None
    exhibits: Ids = ()


class OrderCorrection(Command, frozen=True, tag="order_correction"):
    """PEN-6: correct it within the limit instead of points. Empty `within`: the limit of the violation."""

    text: Text
    within: Name = ""


class ReportCorrection(Command, frozen=True, tag="report_correction"):
    """PEN-6: the shop says that it is corrected."""

    text: Text
    exhibits: Ids = ()


class CheckCorrection(Command, frozen=True, tag="check_correction"):
    """PEN-6: whether it is; accepted means no points."""

    accepted: bool
    reason: Note


class ConvertPoints(Command, frozen=True, tag="convert_points"):
    """PEN-5: points given under the rules of old become points of today. Empty `shop`: that of the case."""

    old: Annotated[tuple[OldPoints, ...], Meta(min_length=1, max_length=200)]
    shop: RefOrNone = ""
    note: Note = ""


class LiftSanction(Command, frozen=True, tag="lift_sanction"):
    """PEN-9, APP-15: a sanction whose threshold is no longer reached ends before its time."""

    id: Id
    reason: Note = ""
