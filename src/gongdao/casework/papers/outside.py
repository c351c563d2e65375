"""The letter that goes with the chain of evidence to a body outside: 消费者协会, 市场监管 (APP-12)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from gongdao.casework.naming import named
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored
from gongdao.letters import paper as p
from gongdao.letters.wording import describe_ref, reading_language, say, say_value
from gongdao.lib.ids import case_number
from gongdao.people.permissions import may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.appeal.rule import levels_of
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State


def bodies_of(policy: Policy) -> tuple[str, ...]:
    """The bodies outside to which a policy leads: after its last level of appeal, and on its ladder."""
    levels = levels_of(policy.appeals) if policy.appeals is not None else ()
    named_ones = [body for level in levels for body in level.bodies]
    named_ones += [body for rung in policy.ladder for body in rung.bodies]
    return tuple(dict.fromkeys(named_ones))


def covering_letter(actor: Actor, stored: Stored, body: str, *, now: datetime, language: str) -> p.Paper:
    """The letter of `actor` to `body`: who complains of whom, what was decided, what is enclosed.

    Made of the record; what the writer still wants to say goes into the room left for it, in the DOCX.
    """
    language = reading_language(language)
    state, number = stored.state, case_number(stored.case_id)
    masked = not may_see_contact(actor, Showing(actor, state).case, state.complainant.ref)
    names = dict(titles(state.policy, state.policy_version, language))
    names |= named(state, (), language, masked=masked)
    policy = policies.version(state.policy, state.policy_version)
    party = next((ref for ref in _parties(state) if actor.acts_for(ref)), actor.ref)

    def words(code: str, **values: Any) -> str:
        return say(f"outside.{code}", language, names=names, **values)

    others = [one.ref for one in state.respondents if one.ref != party]
    against = [*(describe_ref(one, language, names) for one in others), words("company")]
    title = policy.title.en if language == "en" else policy.title.zh
    rows = [
        (words("writer"), describe_ref(party, language, names)),
        (words("against"), ("、" if language != "en" else ", ").join(against)),
        (say("letter.number", language), number),
        (say("field.order_no", language), state.order_no),
        (say("letter.policy", language), f"{title} {policy.version}"),
    ]
    showing = Showing(actor, state)
    shown = showing.appeals()
    blocks: tuple[p.Block, ...] = (
        p.Text(words("to", body=say_value("body", body, language, kind="body"))),
        p.Facts(tuple((name, value) for name, value in rows if value)),
        p.Heading(words("matter")),
        p.Text(words("received", at=state.received_at)),
        p.Text(state.description or "—", "said"),
        p.Heading(words("inside")),
        p.Items(tuple(p.Entry(text) for text in _steps(showing, words)) or (p.Entry(words("none")),)),
        p.Heading(words("asked")),
        p.Text(next((one.demand for one in reversed(shown.values()) if actor.acts_for(one.appellant)), "……")),
        p.Heading(words("enclosed")),
        p.Items(
            (
                p.Entry(words("enclosed.file", number=number), words("enclosed.check", file="verify.py")),
                p.Entry(words("enclosed.paper", file="case.pdf")),
                p.Entry(words("enclosed.evidence", file="case.pdf", count=len(state.exhibits))),
            )
        ),
        p.Signature((describe_ref(party, language, names), say_value("at", now, language, kind="instant"))),
    )
    return p.sound(
        p.Paper(
            words("title"),
            language,
            blocks,
            header=say("letter.header", language, number=number),
            footer=words("footer", number=number),
        )
    )


def _parties(state: State) -> tuple[str, ...]:
    """Complainant, respondents, and who was judged; each once."""
    judged = [one.party for finding in state.findings.values() for one in finding.made]
    return tuple(dict.fromkeys([state.complainant.ref, *(one.ref for one in state.respondents), *judged]))


def _steps(showing: Showing, words: Callable[..., str]) -> Iterator[str]:
    """What was decided inside and may be known to the writer, in order of time."""
    found: list[tuple[datetime, str]] = []
    if showing.inside or showing.audience("judged"):
        for key, finding in showing.state.findings.items():
            found.append((finding.at, words("found", at=finding.at, id=key, liabilities=finding.made)))
    for key, appeal in showing.appeals().items():
        found.append((appeal.filed_at, words("appealed", at=appeal.filed_at, id=key)))
        if appeal.decided_at is not None and appeal.outcome is not None:
            decided = words("decided", at=appeal.decided_at, id=key, outcome=appeal.outcome)
            found.append((appeal.decided_at, decided))
    yield from (text for _, text in sorted(found))
