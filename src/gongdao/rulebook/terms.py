"""The structs that commands, events and the state share: parties, orders, demands, remedies, liabilities.

They are stored for ten years inside events. Fields are only ever added, with a default.
Vocabulary: `reference/disputes.md` section 6; Chinese terms in GLOSSARY.md.
"""

from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

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


class Party(Struct, frozen=True, omit_defaults=True):
    """Somebody in the case. `contact` is personal data: masked where it is shown (INT-8)."""

    ref: str
    name: str = ""
    contact: str = ""
    level: str = "normal"  # customer level: normal, vip


class Item(Struct, frozen=True, omit_defaults=True):
    """One line of an order."""

    name: str
    quantity: int = 1
    price_fen: int = 0


class Order(Struct, frozen=True, omit_defaults=True):
    """The order snapshot kept in the case (INT-5)."""

    number: str
    items: tuple[Item, ...] = ()
    paid_fen: int = 0
    ordered_at: datetime | None = None
    paid_at: datetime | None = None
    signed_at: datetime | None = None
    carrier: str = ""
    waybill: str = ""
    shop: str = ""
    logistics: tuple[str, ...] = ()
    service_log: tuple[str, ...] = ()
    staff_log: tuple[str, ...] = ()


class Demand(Struct, frozen=True, omit_defaults=True):
    """What the complainant asks for (INT-2)."""

    kind: RemedyKind
    amount_fen: int = 0
    note: str = ""


class Terms(Struct, frozen=True, omit_defaults=True):
    """One remedy as proposed and agreed (RES-2): what, how much, by whom, within what limit."""

    kind: RemedyKind
    amount_fen: int = 0  # money or face value of a coupon
    units: int = 0  # points
    within: str = ""  # length for carrying it out, as "3wd"; empty: the policy's own
    valid_days: int = 0  # of a coupon
    obligor: str = ""  # who carries it out; empty: the company
    to: str = ""  # refund channel; empty: the original payment account
    note: str = ""


class Liability(Struct, frozen=True, omit_defaults=True):
    """One liable party with its share in basis points (10000 = all) and amount (DEC-1)."""

    party: str
    share_bp: int
    amount_fen: int = 0
    cause: str = ""


class Exhibit(Struct, frozen=True, omit_defaults=True):
    """One piece of evidence, by content hash, with what it shows (EVI-1)."""

    sha256: str
    kind: str
    explanation: str = ""
    name: str = ""
    media_type: str = ""
    size_bytes: int = 0
