"""The policy document: the law of one kind of case, as data.

Each value carries its citation (`cite`: rule ids and where the source says so). Versions are immutable and
dated; a case pins the version in force when it was received. Conditions (`when`) are ZEN expressions over
the facts of `CASE_FACTS` and the policy's own finding facts.
"""

from typing import Annotated, Any, Final

from msgspec import Meta

from gongdao.rulebook.policy.appealing import (
    AppealChannel,
    AppealLevel,
    AppealRule,
    AppealVariant,
    FormField,
    GroupRule,
    KeyEvidence,
    Quota,
)
from gongdao.rulebook.policy.base import (
    Announcing,
    Cite,
    Code,
    InForce,
    LengthText,
    Part,
    Percent,
    PolicyId,
    Source,
    Title,
)
from gongdao.rulebook.policy.clocks import CalendarRule, Consequence, DeadlineRule, Hours, Start
from gongdao.rulebook.policy.conduct import (
    ConductRule,
    Conversion,
    Defence,
    Exchange,
    PointsAccount,
    SanctionRule,
    Violation,
)
from gongdao.rulebook.policy.desk import Advice, Complexity, Ordering, Question, Survey, Turning
from gongdao.rulebook.policy.evidence import (
    ClaimReason,
    EvidenceRule,
    EvidenceStage,
    Need,
    Requirement,
)
from gongdao.rulebook.policy.files import ContentSort, FileRule
from gongdao.rulebook.policy.fund import AdvanceCondition, FundRule
from gongdao.rulebook.policy.intake import Category, Intake, PriorityRule, Required, RiskWords
from gongdao.rulebook.policy.judging import ClaimsRule, FindingFact, FindingRow, FindingRule, Share
from gongdao.rulebook.policy.listing import CategoryWords, ListingLimit, ListingRule, ListingRules
from gongdao.rulebook.policy.negotiating import GoodsRule, NegotiationRule
from gongdao.rulebook.policy.settling import Cap, Closing, FirstSteps, Handling, RemedyRule, RemedyRules, Rung
from gongdao.rulebook.policy.wording import QuizRule, Reply, Statement, Tone

__all__ = [
    "CASE_FACTS",
    "FUND_FACTS",
    "AdvanceCondition",
    "Advice",
    "AppealChannel",
    "AppealLevel",
    "AppealRule",
    "AppealVariant",
    "CalendarRule",
    "Cap",
    "Category",
    "CategoryWords",
    "Cite",
    "ClaimReason",
    "ClaimsRule",
    "Closing",
    "Code",
    "Complexity",
    "ConductRule",
    "Consequence",
    "ContentSort",
    "Conversion",
    "DeadlineRule",
    "Defence",
    "EvidenceRule",
    "EvidenceStage",
    "Exchange",
    "FileRule",
    "FindingFact",
    "FindingRow",
    "FindingRule",
    "FirstSteps",
    "FormField",
    "FundRule",
    "GoodsRule",
    "GroupRule",
    "Handling",
    "Hours",
    "InForce",
    "Intake",
    "KeyEvidence",
    "LengthText",
    "ListingLimit",
    "ListingRule",
    "ListingRules",
    "Need",
    "NegotiationRule",
    "Ordering",
    "Part",
    "Percent",
    "PointsAccount",
    "Policy",
    "PolicyId",
    "PriorityRule",
    "Question",
    "QuizRule",
    "Quota",
    "RemedyRule",
    "RemedyRules",
    "Reply",
    "Required",
    "Requirement",
    "RiskWords",
    "Rung",
    "SanctionRule",
    "Share",
    "Source",
    "Start",
    "Statement",
    "Survey",
    "Title",
    "Tone",
    "Turning",
    "Violation",
    "category_of",
    "deadline_rule",
    "rung_of",
    "violation_of",
]


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
    conduct: ConductRule | None = None
    fund: FundRule | None = None
    evidence: EvidenceRule | None = None
    files: FileRule | None = None
    negotiation: NegotiationRule | None = None
    goods: GoodsRule | None = None
    handling: tuple[Handling, ...] = ()
    statements: tuple[Statement, ...] = ()
    quiz: QuizRule | None = None
    replies: tuple[Reply, ...] = ()
    tone: tuple[Tone, ...] = ()
    advice: tuple[Advice, ...] = ()
    complexity: Complexity | None = None
    turns_effective: Turning | None = None
    ordering: Ordering | None = None
    survey: Survey | None = None
    announcing: Announcing | None = None


# Facts that conditions may ask for: name -> an example of its type. Built by `triage.facts_of`.
CASE_FACTS: Final[dict[str, Any]] = {
    "status": "received",
    "channel": "web",
    "category": "",
    "nature": "effective",
    "mood": "calm",
    "motive": "",
    "wish": "",
    "complex": False,
    "priority": "normal",
    "customer_level": "normal",
    "amount_fen": 0,
    "people_affected": 1,
    "repeats": 0,
    "customer_repeats": 0,  # of those, within 90 days, by what is the same (INT-6)
    "order_repeats": 0,
    "shop_repeats": 0,
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
    "lapsed": "",  # the rule of the deadline that has just lapsed
    "violation": "",
    "group": "",
    "sanctions": 0,
    "correction": "",
    "claim_reason": "",
    "evidence_stage": "",
    "result": "",
    "remedy_kind": "",
    "in_order": False,
    "stepped_in": False,
    "advance": "",
    "with_return": False,
    "level": "",
    "variant": "",
    "scope": "",
    "appellant_kind": "",
    "automatic": False,
    "confirmed": True,
}

# Facts that the conditions of an advance may ask for besides those of the case (FND-1). Built by `fund`.
FUND_FACTS: Final[dict[str, Any]] = {
    "found": False,
    "buyer_share_bp": 0,
    "agreed": False,
    "buyer_unreturned": 0,
    "advance_fen": 0,
    "held_fen": 0,
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


def violation_of(policy: Policy, code: str) -> Violation | None:
    """The violation with this code, where the policy is one of conduct."""
    items = policy.conduct.violations if policy.conduct is not None else ()
    return next((item for item in items if item.code == code), None)
