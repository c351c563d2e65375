"""The structs that commands, events and the state share: parties, orders, demands, remedies, liabilities.

They are stored for ten years inside events. Fields are only ever added, with a default.
Vocabulary: `reference/disputes.md` section 6; Chinese terms in GLOSSARY.md.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from gongdao.rulebook.bounds import Count, Fen, Moment, Name, Note, Ref, RefOrNone, Sha256, Text

Channel = Literal[
    "hotline", "chat", "email", "social", "letter", "counter", "web", "app", "api", "file"
]  # INT-1
Priority = Literal["urgent", "important", "normal"]  # TRI-4 紧急 重要 一般
Mood = Literal["angry", "disappointed", "anxious", "calm"]  # TRI-5 愤怒 失望 焦虑 平静
Nature = Literal["effective", "help", "inquiry", "venting"]  # TRI-2 有效投诉; 沟通性: 求助 咨询 发泄
Motive = Literal["economic", "psychological"]  # TRI-5 经济补偿 心理平衡
Wish = Literal["vent", "respect", "remedy"]  # TRI-5 发泄 尊重 补救
RemedyKind = Literal[
    "refund", "return_refund", "partial_refund", "exchange", "resend", "repair", "parts", "second_visit",
    "discount", "coupon", "points", "gift_service", "compensation", "apology", "explanation", "pickup",
    "self_review", "correct_record",
]  # RES-2, RES-13  # fmt: skip
Admitted = Literal["admitted", "in_part", "excluded"]  # EVI-18 采信 部分采信 不予采信
ObjectionGround = Literal["authenticity", "relevance", "legality"]  # 真实性 关联性 合法性
Side = Literal["complainant", "respondent"]  # the two sides of a dispute
AfterSaleKind = Literal["repair", "parts", "second_visit"]  # RES-11
OrderChangeKind = Literal["exchange", "add", "return", "refund"]  # RES-12 换货 加货 退货 退款
AppealScope = Literal["amount", "attribution", "sanction"]  # APP-7, PEN-9
AppealOutcome = Literal["uphold", "reduce", "shift", "annul", "remand"]  # APP-9 维持 减免 改判 撤销 发回
CloseOutcome = Literal[
    "resolved", "not_established", "withdrawn", "referred", "liability_final", "abandoned", "default"
]

PointsGroup = Literal["a", "b"]  # PEN-1 A类、B类
Measure = Literal[
    "shop_hidden", "no_listing", "no_messages", "no_community", "goods_down", "shop_closed",
    "closed_for_good",
]  # PEN-2, PEN-3  # fmt: skip
LawBecause = Literal["at_the_act", "lighter"]  # 从旧兼从轻
ListingCheck = Literal[
    "quantity", "forbidden", "duplicate", "payment", "price", "credit_speculation", "advertisement",
    "wrong_category", "keywords", "inconsistent", "adult", "books",
]  # PEN-8  # fmt: skip

CHANNELS: Final = Channel.__args__  # type: ignore[attr-defined]  # Literal keeps its values there
PRIORITIES: Final = Priority.__args__  # type: ignore[attr-defined]
MOODS: Final = Mood.__args__  # type: ignore[attr-defined]
MOTIVES: Final = Motive.__args__  # type: ignore[attr-defined]
WISHES: Final = Wish.__args__  # type: ignore[attr-defined]
ORDER_CHANGE_KINDS: Final = OrderChangeKind.__args__  # type: ignore[attr-defined]
NATURES: Final = Nature.__args__  # type: ignore[attr-defined]
REMEDY_KINDS: Final = RemedyKind.__args__  # type: ignore[attr-defined]
AFTER_SALE_KINDS: Final = AfterSaleKind.__args__  # type: ignore[attr-defined]
APPEAL_SCOPES: Final = AppealScope.__args__  # type: ignore[attr-defined]
APPEAL_OUTCOMES: Final = AppealOutcome.__args__  # type: ignore[attr-defined]
CLOSE_OUTCOMES: Final = CloseOutcome.__args__  # type: ignore[attr-defined]
POINTS_GROUPS: Final = PointsGroup.__args__  # type: ignore[attr-defined]
MEASURES: Final = Measure.__args__  # type: ignore[attr-defined]
LISTING_CHECKS: Final = ListingCheck.__args__  # type: ignore[attr-defined]
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
    "promise_letter", "written_answer",
    "appeal_statement", "escalation_form", "permission_list", "annual_data", "group_statement",
    "amount_summary", "authority_proof",
)  # EVI-1, EVI-15, EVI-17  # fmt: skip
IDENTITY: Final = frozenset({"identity"})  # papers that say who somebody is (EVI-16)
TO_APPROVE: Final = "approval"  # why somebody oversees a case: to approve what another proposes (RES-8)
RISKS: Final = ("safety", "food_safety", "fraud", "data_leak", "group", "large_amount", "media", "regulator")

ADMITTED: Final = Admitted.__args__  # type: ignore[attr-defined]
OBJECTION_GROUNDS: Final = ObjectionGround.__args__  # type: ignore[attr-defined]
SIDES: Final = Side.__args__  # type: ignore[attr-defined]
# What may be wrong with an exhibit, and the rule that says so.
DEFECTS: Final = {
    "meaningless": "EVI-11", "unreadable": "EVI-9", "shows_nothing": "EVI-10", "only_a_part": "EVI-7",
    "cover_only": "EVI-8", "wrong_form": "EVI-6", "handwriting": "EVI-5", "not_this_order": "EVI-10",
    "url_or_time_missing": "EVI-4", "forged": "EVI-14", "missing_item": "EVI-2", "other": "EVI-13",
}  # fmt: skip

Log = Annotated[tuple[Note, ...], Meta(max_length=200)]


UNIDENTIFIED: Final = "third_party"  # the reference of somebody of whom only a name is told


class Party(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Somebody in the case. `contact` is personal data: masked where it is shown (INT-8)."""

    ref: Ref
    name: Name = ""
    contact: Name = ""
    level: Name = "normal"  # customer level: normal, vip
    zone: Name = ""  # time zone, as Europe/Berlin; empty: that of the policy (SLA-8)


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
    shipped_at: Moment | None = None  # until then the order itself can be changed (RES-12)


