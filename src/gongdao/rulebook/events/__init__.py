"""Events: what happened in a case. A closed vocabulary, stored for ten years.

An event is a tagged struct; its tag (`type`) and field names never change. A field may be added with a
default. A change of meaning takes a new version `v` and an entry in `UPCASTS`, which lifts the stored
form of an older version before it is read. `audience` says who of the parties may see it:
`all`, `staff`, `complainant` (and staff), `judged` (respondents, liable parties and staff),
`negotiators` (the two sides, and staff who do not decide).
"""

from collections.abc import Callable
from typing import Any, Final, get_args

import msgspec

from gongdao.rulebook.deadline import runs_out
from gongdao.rulebook.events.appealing import (
    AppealDecided,
    AppealFiled,
    AppealReviewerAssigned,
    AppealWithdrawn,
    GroupAnswered,
    GroupFormed,
    GroupJoined,
    GroupLeft,
    LatenessJudged,
    MemberClassified,
    PersonAsked,
    PersonDecided,
    SupplementAsked,
    SupplementGiven,
    TakenOutside,
)  # fmt: skip
from gongdao.rulebook.events.base import Audience, Event
from gongdao.rulebook.events.care import ComplexityMarked, CustomerAssessed
from gongdao.rulebook.events.clock import (
    DeadlineCancelled,
    DeadlineEvent,
    DeadlineExtended,
    DeadlineLapsed,
    DeadlineMet,
    DeadlinePaused,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWarned,
)  # fmt: skip
from gongdao.rulebook.events.conduct import (
    CorrectionChecked,
    CorrectionFailed,
    CorrectionOrdered,
    CorrectionReported,
    PointsChanged,
    PointsConverted,
    PointsGiven,
    SanctionEnded,
    SanctionImposed,
    SanctionLifted,
    ViolationCharged,
)  # fmt: skip
from gongdao.rulebook.events.evidence import (
    EvidenceAsked,
    EvidenceDefaulted,
    EvidenceExcused,
    EvidenceJudged,
    EvidenceSubmitted,
    EvidenceWaived,
)  # fmt: skip
from gongdao.rulebook.events.fund import (
    AdvanceAsked,
    AdvanceDenied,
    AdvanceFreed,
    AdvancePaid,
    AdvanceRecovered,
    AdvanceReturnMissed,
    AdvanceTakenBack,
    AdvanceWrittenOff,
    MoneyHeld,
    MoneyReleased,
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
    ClaimRefused,
    ExhibitErased,
    ExhibitSubmitted,
    FindingFinal,
    FindingMade,
    StatementAsked,
    StatementGiven,
)  # fmt: skip
from gongdao.rulebook.events.negotiating import (
    GoodsChecked,
    GoodsReceived,
    HoldPeriodEnded,
    OfferAnswered,
    OfferMade,
    PlatformSteppedIn,
    ReturnLost,
    ReturnReceived,
    ReturnShipped,
    StepInAsked,
)  # fmt: skip
from gongdao.rulebook.events.ordering import OrderChanged, WaybillVoided, WaybillVoidSigned
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
from gongdao.rulebook.events.survey import SurveyAnswered, SurveyAsked
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
from gongdao.rulebook.events.weighing import (
    AdmissionDecided,
    ChainArranged,
    ObjectionAnswered,
    ObjectionRaised,
    ObjectionWaived,
)

AnyEvent = (
    CaseOpened | DetailsSupplied | OrderAttached | FactsRecorded | CaseClassified | PriorityChanged
    | EstablishmentJudged | HandlerAssigned | OverseerAssigned | CaseTransferred | CaseHandedOver
    | CollaborationAsked | CollaborationAnswered | CollaboratorUrged | FirstResponseGiven | ContactMade
    | NoteAdded | ProgressTold | PromiseMade | PromiseKept | WaitingStarted | WaitingEnded | ExhibitSubmitted
    | ExhibitErased
    | StatementAsked | StatementGiven | FindingMade | FindingFinal | ProposalMade | ProposalApproved
    | ProposalRejected | ProposalAnswered | ProposalExpired | CaseEscalated | RemedyOrdered | RemedyDone
    | RemedyFailed | RemedyCancelled | MediationOpened | MediationEnded | CaseReferred | AfterSaleOrdered
    | AfterSaleDispatched | AfterSaleDone | ClaimsDecided | AppealFiled | AppealReviewerAssigned
    | AppealDecided | AppealWithdrawn | EvidenceAsked | EvidenceSubmitted | EvidenceJudged | EvidenceDefaulted
    | EvidenceWaived | EvidenceExcused | OfferMade | OfferAnswered | StepInAsked | PlatformSteppedIn
    | ReturnShipped | ReturnReceived | ReturnLost | GoodsReceived | GoodsChecked | HoldPeriodEnded
    | FollowUpMade | CaseClosed | CaseReopened | CaseWithdrawn
    | DeadlineStarted | DeadlineMet | DeadlinePaused | DeadlineResumed | DeadlineExtended | DeadlineWarned
    | DeadlineLapsed | DeadlineCancelled | CustomerAssessed | ComplexityMarked | OrderChanged | WaybillVoided
    | WaybillVoidSigned | SurveyAsked | SurveyAnswered | ViolationCharged | CorrectionOrdered
    | CorrectionReported | CorrectionChecked | CorrectionFailed | PointsConverted | PointsGiven
    | PointsChanged | SanctionImposed | SanctionEnded | SanctionLifted | MoneyHeld | MoneyReleased
    | AdvanceAsked | AdvanceDenied | AdvancePaid | AdvanceReturnMissed | AdvanceFreed | AdvanceTakenBack
    | AdvanceRecovered | AdvanceWrittenOff | ClaimRefused | LatenessJudged | SupplementAsked
    | SupplementGiven | TakenOutside | PersonAsked | PersonDecided | GroupFormed | GroupJoined | GroupLeft
    | MemberClassified | GroupAnswered | ObjectionRaised | ObjectionAnswered
    | AdmissionDecided | ChainArranged | ObjectionWaived
)  # fmt: skip

