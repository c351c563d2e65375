"""Where a dispute stands, in the codes of six platforms, and what it is here.

A platform's code is kept beside what it was read as: two codes may mean one thing here, and going back must
give the very code that came. A code that stands in no table is told, never guessed.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, get_args

from gongdao.rulebook.state import State

Stage = Literal[
    "negotiating", "respondent_refused", "platform_review", "awaiting_evidence", "evidence_overdue",
    "decided_for_complainant", "decided_for_respondent", "under_appeal", "settled", "advance_payment",
    "withdrawn", "closed",
]  # fmt: skip
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)


class UnknownCode(ValueError):
    """No code of this platform, or no such platform. `known`: what there is."""

    def __init__(self, given: str, known: tuple[str, ...]) -> None:
        super().__init__(given)
        self.given = given
        self.known = known


class Standing(NamedTuple):
    """Where a dispute stands: here, and in the words of the platform. `raw` is kept as it came."""

    platform: str
    raw: str
    stage: Stage


# Of several codes the first is written where none came in. A code stands once: where a platform uses one for
# two things, for the more telling of them.
_CODES: Final[dict[str, dict[Stage, tuple[str, ...]]]] = {
    "taobao": {
        "negotiating": ("WAIT_SELLER_AGREE", "cs=1"), "respondent_refused": ("SELLER_REFUSE_BUYER",),
        "platform_review": ("cs=3", "cs=4"), "awaiting_evidence": ("cs=10",),
        "decided_for_complainant": ("cs=8",), "decided_for_respondent": ("cs=9",),
        "under_appeal": ("cs=11",),
        "advance_payment": ("advance=1", "advance=2", "advance=3", "advance=4", "advance=5"),
        "withdrawn": ("cs=7",), "closed": ("CLOSED", "SUCCESS"),
    },
    "douyin": {
        "negotiating": ("status=6", "status=7", "arbitrate=0", "arbitrate=5"),
        "respondent_refused": ("status=27", "status=29"), "platform_review": ("arbitrate=1",),
        "awaiting_evidence": ("arbitrate=4",), "decided_for_complainant": ("arbitrate=2",),
        "decided_for_respondent": ("arbitrate=3",),
        "advance_payment": ("refund_type=5", "refund_status=5"),
        "closed": ("status=12", "status=28", "arbitrate=255"),
    },
    "pinduoduo": {
        "negotiating": ("2", "3"), "respondent_refused": ("6",), "platform_review": ("8",),
        "evidence_overdue": ("12",), "decided_for_complainant": ("5",), "decided_for_respondent": ("9",),
        "withdrawn": ("11",), "closed": ("10",),
    },
    "wechat_pay": {
        "negotiating": ("PENDING",), "respondent_refused": ("MERCHANT_REFUSE_RERUND",),  # their spelling
        "platform_review": ("in_platform_service",),
        "advance_payment": ("COMPLAINT_ENTRUSTED_REFUND",), "withdrawn": ("USER_REVOKE_COMPLAINT",),
        "closed": ("PROCESSED",),
    },
    "wechat_shop": {
        "negotiating": ("100",), "platform_review": ("101", "103"),
        "awaiting_evidence": ("104", "106", "108"), "evidence_overdue": ("109", "305", "307"),
        "decided_for_complainant": ("31",), "decided_for_respondent": ("30",), "under_appeal": ("111",),
        "settled": ("112",), "advance_payment": ("62",), "withdrawn": ("102",), "closed": ("116",),
    },
    "paypal": {
        "negotiating": ("INQUIRY",), "platform_review": ("UNDER_REVIEW",),
        "awaiting_evidence": ("WAITING_FOR_SELLER_RESPONSE", "WAITING_FOR_BUYER_RESPONSE"),
        "decided_for_complainant": ("RESOLVED_BUYER_FAVOUR",),
        "decided_for_respondent": ("RESOLVED_SELLER_FAVOUR",), "under_appeal": ("APPEALABLE",),
        "advance_payment": ("PAYOUT_TO_BUYER",), "withdrawn": ("CANCELED_BY_BUYER",),
        "closed": ("RESOLVED",),
    },
}  # fmt: skip
PLATFORMS: Final = tuple(_CODES)
_STAGE_OF: Final[dict[str, dict[str, Stage]]] = {
    platform: {raw: stage for stage, codes in stages.items() for raw in codes}
    for platform, stages in _CODES.items()
}


def codes_of(platform: str) -> Mapping[Stage, tuple[str, ...]]:
    """The codes of a platform by what they are here. Raises UnknownCode."""
    if platform not in _CODES:
        raise UnknownCode(platform, PLATFORMS)
    return _CODES[platform]


def read(platform: str, raw: str) -> Standing:
    """What a platform's code says. Raises UnknownCode: nothing is guessed."""
    codes_of(platform)
    stage = _STAGE_OF[platform].get(raw)
    if stage is None:
        raise UnknownCode(raw, tuple(_STAGE_OF[platform]))
    return Standing(platform, raw, stage)


def written(standing: Standing) -> str:
    """The code that goes back: the very one that came."""
    return standing.raw


def standing_for(platform: str, stage: Stage, *, came: str = "") -> Standing | None:
    """How a platform says that a dispute stands so; None where it has no code for it. Raises UnknownCode.

    `came`: the code that it gave last; given back as long as it still says the same.
    """
    codes = codes_of(platform).get(stage, ())
    if came and came in codes:
        return Standing(platform, came, stage)
    return Standing(platform, codes[0], stage) if codes else None


def stage_of(state: State) -> Stage:
    """Where a case of ours stands, in the words that platforms share."""
    if state.status == "withdrawn":
        return "withdrawn"
    if state.status == "under_appeal":
        return "under_appeal"
    if any(item.status == "frozen" for item in state.advances.values()):
        return "advance_payment"
    if not state.is_open:
        return "closed"
    decided = _decided(state)
    if decided is not None:
        return decided
    agreed: list[str] = [item.status for item in state.offers.values()]
    agreed += [item.status for item in state.proposals.values()]
    if "accepted" in agreed:
        return "settled"
    requests = [item.status for item in state.requests.values()]
    if any(item in ("issued", "partly_met", "insufficient") for item in requests):
        return "awaiting_evidence"
    if state.stepped_in_at is None and not requests:
        refused = any(item.status == "refused" for item in state.offers.values())
        return "respondent_refused" if refused else "negotiating"
    return "evidence_overdue" if "overdue" in requests else "platform_review"


def _decided(state: State) -> Stage | None:
    """For whom the finding that stands is: for the complainant unless the complainant bears it all."""
    standing = [item for item in state.findings.values() if item.status in ("issued", "contested", "final")]
    if not standing:
        return None
    finding = standing[-1]
    own = sum(item.share_bp for item in finding.liabilities if item.party == state.complainant.ref)
    return "decided_for_respondent" if finding.refused or own == 10_000 else "decided_for_complainant"
