"""The policy document: the law of one kind of case, as data.

Each value carries its citation (`cite`: rule ids and where the source says so). Versions are immutable and
dated; a case pins the version in force when it was received. Conditions (`when`) are ZEN expressions over
the facts of `CASE_FACTS` and the policy's own finding facts.
"""

from datetime import date
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from gongdao.rulebook.terms import AfterSaleKind, AppealOutcome, AppealScope, Channel, Priority, RemedyKind

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
PolicyId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
Cite = Annotated[str, Meta(min_length=3, max_length=200)]
LengthText = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,4}(m|h|d|wd|wh)$")]
Percent = Annotated[int, Meta(ge=0, le=1000)]


class Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all parts of a policy: unknown fields are an error."""


class Title(Part, frozen=True):
    """A short text in both languages."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]


class InForce(Part, frozen=True):
    """First and last day, local to the policy's zone; without `until`, until the next version begins."""

    since: date
    until: date | None = None


class Source(Part, frozen=True):
    id: str
    title: str


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


class Required(Part, frozen=True):
    """A field that is asked for when missing (INT-2)."""

    field: Literal["contact", "order_no", "description", "demands", "respondents"]
    cite: Cite
    when: str = ""


class Intake(Part, frozen=True):
    channels: tuple[Channel, ...]
    required: tuple[Required, ...]
    cite: Cite


class Category(Part, frozen=True):
    """TRI-1. `words` suggest it from the text; `department` and `skill` say where it goes (TRI-6, TRI-7)."""

    code: Code
    title: Title
    cite: Cite
    department: str = ""
    skill: str = ""
    words: tuple[str, ...] = ()
    parent: str = ""


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
    be heard · abandon: missing details never came (INT-2) · end_mediation: no agreement.
    """

    do: Literal[
        "rise", "make_final", "refuse_proposal", "close", "urge", "fail_remedy", "hear_no_more", "abandon",
        "end_mediation",
    ]  # fmt: skip
    value: str = ""
    times: int = 1


class DeadlineRule(Part, frozen=True):
    """Who must do what, by when, and what follows if they do not."""

    id: Code
    title: Title
    bearer: Literal[
        "handler", "overseer", "complainant", "liable", "reviewer", "collaborator", "obligor", "heard",
        "executive", "mediator", "technician",
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
    pauses_while: tuple[Literal["customer", "evidence", "third_party"], ...] = ()
    cancel: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    extensions: int = 0
    cites: dict[str, Cite] = {}  # where a field (as `warn`, `extensions`) rests on another rule than `cite`


class FindingFact(Part, frozen=True):
    """A fact the decision table asks for; closed values so that gaps can be found."""

    id: Code
    title: Title
    values: tuple[str, ...]
    labels: dict[str, Title]


class Share(Part, frozen=True):
    """`party`: a ref, or a role of the case: respondent, complainant, carrier, company."""

    party: str
    percent: Annotated[int, Meta(ge=1, le=100)]


class FindingRow(Part, frozen=True):
    """DEC-2: one line of the decision table."""

    id: Code
    when: str
    liable: tuple[Share, ...]
    cite: Cite
    reason: Title


class FindingRule(Part, frozen=True):
    """`binding`: the finding itself obliges and can be appealed; otherwise it is a preliminary judgement.

    `heard`: how a judged party gets its hearing: before (asked for a statement first) or by appeal.
    """

    binding: bool
    heard: Literal["before", "appeal"]
    facts: tuple[FindingFact, ...]
    table: tuple[FindingRow, ...]
    roles: tuple[str, ...]
    cite: Cite


class RemedyRule(Part, frozen=True):
    """RES-2: a remedy that may be proposed and its usual limit."""

    kind: RemedyKind
    within: LengthText
    cite: Cite


class Cap(Part, frozen=True):
    """RES-8: up to what share of the goods' value a role may compensate without approval."""

    role: str
    percent: Percent
    cite: Cite


class RemedyRules(Part, frozen=True):
    """`compensating`: the kinds that count against the cap. `over_cap`: who may approve more (超额补偿)."""

    kinds: tuple[RemedyRule, ...]
    caps: tuple[Cap, ...]
    compensating: tuple[RemedyKind, ...]
    over_cap: str
    cite: Cite


class Rung(Part, frozen=True):
    """RES-6: one rung of the ladder. `outside` rungs end or suspend the case here."""

    id: Code
    title: Title
    role: str
    cite: Cite
    outside: Literal["", "mediation", "referral"] = ""
    bodies: tuple[str, ...] = ()
    only: Literal["", "major"] = ""
    joined_by: tuple[str, ...] = ()  # departments that are asked to help at once (RES-7)


