"""Finding of liability 判责 (DEC-1…5): facts, the table's suggestion, shares that sum to the whole."""

from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook import conduct, evidence
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import SYSTEM, kind_of
from gongdao.rulebook.files import need_taken
from gongdao.rulebook.matter import Matter, case_facts, parties_against
from gongdao.rulebook.policy import FindingRow, Share
from gongdao.rulebook.proving import answered, need_defaults_stand, need_none_awaited
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import State, annulled_at, current_finding
from gongdao.rulebook.table import read
from gongdao.rulebook.terms import EXHIBIT_KINDS, Liability
from gongdao.rulebook.triage import check_facts
from gongdao.rulebook.weighing import need_admissible, objections_until

WHOLE: Final = 10_000  # basis points
HEARD_KINDS: Final = frozenset({"technician", "shop", "staff"})  # parties that can be asked in person


def row_for(matter: Matter, facts: dict[str, str | int | bool]) -> FindingRow | None:
    """DEC-2: the line of the decision table that these facts fall under.

    Refuses facts that the policy does not know; asks for those that are open and can still change the line.
    """
    check_facts(matter.policy, facts)
    found = read(matter.policy, {**case_facts(matter.state), **facts})
    if found.open:
        raise refuse("DEC-2", "missing_fields", fields=list(found.open))
    return found.row


def suggested(matter: Matter, row: FindingRow | None, amount_fen: int) -> tuple[Liability, ...]:
    """What the table suggests: shares in basis points, amounts by largest remainder, to the fen."""
    if row is None:
        return ()
    shares = row.liable
    amounts = split(amount_fen, [share.percent for share in shares])
    return tuple(
        Liability(
            party=_party(matter.state, share), share_bp=share.percent * 100, amount_fen=amount, cause=row.id
        )
        for share, amount in zip(shares, amounts, strict=True)
    )


def with_amounts(liabilities: tuple[Liability, ...], amount_fen: int) -> tuple[Liability, ...]:
    """A distribution given by shares alone, with the amounts that follow from them; another as it is."""
    if any(item.amount_fen for item in liabilities):
        return liabilities
    amounts = split(amount_fen, [item.share_bp for item in liabilities])
    return tuple(replace(item, amount_fen=fen) for item, fen in zip(liabilities, amounts, strict=True))


def split(amount_fen: int, weights: list[int]) -> list[int]:
    """`amount_fen` in parts proportional to `weights`; the parts sum to it exactly (largest remainder)."""
    total = sum(weights)
    if total == 0:
        return [0 for _ in weights]
    parts = [amount_fen * weight // total for weight in weights]
    rest = amount_fen - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount_fen * weights[i] % total), i))
    for index in by_remainder[:rest]:
        parts[index] += 1
    return parts


def _party(state: State, share: Share) -> str:
    """The ref a role of the table means in this case."""
    if share.party == "complainant":
        return state.complainant.ref
    if share.party == "carrier":
        return (state.order.carrier if state.order else "") or "carrier:unknown"
    if share.party == "respondent":
        return state.respondents[0].ref if state.respondents else "company"
    for party in state.respondents:  # a kind of ref: the first respondent of that kind
        if kind_of(party.ref) == share.party:
            return party.ref
    return share.party


