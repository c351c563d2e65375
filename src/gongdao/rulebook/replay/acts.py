"""Which command an event came from, as far as a policy may refuse that command."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e


class Act(NamedTuple):
    """The command of an event, and the parts of a policy that rule over it."""

    command: Callable[[Any], c.Command | None]
    parts: tuple[str, ...] = ()


def _closing(event: e.CaseClosed) -> c.Command | None:
    """A case that is closed by a person for good; other endings follow from other acts."""
    if event.automatic or event.outcome not in ("resolved", "liability_final"):
        return None
    return c.CloseCase(event.cause, event.solution)


def _extending(event: e.DeadlineExtended) -> c.Command | None:
    if event.by == "system" or not event.deadline.extended:
        return None
    return c.ExtendDeadline(event.deadline.key, event.deadline.extended[-1].by_length, event.reason)


def _finding(event: e.FindingMade) -> c.Command:
    return c.MakeFinding(
        event.facts, event.reasons, event.liabilities, event.amount_fen, event.exhibits, event.deviation
    )


def _appeal(event: e.AppealFiled) -> c.Command:
    return c.FileAppeal(
        event.finding, event.scope, event.problem, event.demand, event.exhibits, (), event.appellant,
        event.ask_amount_fen, event.late_reason,
    )  # fmt: skip


ACTS: Final[Mapping[type[e.Event], Act]] = {
    e.CaseClassified: Act(
        lambda event: c.ClassifyCase(event.category, event.nature, event.department, event.reason),
        ("categories",),
    ),
    e.FirstResponseGiven: Act(lambda event: c.RespondFirst(event.text, event.via)),
    e.ProposalMade: Act(
        lambda event: c.ProposeRemedies(event.remedies, event.explanation), ("remedies", "ladder")
    ),
    e.ProposalApproved: Act(lambda event: c.ApproveProposal(event.id), ("remedies",)),
    e.ProposalAnswered: Act(
        lambda event: c.AnswerProposal(event.id, event.accepted, event.via, event.proof, event.text)
    ),
    e.CaseEscalated: Act(lambda event: c.EscalateCase(event.because, event.rung), ("ladder",)),
    e.RemedyDone: Act(lambda event: c.CarryOutRemedy(event.id, event.proof, event.text)),
    e.MediationOpened: Act(lambda event: c.OpenMediation(event.body, event.reason), ("ladder",)),
    e.CaseReferred: Act(lambda event: c.ReferOutside(event.body, event.reason), ("ladder",)),
    e.AfterSaleOrdered: Act(lambda event: c.OrderAfterSale(event.kind, event.note), ("closing",)),
    e.ObjectionRaised: Act(
        lambda event: c.ObjectToExhibit(event.exhibit, event.ground, event.text), ("evidence", "calendar")
    ),
    e.ObjectionWaived: Act(lambda event: c.WaiveObjection(event.id), ("evidence", "calendar")),
    e.FindingMade: Act(_finding, ("finding", "evidence")),
    e.AppealFiled: Act(_appeal, ("appeals", "deadlines")),
    e.AppealDecided: Act(
        lambda event: c.DecideAppeal(
            event.id, event.outcome, event.reasons, event.liabilities, event.facts, event.exhibits
        ),
        ("appeals",),
    ),
    e.CaseClosed: Act(_closing, ("closing",)),
    e.DeadlineExtended: Act(_extending, ("deadlines",)),
}
