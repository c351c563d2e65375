"""Appeals: who may, until when, how often, at which level, before whom, with what."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, Part, Title
from gongdao.rulebook.terms import AppealOutcome, AppealScope, Channel


class Quota(Part, frozen=True):
    """APP-4: more than `failed` failed appeals in the period: none until the next one.

    `kinds`: the kinds of party it counts for, as shop or technician; empty: every kind.
    `holds_place`: an appeal under way holds a place until it is decided, so that of two appeals at the
    last place one is taken.
    """

    period: Literal["month", "year"]
    failed: int
    cite: Cite
    kinds: tuple[str, ...] = ()
    holds_place: bool = False


class KeyEvidence(Part, frozen=True):
    """APP-6: at least `at_least` exhibits of these `kinds`, and one of each of `each`."""

    kinds: tuple[str, ...]
    at_least: int
    cite: Cite
    each: tuple[str, ...] = ()


class FormField(Part, frozen=True):
    """APP-5: something the form of an appeal must say, where `when` holds."""

    field: Literal["name", "staff_number", "department", "happened", "place", "people", "law"]
    cite: Cite
    when: str = ""


class AppealLevel(Part, frozen=True):
    """APP-12: one level. Those inside the house name a reviewer's role, the last one may name bodies outside.

    `limit`: appeals of one party at this level, those handed in again included (APP-11). `after`: the
    deadline that starts with a decision here and within which one may hand in again or go on to the next
    level; empty where nothing follows. `name_missing`: who rejects says what was missing. `needs_new`: an
    appeal that is handed in again brings an exhibit that the earlier one did not have.
    """

    id: Code
    title: Title
    cite: Cite
    reviewer: str = ""
    department: str = ""
    limit: int = 1
    after: str = ""
    evidence: KeyEvidence | None = None  # beside that of the rule
    name_missing: bool = False
    needs_new: bool = False
    bodies: tuple[str, ...] = ()


class AppealVariant(Part, frozen=True):
    """APP-16: appeals of a kind of their own, as of enterprises, from abroad, of many at once.

    `kinds`: of the parties that may choose it; empty: everybody. `party_zone`: the form asks for the
    appellant's time zone, in which deadlines with `zone: party` count. `note`: shown to the appellant, as
    the dedicated line of enterprises.
    """

    id: Code
    title: Title
    cite: Cite
    kinds: tuple[str, ...] = ()
    evidence: KeyEvidence | None = None
    party_zone: bool = False
    note: Title | None = None


class AppealChannel(Part, frozen=True):
    """APP-14: a way to hand in an appeal and when it is advised: the first whose `when` holds."""

    channel: Channel
    title: Title
    good: Title
    but: Title
    when: str
    cite: Cite


class GroupRule(Part, frozen=True):
    """APP-16 集中受理→分类处理→统一答复: several cases are taken in together, sorted and answered at once.

    `forms`: roles that may take a group in. `classes`: into which members are sorted.
    """

    forms: tuple[str, ...]
    classes: Annotated[tuple[Code, ...], Meta(min_length=1)]
    titles: dict[str, Title]
    at_least: int
    cite: Cite
    evidence: KeyEvidence | None = None


class AppealRule(Part, frozen=True):
    """APP-1…16. The window is the deadline named `window`."""

    window: Code
    limit: int  # appeals of one party on one case (APP-3); with levels, on one finding
    scopes: tuple[AppealScope, ...]
    outcomes: tuple[AppealOutcome, ...]
    on_behalf: tuple[str, ...]  # roles that may appeal for the judged party (APP-1)
    evidence: KeyEvidence
    reviewer: str  # role
    shifted_may_appeal: bool  # APP-10
    cite: Cite
    quotas: tuple[Quota, ...] = ()
    late_reason_days: int = 0  # APP-13: so many days after the window an excuse may be heard
    reason_before_days: int = 0  # APP-13: in the last so many days of the window a reason is asked for
    verified_only: bool = False  # INT-7
    log_required: bool = False  # INT-9
    remands: int = 1
    refusals: bool = False  # APP-1: a complaint found not established can be appealed by its complainant
    incomplete: Literal["refuse", "ask"] = "refuse"  # EVI-13: what lacks some evidence, but not all
    form: tuple[FormField, ...] = ()
    levels: tuple[AppealLevel, ...] = ()
    variants: tuple[AppealVariant, ...] = ()
    channels: tuple[AppealChannel, ...] = ()
    group: GroupRule | None = None
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`: field name -> citation
