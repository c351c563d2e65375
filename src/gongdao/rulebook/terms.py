"""The structs that commands, events and the state share: parties, orders, demands, remedies, liabilities.

They are stored for ten years inside events. Fields are only ever added, with a default.
Vocabulary: `reference/disputes.md` section 6; Chinese terms in GLOSSARY.md.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from gongdao.rulebook.bounds import Count, Fen, Moment, Name, Note, Ref, RefOrNone, Sha256

Channel = Literal[
    "hotline", "chat", "email", "social", "letter", "counter", "web", "app", "api", "file"
]  # INT-1
Priority = Literal["urgent", "important", "normal"]  # TRI-4 紧急 重要 一般
Mood = Literal["angry", "disappointed", "anxious", "calm"]  # TRI-5 愤怒 失望 焦虑 平静
Nature = Literal["effective", "help", "inquiry", "venting"]  # TRI-2 有效投诉; 沟通性: 求助 咨询 发泄
RemedyKind = Literal[
    "refund", "return_refund", "partial_refund", "exchange", "resend", "repair", "parts", "second_visit",
    "discount", "coupon", "points", "gift_service", "compensation", "apology", "explanation", "pickup",
    "self_review", "correct_record",
]  # RES-2, RES-13  # fmt: skip
AfterSaleKind = Literal["repair", "parts", "second_visit"]  # RES-11
AppealScope = Literal["amount", "attribution"]  # APP-7
AppealOutcome = Literal["uphold", "reduce", "shift", "annul", "remand"]  # APP-9 维持 减免 改判 撤销 发回
CloseOutcome = Literal[
    "resolved", "not_established", "withdrawn", "referred", "liability_final", "abandoned", "default"
]

CHANNELS: Final = Channel.__args__  # type: ignore[attr-defined]  # Literal keeps its values there
PRIORITIES: Final = Priority.__args__  # type: ignore[attr-defined]
MOODS: Final = Mood.__args__  # type: ignore[attr-defined]
NATURES: Final = Nature.__args__  # type: ignore[attr-defined]
REMEDY_KINDS: Final = RemedyKind.__args__  # type: ignore[attr-defined]
AFTER_SALE_KINDS: Final = AfterSaleKind.__args__  # type: ignore[attr-defined]
APPEAL_SCOPES: Final = AppealScope.__args__  # type: ignore[attr-defined]
APPEAL_OUTCOMES: Final = AppealOutcome.__args__  # type: ignore[attr-defined]
CLOSE_OUTCOMES: Final = CloseOutcome.__args__  # type: ignore[attr-defined]
STATUSES: Final = (
    "received", "needs_correction", "not_accepted", "accepted", "merged", "negotiating", "platform_review",
    "awaiting_evidence", "in_mediation", "suspended", "decided", "under_appeal", "final", "executing",
    "resolved", "closed", "withdrawn", "transferred",
)  # fmt: skip
ENDED: Final = frozenset({"closed", "withdrawn", "transferred", "not_accepted", "merged"})
EXHIBIT_KINDS: Final = (
    "call_record", "mail", "chat", "witness", "identity", "operation_log", "transaction", "bank_statement",
    "payment_platform", "waybill", "sign_receipt", "goods_photo", "weighing", "purchase_invoice",
    "brand_authorisation", "inspection_report", "red_stamp", "freight_receipt", "handover_form",
    "anomaly_report", "video", "business_licence", "quality_report", "notarised", "legal_letter", "other",
)  # EVI-1  # fmt: skip
RISKS: Final = ("safety", "food_safety", "fraud", "data_leak", "group", "large_amount", "media", "regulator")

Log = Annotated[tuple[Note, ...], Meta(max_length=200)]


class Party(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Somebody in the case. `contact` is personal data: masked where it is shown (INT-8)."""

    ref: Ref
    name: Name = ""
    contact: Name = ""
    level: Name = "normal"  # customer level: normal, vip


class Item(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of an order."""

    name: Name
    quantity: Count = 1
    price_fen: Fen = 0


class Order(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The order snapshot kept in the case (INT-5)."""

    number: Name
    items: Annotated[tuple[Item, ...], Meta(max_length=200)] = ()
    paid_fen: Fen = 0
    ordered_at: Moment | None = None
    paid_at: Moment | None = None
    signed_at: Moment | None = None
    carrier: Name = ""
    waybill: Name = ""
    shop: Name = ""
    logistics: Log = ()
    service_log: Log = ()
    staff_log: Log = ()


class Demand(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the complainant asks for (INT-2)."""

    kind: RemedyKind
    amount_fen: Fen = 0
    note: Note = ""


class Terms(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One remedy as proposed and agreed (RES-2): what, how much, by whom, within what limit."""

    kind: RemedyKind
    amount_fen: Fen = 0  # money or face value of a coupon
    units: Count = 0  # points
    within: Name = ""  # length for carrying it out, as "3wd"; empty: the policy's own
    valid_days: Count = 0  # of a coupon
    obligor: RefOrNone = ""  # who carries it out; empty: the company
    to: Name = ""  # refund channel; empty: the original payment account
    note: Note = ""


class Liability(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One liable party with its share in basis points (10000 = all) and amount (DEC-1)."""

    party: Ref
    share_bp: Annotated[int, Meta(ge=0, le=10_000)]
    amount_fen: Fen = 0
    cause: Name = ""


class Exhibit(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One piece of evidence, by content hash, with what it shows (EVI-1)."""

    sha256: Sha256
    kind: Name
    explanation: Note = ""
    name: Name = ""
    media_type: Name = ""
    size_bytes: Annotated[int, Meta(ge=0, le=10**12)] = 0
