"""Events of weighing exhibits: objections, answers, admission; the order of an evidence chain."""

from gongdao.rulebook.events.base import Event
from gongdao.rulebook.terms import Admitted, ObjectionGround


class ObjectionRaised(Event, frozen=True, tag="objection_raised"):
    """EVI-14, EVI-18: the other side objects to an exhibit. `of`: the party, `by`: who acted for it."""

    id: str
    exhibit: str
    of: str
    by: str
    ground: ObjectionGround
    text: str


class ObjectionWaived(Event, frozen=True, tag="objection_waived"):
    """EVI-18: the party `of` has nothing against the exhibit `id`. `by`: who said so."""

    id: str
    of: str
    by: str


class ObjectionAnswered(Event, frozen=True, tag="objection_answered"):
    """EVI-18: whoever handed the exhibit in answers."""

    id: str
    by: str
    text: str


class AdmissionDecided(Event, frozen=True, tag="admission_decided"):
    """EVI-18: admitted, in part (`extent`) or excluded; `id` is the exhibit, the latest decision counts."""

    id: str
    by: str
    result: Admitted
    extent: str = ""
    reason: str = ""


class ChainArranged(Event, frozen=True, tag="chain_arranged"):
    """EVI-3: a side arranges its exhibits as problem, handling and effect."""

    of: str
    by: str
    problem: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()