def make_finding(matter: Matter, command: c.MakeFinding) -> tuple[e.Event, ...]:
    """DEC-1…3: by somebody who is no party; a binding finding once, a deviation only with reason."""
    rule = matter.policy.finding
    matter.need_status(
        "received", "accepted", "negotiating", "platform_review", "in_mediation", "executing", "resolved",
        rule="DEC-1",
    )  # fmt: skip
    automatic = matter.actor.ref == SYSTEM.ref
    if not (rule.automatic and _machine_may(matter) if automatic else matter.actor.has(*rule.roles)):
        raise refuse("DEC-1", "not_permitted", role=list(rule.roles))
    standing = current_finding(matter.state)
    if standing and matter.state.findings[standing].binding:
        raise refuse("DEC-1", "already_done", id=standing)
    if not matter.actor.refs.isdisjoint(parties_against(matter.state)):
        raise refuse("DEC-1", "conflict_of_interest", ref=matter.actor.ref)
    if any(item.outcome and matter.actor.acts_for(item.reviewer) for item in matter.state.appeals.values()):
        raise refuse("APP-8", "decided_on_appeal", ref=matter.actor.ref)
    matter.need_exhibits(command.exhibits, "DEC-3")
    need_admissible(matter, command.exhibits)
    need_none_awaited(matter)
    facts = {**_known_facts(matter), **command.facts}
    need_defaults_stand(facts, matter.state)
    row = row_for(matter, facts)
    amount = command.amount_fen or matter.state.amount_fen
    suggestion = suggested(matter, row, amount)
    liabilities = with_amounts(command.liabilities, amount) or suggestion
    check_shares(liabilities)
    if sum(item.amount_fen for item in liabilities) > amount:
        raise refuse("DEC-1", "amount_over_loss", amount_fen=amount)
    need_point_kept(matter, liabilities, suggestion)
    judged = conduct.judge(matter, command, facts, liabilities)
    deviates = _shape(liabilities) != _shape(suggestion) or (judged is not None and judged.deviates)
    if deviates and not command.deviation.strip():
        raise refuse("DEC-2", "deviation_without_reason", suggested=[item.party for item in suggestion])
    if row is None and not command.exhibits:
        raise refuse("DEC-3", "no_basis")
    if rule.heard == "before":
        need_heard(matter, [item.party for item in liabilities])
    _need_another_result(matter, liabilities, facts)
    key = matter.next_id("F", matter.state.findings)
    made = e.FindingMade(
        id=key, by=matter.actor.ref, liabilities=liabilities, facts=facts, exhibits=command.exhibits,
        row=row.cite if row else "", suggested=suggestion, reasons=command.reasons,
        deviation=command.deviation if deviates else "", binding=rule.binding, automatic=automatic,
        replaces=standing, amount_fen=amount,
    )  # fmt: skip
    given = judged.events(matter, key) if judged is not None else ()
    return (made, *given, *(own_liability(key, liabilities) if rule.binding else ()))


def _machine_may(matter: Matter) -> bool:
    """Once a person was asked for, or has judged here, no machine does."""
    findings = matter.state.findings.values()
    return not any(item.person or not item.automatic for item in findings)


def need_point_kept(
    matter: Matter, liabilities: tuple[Liability, ...], suggestion: tuple[Liability, ...]
) -> None:
    """EVI-12: whoever did not prove the own point bears no less than the table says."""
    borne = _shape(liabilities)
    for item in suggestion:
        if evidence.defaulted(matter.state, item.party) and borne.get(item.party, 0) < item.share_bp:
            raise refuse("EVI-12", "default_stands", fact="", value="", party=item.party)


def own_liability(key: str, liabilities: tuple[Liability, ...]) -> tuple[e.Event, ...]:
    """The company does not appeal against itself: its share is final at once."""
    return tuple(
        e.FindingFinal(id=key, party=item.party, because="own")
        for item in liabilities
        if item.party == "company"
    )


def _known_facts(matter: Matter) -> dict[str, str | int | bool]:
    wanted = {fact.id for fact in matter.policy.finding.facts}
    return {name: value for name, value in matter.state.facts.items() if name in wanted}


def _shape(liabilities: tuple[Liability, ...]) -> dict[str, int]:
    return {item.party: item.share_bp for item in liabilities}


def check_shares(liabilities: tuple[Liability, ...]) -> None:
    """DEC-1: shares sum to the whole, no party twice, no negative amount."""
    total = sum(item.share_bp for item in liabilities)
    parties = [item.party for item in liabilities]
    if total != WHOLE or len(set(parties)) != len(parties):
        raise refuse("DEC-1", "shares_do_not_sum", total_bp=total)
    if any(item.share_bp <= 0 or item.amount_fen < 0 for item in liabilities):
        raise refuse("DEC-1", "bad_value", field="liabilities", allowed=["1…10000", "0…"])


def borne(liabilities: tuple[Liability, ...], party: str) -> tuple[int, int]:
    """The share in basis points and the amount in fen that a party bears."""
    return next(((item.share_bp, item.amount_fen) for item in liabilities if item.party == party), (0, 0))


def need_heard(matter: Matter, parties: list[str]) -> None:
    """Nobody is judged without having been asked: answered, or silent past the limit."""
    heard = {item.of for item in matter.state.statements.values() if item.given_at or item.lapsed}
    unheard = [party for party in parties if kind_of(party) in HEARD_KINDS and party not in heard]
    if unheard:
        raise refuse("DEC-5", "not_heard", parties=unheard)


