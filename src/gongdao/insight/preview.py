"""A policy document before it is published: everything that somebody who publishes it must know."""

from datetime import date, datetime
from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gongdao.casework.models import Case
from gongdao.insight.backtest import Tested, backtest
from gongdao.lib.ids import case_id
from gongdao.people.permissions import visible_q
from gongdao.policies import queries
from gongdao.policies.actions import NotPublished, earliest_of, need_publishable
from gongdao.policies.checking import Checked, check_text
from gongdao.policies.difference import Changed, diff
from gongdao.policies.loading import load
from gongdao.policies.plain_yaml import BadDocument, decoded
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Policy

NEWEST: Final = 500  # past cases replayed; `gongdao backtest` replays all
_SAMPLES: Final = 10


class Preview(Struct, frozen=True):
    """What was found. `policy` is None for a document that cannot be read or is bad law.

    `before`: the version it follows, None for a first one. `earliest`: the first day it may take effect; None
    when no notice is owed. `refused`: why it cannot be published as it is. `tested`: newest cases replayed.
    """

    text: str
    sha256: str
    checked: Checked
    policy: Policy | None = None
    before: Policy | None = None
    changed: tuple[Changed, ...] = ()
    earliest: date | None = None
    refused: NotPublished | None = None
    tested: Tested | None = None


def preview(
    content: bytes | str, *, actor: Actor, now: datetime, name: str = "policy.yaml", playing: bool = True
) -> Preview:
    """Look at a document; nothing is written. `playing`: also play its scenarios and replay past cases.

    Lines end as forms send them back, so that the text confirmed is the text looked at, byte by byte.
    """
    try:
        text = plain(decoded(content, name))
    except BadDocument as bad:
        return Preview("", "", Checked(file=name, problems=bad.problems))
    digest = sha256(text.encode()).hexdigest()
    checked = check_text(text, name, playing=playing)
    if checked.findings or not checked.policy:
        return Preview(text, digest, checked)
    policy = load(text, name=name)
    before = queries.before(policy.policy, policy.in_force.since)
    tested = _replayed(text, actor, now) if playing else None
    return Preview(
        text, digest, checked, policy, before, diff(before, policy) if before else (),
        earliest_of(policy, now), _refused(text, actor, now, name), tested,
    )  # fmt: skip


def _replayed(text: str, actor: Actor, now: datetime) -> Tested:
    """The newest cases replayed; one by one only those that the reader may see."""
    total = Tested()
    for total in backtest(text, now=now, newest=NEWEST, samples=NEWEST):  # noqa: B007  # the last has all
        pass
    numbers = {case_id(item.number): item for item in total.samples}
    seen = Case.objects.filter(visible_q(actor), pk__in=list(numbers)).order_by("pk")
    shown = tuple(numbers[key] for key in seen.values_list("pk", flat=True)[:_SAMPLES])
    return replace(total, samples=shown)


def plain(text: str) -> str:
    """The text with lines that end in one character: a form sends them back in two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refused(text: str, actor: Actor, now: datetime, name: str) -> NotPublished | None:
    try:
        need_publishable(text, actor=actor, now=now, name=name)
    except NotPublished as refused:
        return refused
    return None
