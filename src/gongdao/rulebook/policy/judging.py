"""Findings and claims. Appeals: `appealing`."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, Part, Title


class FindingFact(Part, frozen=True):
    """A fact the decision table asks for; closed values so that gaps can be found."""

    id: Code
    title: Title
    values: tuple[str, ...]
    labels: dict[str, Title]


class Share(Part, frozen=True):
    """`party`: a ref, or a role of the case: respondent, complainant, carrier, company."""

    party: str
    percent: Annotated[int, Meta(ge=1, le=100)]


class FindingRow(Part, frozen=True):
    """DEC-2: one line of the decision table."""

    id: Code
    when: str
    liable: tuple[Share, ...]
    cite: Cite
    reason: Title


class FindingRule(Part, frozen=True):
    """`binding`: the finding itself obliges and can be appealed; otherwise it is a preliminary judgement.

    `heard`: how a judged party gets its hearing: before (asked for a statement first) or by appeal.
    """

    binding: bool
    heard: Literal["before", "appeal"]
    facts: tuple[FindingFact, ...]
    table: tuple[FindingRow, ...]
    roles: tuple[str, ...]
    cite: Cite
    automatic: bool = False  # a machine may make findings; a person decides where a party asks for it
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`


class ClaimsRule(Part, frozen=True):
    """DEC-6: the question whether damage goes to the claims process, asked before closing."""

    categories: tuple[str, ...]
    parties: tuple[str, ...]  # ref kinds, as carrier, insurer
    from_fen: int
    cite: Cite
