"""Events: what happened in a case. A closed vocabulary, stored for ten years.

An event is a tagged struct; its tag (`type`) and field names never change. A field may be added with a
default. A change of meaning takes a new version `v` and an entry in `UPCASTS`, which lifts the stored
form of an older version before it is read. `audience` says who of the parties may see it:
`all`, `staff`, `complainant` (and staff), `judged` (respondents, liable parties and staff).
"""

from collections.abc import Callable
from typing import Any, Final, get_args

import msgspec

from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.events.clock import (
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineLapsed,
    DeadlineMet,
    DeadlinePaused,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
)  # fmt: skip
from gongdao.rulebook.events.intake import (
    CaseClassified,
    CaseHandedOver,
    CaseOpened,
    CaseTransferred,
    CollaborationAnswered,
    CollaborationAsked,
    CollaboratorUrged,
    DetailsSupplied,
    EstablishmentJudged,
    FactsRecorded,
    HandlerAssigned,
    OrderAttached,
    OverseerAssigned,
    PriorityChanged,
)  # fmt: skip
from gongdao.rulebook.events.judging import (
    AppealDecided,
    AppealFiled,
    AppealReviewerAssigned,
    AppealWithdrawn,
    ExhibitSubmitted,
    FindingFinal,
    FindingMade,
    StatementAsked,
    StatementGiven,
)  # fmt: skip
from gongdao.rulebook.events.settling import (
    AfterSaleDispatched,
    AfterSaleDone,
    AfterSaleOrdered,
    CaseClosed,
    CaseEscalated,
    CaseReferred,
    CaseReopened,
    CaseWithdrawn,
    ClaimsDecided,
    FollowUpMade,
    MediationEnded,
    MediationOpened,
    ProposalAnswered,
    ProposalApproved,
    ProposalExpired,
    ProposalMade,
    ProposalRejected,
    RemedyCancelled,
    RemedyDone,
    RemedyFailed,
    RemedyOrdered,
)  # fmt: skip
from gongdao.rulebook.events.talking import (
    ContactMade,
    FirstResponseGiven,
    NoteAdded,
    ProgressTold,
    PromiseKept,
    PromiseMade,
    WaitingEnded,
    WaitingStarted,
)  # fmt: skip

DeadlineEvent = (
    DeadlineStarted | DeadlineMet | DeadlinePaused | DeadlineResumed | DeadlineExtended | DeadlineWarned
    | DeadlineLapsed | DeadlineCancelled
)  # fmt: skip

AnyEvent = (
    CaseOpened | DetailsSupplied | OrderAttached | FactsRecorded | CaseClassified | PriorityChanged
    | EstablishmentJudged | HandlerAssigned | OverseerAssigned | CaseTransferred | CaseHandedOver
    | CollaborationAsked | CollaborationAnswered | CollaboratorUrged | FirstResponseGiven | ContactMade
    | NoteAdded | ProgressTold | PromiseMade | PromiseKept | WaitingStarted | WaitingEnded | ExhibitSubmitted
    | StatementAsked | StatementGiven | FindingMade | FindingFinal | ProposalMade | ProposalApproved
    | ProposalRejected | ProposalAnswered | ProposalExpired | CaseEscalated | RemedyOrdered | RemedyDone
    | RemedyFailed | RemedyCancelled | MediationOpened | MediationEnded | CaseReferred | AfterSaleOrdered
    | AfterSaleDispatched | AfterSaleDone | ClaimsDecided | AppealFiled | AppealReviewerAssigned
    | AppealDecided | AppealWithdrawn | FollowUpMade | CaseClosed | CaseReopened | CaseWithdrawn
    | DeadlineStarted | DeadlineMet | DeadlinePaused | DeadlineResumed | DeadlineExtended | DeadlineWarned
    | DeadlineLapsed | DeadlineCancelled
)  # fmt: skip

BY_TYPE: Final[dict[str, type[Event]]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyEvent)
}

# (type, version) -> the function that lifts a stored body of that version to the next one. `v` is absent
# in version 1. An upcast takes and returns the plain mapping; it is never removed.
UPCASTS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}


def type_of(event: Event) -> str:
    """The stable name of an event, as stored."""
    return str(type(event).__struct_config__.tag)


def body_of(event: Event) -> dict[str, Any]:
    """The stored form: builtins only, ready for canonical JSON; includes `type`."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def read(body: dict[str, Any]) -> AnyEvent:
    """Read a stored body of any version. Raises msgspec.ValidationError when it is not an event."""
    while (lift := UPCASTS.get((body.get("type", ""), body.get("v", 1)))) is not None:
        body = lift(body)
    return msgspec.convert({key: value for key, value in body.items() if key != "v"}, AnyEvent)  # type: ignore[no-any-return]  # msgspec takes a union


__all__ = [
    "BY_TYPE",
    "UPCASTS",
    "AfterSaleDispatched",
    "AfterSaleDone",
    "AfterSaleOrdered",
    "AnyEvent",
    "AppealDecided",
    "AppealFiled",
    "AppealReviewerAssigned",
    "AppealWithdrawn",
    "Audience",
    "CaseClassified",
    "CaseClosed",
    "CaseEscalated",
    "CaseHandedOver",
    "CaseOpened",
    "CaseReferred",
    "CaseReopened",
    "CaseTransferred",
    "CaseWithdrawn",
    "ClaimsDecided",
    "CollaborationAnswered",
    "CollaborationAsked",
    "CollaboratorUrged",
    "ContactMade",
    "DeadlineCancelled",
    "DeadlineEvent",
    "DeadlineExtended",
    "DeadlineLapsed",
    "DeadlineMet",
    "DeadlinePaused",
    "DeadlineResumed",
    "DeadlineStarted",
    "DeadlineWarned",
    "DetailsSupplied",
    "EstablishmentJudged",
    "Event",
    "ExhibitSubmitted",
    "FactsRecorded",
    "FindingFinal",
    "FindingMade",
    "FirstResponseGiven",
    "FollowUpMade",
    "HandlerAssigned",
    "MediationEnded",
    "MediationOpened",
    "NoteAdded",
    "OrderAttached",
    "OverseerAssigned",
    "PriorityChanged",
    "ProgressTold",
    "PromiseKept",
    "PromiseMade",
    "ProposalAnswered",
    "ProposalApproved",
    "ProposalExpired",
    "ProposalMade",
    "ProposalRejected",
    "RemedyCancelled",
    "RemedyDone",
    "RemedyFailed",
    "RemedyOrdered",
    "StatementAsked",
    "StatementGiven",
    "WaitingEnded",
    "WaitingStarted",
    "body_of",
    "read",
    "type_of",
]  # fmt: skip