class Earlier(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """INT-6: how many complaints of the same customer, order or shop came before this one, by period."""

    of: Literal["customer", "order", "shop"]
    month: Count = 0  # within 30 days before
    quarter: Count = 0  # within 90 days
    year: Count = 0  # within 365 days


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


class Borne(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a party bears of an advance (FND-2); `held_fen` of it comes out of the order's held money."""

    party: Ref
    amount_fen: Fen
    held_fen: Fen = 0


class Particulars(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who appeals and what happened, beside the account itself (APP-5); `law`: what is cited (APP-16)."""

    name: Name = ""
    staff_number: Name = ""
    department: Name = ""
    happened: Name = ""  # when, in the appellant's words
    place: Name = ""
    people: Name = ""  # who had part in it
    law: Note = ""


class ClassAnswer(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the members of one class of a group are answered (APP-16); `missing`: see APP-11."""

    group_class: Name
    outcome: Literal["uphold", "annul", "remand"]
    reasons: Text
    missing: Annotated[tuple[Name, ...], Meta(max_length=20)] = ()


class Exhibit(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One piece of evidence, by content hash, with what it shows (EVI-1)."""

    sha256: Sha256
    kind: Name
    explanation: Note = ""
    name: Name = ""
    media_type: Name = ""
    size_bytes: Annotated[int, Meta(ge=0, le=10**12)] = 0


class OldPoints(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Points given under the rules of old, as the shop's record shows them (PEN-5)."""

    points: Annotated[int, Meta(ge=0, le=1_000)]
    given_at: Moment
    note: Note = ""


class Defect(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is wrong with an exhibit or with a request as a whole (EVI-13). `code` is one of DEFECTS."""

    code: Name
    exhibit: Annotated[str, Meta(pattern=r"^(E[1-9][0-9]{0,4})?$(?!\n)")] = ""
    need: Name = ""  # the line of the requirement it concerns
    note: Note = ""