def _need_another_result(
    matter: Matter, liabilities: tuple[Liability, ...], facts: dict[str, str | int | bool]
) -> None:
    """After a remand or an annulment on appeal the same result needs other facts (行政复议法 64).

    The same is who bears which share: a fen more or less, or another cause, is no other result. After a
    remand it is no worse for a sole appellant either.
    """
    for key, finding in matter.state.findings.items():
        remanded = finding.status == "remanded"
        if not remanded and annulled_at(matter.state, key) is None:
            continue
        if _shape(finding.made) == _shape(liabilities) and finding.facts == facts:
            raise refuse("APP-9", "same_result_after_remand")
        if not remanded:
            continue
        appellants = {item.appellant for item in matter.state.appeals.values() if item.finding == key}
        for party in appellants if len(appellants) == 1 else ():
            before, after = borne(finding.made, party), borne(liabilities, party)
            if after[0] > before[0] or after[1] > before[1]:
                raise refuse("APP-9", "worse_than_before", appellant=party)


def ask_statement(matter: Matter, command: c.AskStatement) -> tuple[e.Event, ...]:
    """A party that may be judged is asked for its account, with a limit and what silence means."""
    matter.need_open("DEC-5")
    if any(
        item.of == command.of and not (item.given_at or item.lapsed)
        for item in matter.state.statements.values()
    ):
        raise refuse("DEC-5", "already_done", of=command.of)
    key = matter.next_id("S", matter.state.statements)
    return (e.StatementAsked(id=key, of=command.of, question=command.question),)


def give_statement(matter: Matter, command: c.GiveStatement) -> tuple[e.Event, ...]:
    """By the one asked, within the limit."""
    matter.need_open("DEC-5")
    item = matter.state.statements.get(command.id)
    if item is None:
        raise refuse("DEC-5", "unknown_item", id=command.id)
    if not matter.actor.acts_for(item.of):
        raise refuse("DEC-5", "not_a_party", of=item.of)
    if item.given_at is not None or item.lapsed:
        raise refuse("DEC-5", "already_done", id=command.id)
    matter.need_exhibits(command.exhibits, "EVI-1")
    return (e.StatementGiven(id=command.id, of=item.of, text=command.text, exhibits=command.exhibits),)


def submit_exhibit(matter: Matter, command: c.SubmitExhibit) -> tuple[e.Event, ...]:
    """EVI-1: evidence with an explanation of what it shows."""
    matter.need_open("EVI-1")
    if not command.exhibit.explanation.strip():
        raise refuse("EVI-1", "missing_fields", fields=["explanation"])
    submitted = new_exhibits(matter, (command.exhibit.sha256,), (command,))
    if command.request:
        return (*submitted, *answered(matter, submitted, command.request))
    return submitted


def erase_exhibit(matter: Matter, command: c.EraseExhibit) -> tuple[e.Event, ...]:
    """INT-8: the content goes, also of an ended case; whoever hands it in again hands in something new."""
    if command.id not in matter.state.exhibits:
        raise refuse("INT-8", "unknown_item", id=command.id)
    if matter.state.exhibits[command.id].erased_at is not None:
        raise refuse("INT-8", "already_done", id=command.id)
    if not command.reason.strip():
        raise refuse("INT-8", "missing_fields", fields=["reason"])
    return (e.ExhibitErased(id=command.id, by=matter.actor.ref, reason=command.reason),)


def new_exhibits(
    matter: Matter, hashes: tuple[str, ...], commands: tuple[c.SubmitExhibit, ...]
) -> tuple[e.ExhibitSubmitted, ...]:
    """The events for exhibits that come in together, numbered on from those in the case.

    EVI-1: each of a known kind, since requirements and requests name kinds; files as the policy takes them.
    """
    first = len(matter.state.exhibits) + 1
    until = objections_until(matter)
    if any(command.exhibit.kind not in EXHIBIT_KINDS for command in commands):
        raise refuse("EVI-1", "bad_value", field="exhibit.kind", allowed=list(EXHIBIT_KINDS))
    if len(set(hashes)) != len(hashes):
        raise refuse("EVI-1", "bad_value", field="sha256", allowed=[])
    need_taken(matter.policy.files, [command.exhibit for command in commands])
    return tuple(
        e.ExhibitSubmitted(
            id=f"E{first + index}",
            by=matter.actor.ref,
            exhibit=command.exhibit,
            request=command.request,
            objections_until=until,
        )
        for index, command in enumerate(commands)
    )
