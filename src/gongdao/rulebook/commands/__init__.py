"""Commands: what a person or the clock asks of a case. A closed vocabulary with stable names.

A command is data without identity: who asks and when are arguments of `decide`. Lengths are bounded
once for every door (API, page, file, CLI), with the types of `bounds`.
"""

from typing import Final, get_args

from gongdao.rulebook.commands.appealing import (
    AcceptFinding,
    AnswerGroup,
    AskForPerson,
    AskSupplement,
    AssignReviewer,
    ClassifyMember,
    DecideAppeal,
    DecideAsPerson,
    FileAppeal,
    FormGroup,
    GiveSupplement,
    GoOutside,
    JoinGroup,
    JudgeLateness,
    LeaveGroup,
    WithdrawAppeal,
)
from gongdao.rulebook.commands.base import Command, Demands, Liabilities
from gongdao.rulebook.commands.care import AssessCustomer, MarkComplex
from gongdao.rulebook.commands.clock import LapseDeadline, WarnDeadline
from gongdao.rulebook.commands.conduct import (
    ChargeViolation,
    CheckCorrection,
    ConvertPoints,
    LiftSanction,
    OrderCorrection,
    ReportCorrection,
)
from gongdao.rulebook.commands.evidence import (
    AskEvidence,
    ExcuseEvidence,
    JudgeEvidence,
    WaiveEvidence,
)
from gongdao.rulebook.commands.fund import (
    AskAdvance,
    ConfirmReturn,
    DenyAdvance,
    HoldMoney,
    PayAdvance,
    RecoverAdvance,
    ReleaseMoney,
    TakeBackAdvance,
    WriteOffAdvance,
)
from gongdao.rulebook.commands.handling import (
    AddNote,
    AnswerCollaboration,
    AskCollaboration,
    AssignHandler,
    EndWaiting,
    ExtendDeadline,
    HandOverCase,
    KeepPromise,
    MakePromise,
    RecordContact,
    RespondFirst,
    StartWaiting,
    TellProgress,
    TransferCase,
    UrgeCollaborator,
)
from gongdao.rulebook.commands.intake import (
    AttachOrder,
    ChangePriority,
    ClassifyCase,
    JudgeEstablishment,
    OpenCase,
    RecordFacts,
    SupplyDetails,
)
from gongdao.rulebook.commands.judging import (
    AskStatement,
    EraseExhibit,
    GiveStatement,
    MakeFinding,
    SubmitExhibit,
)
from gongdao.rulebook.commands.negotiating import (
    AnswerOffer,
    AskStepIn,
    CheckGoods,
    MakeOffer,
    ReceiveGoods,
    ReportLost,
    ShipReturn,
    StepIn,
)
from gongdao.rulebook.commands.ordering import ChangeOrder, SignWaybillVoid, VoidWaybill
from gongdao.rulebook.commands.settling import (
    AnswerProposal,
    ApproveProposal,
    CarryOutRemedy,
    CloseCase,
    DecideClaims,
    DispatchAfterSale,
    EndMediation,
    EscalateCase,
    FailRemedy,
    FinishAfterSale,
    FollowUp,
    OpenMediation,
    OrderAfterSale,
    OrderRemedy,
    ProposeRemedies,
    ReferOutside,
    RejectProposal,
    ReopenCase,
    WithdrawCase,
)
from gongdao.rulebook.commands.survey import AnswerSurvey
from gongdao.rulebook.commands.weighing import (
    AdmitExhibit,
    AnswerObjection,
    ArrangeChain,
    ObjectToExhibit,
    WaiveObjection,
)

