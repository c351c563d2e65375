"""What became of exhibits: objected to, admitted or excluded; the order in which a side tells them."""

from datetime import datetime

from msgspec import Struct

from gongdao.rulebook.terms import Admitted, ObjectionGround


class Objection(Struct, frozen=True, omit_defaults=True):
    """An objection 质证意见 of `of` to an exhibit. `decided_at`: when the exhibit was decided on after it."""

    exhibit: str
    of: str
    by: str
    ground: ObjectionGround
    text: str
    at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    decided_at: datetime | None = None


class Admission(Struct, frozen=True, omit_defaults=True):
    """What was decided on an exhibit 采信 (EVI-18). `extent`: of one admitted in part, which part."""

    result: Admitted
    by: str
    at: datetime
    extent: str = ""
    reason: str = ""


class Chain(Struct, frozen=True, omit_defaults=True):
    """EVI-3: how a side tells its exhibits 问题发生、处理过程、结果影响, as it arranged them itself."""

    by: str
    at: datetime
    problem: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()