BY_TYPE: Final[dict[str, type[Event]]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyEvent)
}

_NAMES: Final[dict[type[Event], str]] = {kind: name for name, kind in BY_TYPE.items()}

# (type, version) -> the function that lifts a stored body of that version to the next one. `v` is absent
# in version 1. An upcast takes and returns the plain mapping; it is never removed.
UPCASTS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}


def type_of(event: Event) -> str:
    """The stable name of an event, as stored."""
    return _NAMES[type(event)]


def told_as(event: Event) -> str:
    """The code of its sentence: its name, except that a time which ran out was not missed by anybody."""
    if isinstance(event, DeadlineLapsed) and runs_out(event.consequences):
        return "term_ended"
    return type_of(event)


def body_of(event: Event) -> dict[str, Any]:
    """The stored form: builtins only, ready for canonical JSON; includes `type`."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def read(body: dict[str, Any]) -> AnyEvent:
    """Read a stored body of any version. Raises msgspec.ValidationError when it is not an event."""
    while (lift := UPCASTS.get((body.get("type", ""), body.get("v", 1)))) is not None:
        body = lift(body)
    # For one struct msgspec remembers how to read it, for a union it finds out anew each time.
    kind: Any = BY_TYPE.get(body.get("type", ""), AnyEvent)
    return msgspec.convert({key: value for key, value in body.items() if key != "v"}, kind)  # type: ignore[no-any-return]  # one of the union


def read_text(kind: str, text: str) -> AnyEvent:
    """Read a stored body of a known type from its JSON, several times as fast as through builtins.

    Raises KeyError for an unknown type, msgspec.ValidationError when the text is not such an event.
    """
    if UPCASTS and any(lifted == kind for lifted, _ in UPCASTS):
        return read(msgspec.json.decode(text))
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(BY_TYPE[kind])
    return decoder.decode(text)  # type: ignore[no-any-return]  # one of the union


_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {}


__all__ = [
    "BY_TYPE",
    "UPCASTS",
    "AdmissionDecided",
    "AdvanceAsked",
    "AdvanceDenied",
    "AdvanceFreed",
    "AdvancePaid",
    "AdvanceRecovered",
    "AdvanceReturnMissed",
    "AdvanceTakenBack",
    "AdvanceWrittenOff",
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
    "ChainArranged",
    "ClaimRefused",
    "ClaimsDecided",
    "CollaborationAnswered",
    "CollaborationAsked",
    "CollaboratorUrged",
    "ComplexityMarked",
    "ContactMade",
    "CorrectionChecked",
    "CorrectionFailed",
    "CorrectionOrdered",
    "CorrectionReported",
    "CustomerAssessed",
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
    "EvidenceAsked",
    "EvidenceDefaulted",
    "EvidenceExcused",
    "EvidenceJudged",
    "EvidenceSubmitted",
    "EvidenceWaived",
    "ExhibitErased",
    "ExhibitSubmitted",
    "FactsRecorded",
    "FindingFinal",
    "FindingMade",
    "FirstResponseGiven",
    "FollowUpMade",
    "GoodsChecked",
    "GoodsReceived",
    "GroupAnswered",
    "GroupFormed",
    "GroupJoined",
    "GroupLeft",
    "HandlerAssigned",
    "HoldPeriodEnded",
    "LatenessJudged",
    "MediationEnded",
    "MediationOpened",
    "MemberClassified",
    "MoneyHeld",
    "MoneyReleased",
    "NoteAdded",
    "ObjectionAnswered",
    "ObjectionRaised",
    "ObjectionWaived",
    "OfferAnswered",
    "OfferMade",
    "OrderAttached",
    "OrderChanged",
    "OverseerAssigned",
    "PersonAsked",
    "PersonDecided",
    "PlatformSteppedIn",
    "PointsChanged",
    "PointsConverted",
    "PointsGiven",
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
    "ReturnLost",
    "ReturnReceived",
    "ReturnShipped",
    "SanctionEnded",
    "SanctionImposed",
    "SanctionLifted",
    "StatementAsked",
    "StatementGiven",
    "StepInAsked",
    "SupplementAsked",
    "SupplementGiven",
    "SurveyAnswered",
    "SurveyAsked",
    "TakenOutside",
    "ViolationCharged",
    "WaitingEnded",
    "WaitingStarted",
    "WaybillVoidSigned",
    "WaybillVoided",
    "body_of",
    "read",
    "read_text",
    "told_as",
    "type_of",
]  # fmt: skip
