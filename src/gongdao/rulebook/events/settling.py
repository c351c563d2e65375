"""Events of settling: proposals, remedies, the ladder, work orders, the end."""

from typing import ClassVar

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.terms import AfterSaleKind, Channel, CloseOutcome, Terms


class ProposalMade(Event, frozen=True, tag="proposal_made"):
    """RES-2: a way to settle, each remedy with its limit."""

    id: str
    by: str
    rung: str
    remedies: tuple[Terms, ...]
    explanation: str
    needs_approval: str = ""  # role that must approve before the customer sees it (RES-8)
    confirmers: tuple[str, ...] = ()  # RES-5: who must all confirm; empty: the complainant
    audience: ClassVar[Audience] = "complainant"


class ProposalApproved(Event, frozen=True, tag="proposal_approved"):
    """RES-8: compensation beyond the proposer's cap was approved by another."""

    id: str
    by: str
    audience: ClassVar[Audience] = "staff"


class ProposalRejected(Event, frozen=True, tag="proposal_rejected"):
    """The approver said no."""

    id: str
    by: str
    reason: str
    audience: ClassVar[Audience] = "staff"


class ProposalAnswered(Event, frozen=True, tag="proposal_answered"):
    """RES-3: agreement or refusal with its proof."""

    id: str
    accepted: bool
    via: Channel
    proof: str  # exhibit id or a reference to the chat, mail or call
    text: str = ""
    by: str = ""  # the party whose answer it is, where several must confirm
    audience: ClassVar[Audience] = "complainant"


class ProposalExpired(Event, frozen=True, tag="proposal_expired"):
    """No answer within the limit: counts as refused."""

    id: str
    audience: ClassVar[Audience] = "complainant"


class CaseEscalated(Event, frozen=True, tag="case_escalated"):
    """RES-6, RES-7: up the ladder."""

    rung: str
    because: str
    by: str


class RemedyOrdered(Event, frozen=True, tag="remedy_ordered"):
    """A remedy is due, from an accepted proposal, a finding or a supervisor's order."""

    id: str
    terms: Terms
    source: str  # "P1", "F1", "order"


class RemedyDone(Event, frozen=True, tag="remedy_done"):
    """RES-9: carried out, with proof."""

    id: str
    proof: str
    text: str = ""


class RemedyFailed(Event, frozen=True, tag="remedy_failed"):
    """Carrying out failed or the limit passed."""

    id: str
    reason: str


class RemedyCancelled(Event, frozen=True, tag="remedy_cancelled"):
    """No longer owed (agreement replaced, appeal won, case withdrawn)."""

    id: str
    reason: str


class MediationOpened(Event, frozen=True, tag="mediation_opened"):
    """RES-6: a third party mediates."""

    body: str
    reason: str


class MediationEnded(Event, frozen=True, tag="mediation_ended"):
    """The mediator's result."""

    agreed: bool
    text: str


class CaseReferred(Event, frozen=True, tag="case_referred"):
    """RES-6: to arbitration, court or an authority; the case ends here as transferred."""

    body: str
    reason: str


class AfterSaleOrdered(Event, frozen=True, tag="after_sale_ordered"):
    """RES-11: an after-sale order enters the dispatch pool."""

    id: str
    kind: AfterSaleKind
    note: str
    region: str = ""


class AfterSaleDispatched(Event, frozen=True, tag="after_sale_dispatched"):
    """Taken from the pool by or for a technician."""

    id: str
    technician: str


class AfterSaleDone(Event, frozen=True, tag="after_sale_done"):
    """The after-sale task is finished."""

    id: str
    text: str


class ClaimsDecided(Event, frozen=True, tag="claims_decided"):
    """DEC-6: whether the damage goes to the claims process 转理赔."""

    transfer: bool
    because: str
    party: str = ""
    amount_fen: int = 0
    audience: ClassVar[Audience] = "staff"


class FollowUpMade(Event, frozen=True, tag="follow_up_made"):
    """SLA-3, RES-9: the customer was told and asked."""

    satisfied: bool
    via: Channel
    text: str
    score: int = 0  # 1…5, 0 = not given
    measures: str = ""  # the closing reply in its parts (RES-1)
    result: str = ""
    prevention: str = ""


class CaseClosed(Event, frozen=True, tag="case_closed"):
    """RES-10: cause and solution are kept for reuse."""

    outcome: CloseOutcome
    cause: str
    solution: str
    automatic: bool = False


class CaseReopened(Event, frozen=True, tag="case_reopened"):
    """Negotiation resumes, or new decisive facts."""

    reason: str


class CaseWithdrawn(Event, frozen=True, tag="case_withdrawn"):
    """By the complainant."""

    reason: str
