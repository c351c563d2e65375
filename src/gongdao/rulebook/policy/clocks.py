"""Working time and time limits: who must do what by when, and what follows if not."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, LengthText, Part, Title
from gongdao.rulebook.terms import Priority


class Hours(Part, frozen=True):
    """Opening intervals, as ["09:00-12:00", "13:30-18:00"], for days such as "mon-fri" or "sat"."""

    days: str
    open: tuple[str, ...]


class CalendarRule(Part, frozen=True):
    """SLA-8. `make_up_as`: whose hours a make-up workday 调休补班 has."""

    zone: str
    hours: tuple[Hours, ...]
    cite: Cite
    holidays: Literal["cn", "none"] = "cn"
    make_up_as: Literal["mon", "tue", "wed", "thu", "fri"] = "mon"


class Start(Part, frozen=True):
    """When a deadline starts: on one of these events, if the condition holds."""

    on: tuple[str, ...]
    when: str = ""


class Consequence(Part, frozen=True):
    """What a lapse does. Closed list; `value` is the outcome or text code where one is needed.

    rise: the next person up takes it (SLA-10) · make_final: the finding is final for the bearer (APP-2) ·
    refuse_proposal: silence is a refusal · close: the case closes with outcome `value` · urge: the
    collaborator is urged and the clock starts again, `times` at most, then rise · fail_remedy: the remedy
    counts as failed (name rise too where the case shall rise) · hear_no_more: the party had its chance to
    be heard · abandon: missing details never came (INT-2) · end_mediation: no agreement · end_sanction: its
    time is over (PEN-4) · fail_correction: it was not corrected in time (PEN-6) · miss_return: the
    goods of a frozen advance did not come in time, the buyer is contacted (FND-3) · take_back: that advance
    returns to the fund, the seller is paid · confirm_return: the seller's silence confirms (FND-2) ·
    fail_appeal: the appeal is rejected for want of what was asked for (EVI-13) · default_point: the
    point is decided against whoever was to prove it (EVI-12, DEC-4) · accept_offer, refuse_offer: silence
    accepts or refuses the other side's offer (RES-4) · ask_step_in: the platform steps in (RES-4) ·
    accept_goods: goods not objected to are in order (SLA-12) · forgo_remedy: what was to be returned never
    was; nothing is owed any more · end_hold: disputed money is held no longer (SLA-12).
    """

    do: Literal[
        "rise", "make_final", "refuse_proposal", "close", "urge", "fail_remedy", "hear_no_more", "abandon",
        "end_mediation", "end_sanction", "fail_correction", "miss_return", "take_back", "confirm_return",
        "fail_appeal",
        "default_point", "accept_offer", "refuse_offer", "ask_step_in", "accept_goods",
        "forgo_remedy", "end_hold",
    ]  # fmt: skip
    value: str = ""
    times: int = 1


class DeadlineRule(Part, frozen=True):
    """Who must do what, by when, and what follows if they do not."""

    id: Code
    title: Title
    bearer: Literal[
        "handler", "overseer", "complainant", "liable", "reviewer", "collaborator", "obligor", "heard",
        "executive", "mediator", "technician", "sanctioned", "charged", "appellant",
        "respondent", "prover", "offered", "confirmer", "recipient",
    ]  # fmt: skip
    start: Start
    stop: tuple[str, ...]
    lapse: Annotated[tuple[Consequence, ...], Meta(min_length=1)]
    cite: Cite
    length: LengthText | Literal[""] = ""  # the same for all, or
    by_priority: dict[Priority, LengthText] = {}  # by priority, or
    about: Literal["item", "case"] = "item"  # one for each proposal, remedy …, or one for the whole case
    own: bool = False  # the event itself says it (a promise, a remedy's own limit), `length` otherwise
    starts: Literal["at_once", "same_day", "next_day"] = "at_once"
    ends: Literal["same_time", "end_of_day", "close_of_business"] = "same_time"
    holiday_moves: bool = False
    zone: Literal["policy", "party"] = "policy"  # whose days and hours count (SLA-8)
    pauses_while: tuple[Literal["customer", "evidence", "third_party"], ...] = ()
    cancel: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    extensions: int = 0
    complex: dict[
        Priority, LengthText
    ] = {}  # of complex cases; a priority left out has its usual one (SLA-2)
    cites: dict[str, Cite] = {}  # where a field (as `warn`, `extensions`) rests on another rule than `cite`

    @property
    def consequences(self) -> tuple[str, ...]:
        """What its lapse does, as codes."""
        return tuple(part.do for part in self.lapse)
