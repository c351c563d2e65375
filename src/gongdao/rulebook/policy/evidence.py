"""Evidence requests 举证要求: who must prove what with which exhibits (EVI-2, EVI-12)."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, LengthText, Part, Title
from gongdao.rulebook.terms import Side

FactValues = dict[str, str]


class ClaimReason(Part, frozen=True):
    """The ground of a claim, as 未收到货物. `categories`: the cases it is proposed for."""

    code: Code
    title: Title
    cite: Cite
    categories: tuple[str, ...] = ()


class EvidenceStage(Part, frozen=True):
    """How far things have got, as 卖家已发货, or when proof is asked, as 申诉."""

    code: Code
    title: Title
    cite: Cite


class Need(Part, frozen=True):
    """One line of a requirement.

    required: of each kind at least `at_least` · one_of: at least so many of any of these kinds ·
    alternative: stands in for the line named by `instead_of` · optional: welcome, never missing.
    """

    id: Code
    kinds: Annotated[tuple[str, ...], Meta(min_length=1)]
    cite: Cite
    level: Literal["required", "one_of", "alternative", "optional"] = "required"
    at_least: Annotated[int, Meta(ge=1, le=20)] = 1
    instead_of: str = ""
    title: Title | None = None  # what the exhibit must show, where the kind does not say it


class Requirement(Part, frozen=True):
    """EVI-2: one cell of the matrix, claim reason × party × stage: what that party must prove, and how.

    `if_met` and `if_silent`: facts of the decision table that stand once it is proven, or was not (DEC-4).
    """

    id: Code
    reason: str
    stage: str
    party: Side
    proves: Title
    needs: Annotated[tuple[Need, ...], Meta(min_length=1)]
    if_silent: Annotated[FactValues, Meta(min_length=1)]
    cite: Cite
    if_met: FactValues = {}
    hint: Title | None = None  # told to the party with the request


class Objections(Part, frozen=True):
    """EVI-18: how long the other side may object to an exhibit, from when it came in."""

    within: LengthText
    cite: Cite


class EvidenceRule(Part, frozen=True):
    """`corrections`: rounds in which defects may be mended (EVI-13). `meaningless`: answers that are none
    (EVI-11): a machine marks them as doubtful, a person judges."""

    reasons: Annotated[tuple[ClaimReason, ...], Meta(min_length=1)]
    stages: Annotated[tuple[EvidenceStage, ...], Meta(min_length=1)]
    matrix: Annotated[tuple[Requirement, ...], Meta(min_length=1)]
    cite: Cite
    corrections: Annotated[int, Meta(ge=0, le=5)] = 1
    meaningless: tuple[str, ...] = ()
    objections: Objections | None = None
    chain: Annotated[int, Meta(ge=1, le=20)] = 3  # linked exhibits that make a chain (EVI-3)
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`
