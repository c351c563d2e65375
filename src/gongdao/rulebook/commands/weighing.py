"""Commands: weighing exhibits, and telling them in order."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.bounds import Id, Ids, Note
from gongdao.rulebook.commands.base import Command
from gongdao.rulebook.terms import Admitted, ObjectionGround

Words = Annotated[str, Meta(min_length=1, max_length=4_000)]


class ObjectToExhibit(Command, frozen=True, tag="object_to_exhibit"):
    """EVI-14, EVI-18: to an exhibit of the other side, within the time of the policy."""

    id: Id
    ground: ObjectionGround
    text: Words


class WaiveObjection(Command, frozen=True, tag="waive_objection"):
    """EVI-18: the other side has nothing against an exhibit 无异议, and need not be waited for."""

    id: Id


class AnswerObjection(Command, frozen=True, tag="answer_objection"):
    """EVI-18: by the side that handed the exhibit in, before it is decided on."""

    id: Id
    text: Words


class AdmitExhibit(Command, frozen=True, tag="admit_exhibit"):
    """EVI-18: `extent`: which part is admitted; `reason`: why not all, or why in spite of objections."""

    id: Id
    result: Admitted
    extent: Note = ""
    reason: Note = ""


class ArrangeChain(Command, frozen=True, tag="arrange_chain"):
    """EVI-3: one's own exhibits as 问题发生, 处理过程, 结果影响; those not named stay where proposed."""

    problem: Ids = ()
    handling: Ids = ()
    effect: Ids = ()
