"""Whether a party can hand in, as a file, what it must prove its point with (EVI-1)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.policy import Policy

CODES: Final = frozenset("content_twice pictures_not_taken demanded_not_taken".split())
# Kinds of evidence that come in one sort of content only.
_ONLY: Final = {"video": "video"}


def _taken(policy: Policy) -> Iterator[Finding]:
    """Everybody can take a picture; and what the matrix demands is not refused at the door."""
    rule = policy.files
    if rule is None:
        return
    yield from twice(rule.taken, "content_twice", "files.taken", "")
    if "picture" not in rule.taken:
        yield fault("pictures_not_taken", "files.taken")
    for position, cell in enumerate(policy.evidence.matrix if policy.evidence else ()):
        for number, need in enumerate(cell.needs):
            if need.level not in ("required", "one_of"):
                continue
            refused = [kind for kind in need.kinds if _ONLY.get(kind, "picture") not in rule.taken]
            if refused and (need.level == "required" or len(refused) == len(need.kinds)):
                where = f"evidence.matrix[{position}].needs[{number}].kinds"
                yield fault("demanded_not_taken", where, kinds=refused)


CHECKS: Final[tuple[Check, ...]] = (_taken,)