class Quota(Part, frozen=True):
    """APP-4: more than `failed` failed appeals in the period: none until the next one."""

    period: Literal["month", "year"]
    failed: int
    cite: Cite


class KeyEvidence(Part, frozen=True):
    """APP-6: at least `at_least` exhibits of these kinds."""

    kinds: tuple[str, ...]
    at_least: int
    cite: Cite


class AppealRule(Part, frozen=True):
    """APP-1…10. The window is the deadline named `window`."""

    window: Code
    limit: int  # appeals of one party on one case (APP-3)
    scopes: tuple[AppealScope, ...]
    outcomes: tuple[AppealOutcome, ...]
    on_behalf: tuple[str, ...]  # roles that may appeal for the judged party (APP-1)
    evidence: KeyEvidence
    reviewer: str  # role
    shifted_may_appeal: bool  # APP-10
    cite: Cite
    quotas: tuple[Quota, ...] = ()
    late_reason_days: int = 0  # APP-13: late filing with reason within so many days
    verified_only: bool = False  # INT-7
    log_required: bool = False  # INT-9
    remands: int = 1
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`: field name -> citation


class ClaimsRule(Part, frozen=True):
    """DEC-6: the question whether damage goes to the claims process, asked before closing."""

    categories: tuple[str, ...]
    parties: tuple[str, ...]  # ref kinds, as carrier, insurer
    from_fen: int
    cite: Cite


class Closing(Part, frozen=True):
    """RES-10: what a case needs before it may close."""

    follow_up: bool
    remedies_done: bool
    cite: Cite
    claims: ClaimsRule | None = None
    after_sale: tuple[AfterSaleKind, ...] = ()  # RES-11
    reopen: bool = True
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`


class Handling(Part, frozen=True):
    """How cases of a category are usually handled (as W 13, 14: 处理方式)."""

    category: str
    ways: tuple[Title, ...]
    cite: Cite


class Statement(Part, frozen=True):
    """A true-or-false statement of the training quiz (TRN-1), with what proves it."""

    text: Title
    true: bool
    cite: Cite


class Reply(Part, frozen=True):
    """RES-1: a template for what is said to the customer; the handler fits it to the case."""

    id: Code
    use: Literal["respond_first", "tell_progress", "keep_promise", "follow_up", "judge_establishment"]
    title: Title
    text: Title
    cite: Cite


class Tone(Part, frozen=True):
    """RES-1: words that argue or brush off, and what to say instead. Advice, never a refusal."""

    words: Annotated[tuple[str, ...], Meta(min_length=1)]
    advice: Title
    cite: Cite


class Policy(Part, frozen=True):
    """One version of one policy."""

    policy: PolicyId
    version: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}(\.[0-9]+)?$")]
    title: Title
    in_force: InForce
    sources: tuple[Source, ...]
    calendar: CalendarRule
    intake: Intake
    categories: Annotated[tuple[Category, ...], Meta(min_length=1)]
    priorities: Annotated[tuple[PriorityRule, ...], Meta(min_length=1)]
    handler_role: str
    deadlines: tuple[DeadlineRule, ...]
    rises: tuple[str, ...]  # roles up which a lapsed case rises (SLA-10)
    finding: FindingRule
    remedies: RemedyRules
    ladder: tuple[Rung, ...]
    closing: Closing
    risk_words: tuple[RiskWords, ...] = ()
    appeals: AppealRule | None = None
    handling: tuple[Handling, ...] = ()
    statements: tuple[Statement, ...] = ()
    replies: tuple[Reply, ...] = ()
    tone: tuple[Tone, ...] = ()


# Facts that conditions may ask for: name -> an example of its type. Built by `triage.facts_of`.
CASE_FACTS: Final[dict[str, Any]] = {
    "status": "received",
    "channel": "web",
    "category": "",
    "nature": "effective",
    "mood": "calm",
    "priority": "normal",
    "customer_level": "normal",
    "amount_fen": 0,
    "people_affected": 1,
    "repeats": 0,
    "risks": [],
    "established": True,
    "binding": False,
    "outcome": "",
    "waiting_on": "",
    "demands": [],
    "missing": [],
    "accepted": False,
    "satisfied": False,
    "rung": "",
    "needs_approval": False,
    "remand": False,
    "final": False,
}


def category_of(policy: Policy, code: str) -> Category | None:
    """The category with this code."""
    return next((item for item in policy.categories if item.code == code), None)


def deadline_rule(policy: Policy, rule_id: str) -> DeadlineRule:
    """The deadline rule with this id. Raises KeyError."""
    for item in policy.deadlines:
        if item.id == rule_id:
            return item
    raise KeyError(rule_id)


def rung_of(policy: Policy, rung_id: str) -> Rung | None:
    """The rung with this id."""
    return next((item for item in policy.ladder if item.id == rung_id), None)