__all__ = [
    "BY_CLOCK",
    "BY_NAME",
    "AcceptFinding",
    "AddNote",
    "AdmitExhibit",
    "AnswerCollaboration",
    "AnswerGroup",
    "AnswerObjection",
    "AnswerOffer",
    "AnswerProposal",
    "AnswerSurvey",
    "AnyCommand",
    "ApproveProposal",
    "ArrangeChain",
    "AskAdvance",
    "AskCollaboration",
    "AskEvidence",
    "AskForPerson",
    "AskStatement",
    "AskStepIn",
    "AskSupplement",
    "AssessCustomer",
    "AssignHandler",
    "AssignReviewer",
    "AttachOrder",
    "CarryOutRemedy",
    "ChangeOrder",
    "ChangePriority",
    "ChargeViolation",
    "CheckCorrection",
    "CheckGoods",
    "ClassifyCase",
    "ClassifyMember",
    "CloseCase",
    "Command",
    "ConfirmReturn",
    "ConvertPoints",
    "DecideAppeal",
    "DecideAsPerson",
    "DecideClaims",
    "Demands",
    "DenyAdvance",
    "DispatchAfterSale",
    "EndMediation",
    "EndWaiting",
    "EraseExhibit",
    "EscalateCase",
    "ExcuseEvidence",
    "ExtendDeadline",
    "FailRemedy",
    "FileAppeal",
    "FinishAfterSale",
    "FollowUp",
    "FormGroup",
    "GiveStatement",
    "GiveSupplement",
    "GoOutside",
    "HandOverCase",
    "HoldMoney",
    "JoinGroup",
    "JudgeEstablishment",
    "JudgeEvidence",
    "JudgeLateness",
    "KeepPromise",
    "LapseDeadline",
    "LeaveGroup",
    "Liabilities",
    "LiftSanction",
    "MakeFinding",
    "MakeOffer",
    "MakePromise",
    "MarkComplex",
    "ObjectToExhibit",
    "OpenCase",
    "OpenMediation",
    "OrderAfterSale",
    "OrderCorrection",
    "OrderRemedy",
    "PayAdvance",
    "ProposeRemedies",
    "ReceiveGoods",
    "RecordContact",
    "RecordFacts",
    "RecoverAdvance",
    "ReferOutside",
    "RejectProposal",
    "ReleaseMoney",
    "ReopenCase",
    "ReportCorrection",
    "ReportLost",
    "RespondFirst",
    "ShipReturn",
    "SignWaybillVoid",
    "StartWaiting",
    "StepIn",
    "SubmitExhibit",
    "SupplyDetails",
    "TakeBackAdvance",
    "TellProgress",
    "TransferCase",
    "UrgeCollaborator",
    "VoidWaybill",
    "WaiveEvidence",
    "WaiveObjection",
    "WarnDeadline",
    "WithdrawAppeal",
    "WithdrawCase",
    "WriteOffAdvance",
    "name_of",
]

AnyCommand = (
    OpenCase | SupplyDetails | AttachOrder | RecordFacts | ClassifyCase | ChangePriority | JudgeEstablishment
    | AssignHandler | TransferCase | HandOverCase | AskCollaboration | AnswerCollaboration | UrgeCollaborator
    | RespondFirst | RecordContact | AddNote | TellProgress | MakePromise | KeepPromise | StartWaiting
    | EndWaiting | ExtendDeadline | SubmitExhibit | AskStatement | GiveStatement | MakeFinding
    | ProposeRemedies | ApproveProposal | RejectProposal | AnswerProposal | EscalateCase | OrderRemedy
    | CarryOutRemedy | FailRemedy | OpenMediation | EndMediation | ReferOutside | OrderAfterSale
    | DispatchAfterSale | FinishAfterSale | DecideClaims | FileAppeal | AssignReviewer | DecideAppeal
    | WithdrawAppeal | AcceptFinding | FollowUp | CloseCase | ReopenCase | WithdrawCase | LapseDeadline
    | WarnDeadline | AssessCustomer | MarkComplex | ChangeOrder | VoidWaybill | SignWaybillVoid | AnswerSurvey
    | ChargeViolation | OrderCorrection | ReportCorrection | CheckCorrection | ConvertPoints
    | LiftSanction | HoldMoney | ReleaseMoney | AskAdvance | PayAdvance | DenyAdvance | ConfirmReturn
    | TakeBackAdvance | RecoverAdvance | WriteOffAdvance | JudgeLateness | AskSupplement
    | GiveSupplement | GoOutside | AskForPerson | DecideAsPerson | FormGroup | JoinGroup | LeaveGroup
    | ClassifyMember | AnswerGroup
    | AskEvidence | JudgeEvidence | WaiveEvidence | ExcuseEvidence | MakeOffer | AnswerOffer | AskStepIn
    | StepIn | ShipReturn | ReceiveGoods | CheckGoods | ReportLost
    | EraseExhibit | ObjectToExhibit | WaiveObjection | AnswerObjection | AdmitExhibit | ArrangeChain
)  # fmt: skip

BY_NAME: Final[dict[str, type[Command]]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyCommand)
}

BY_CLOCK: Final = frozenset({"lapse_deadline", "warn_deadline"})


def name_of(command: Command) -> str:
    """The stable name of a command."""
    return str(type(command).__struct_config__.tag)
