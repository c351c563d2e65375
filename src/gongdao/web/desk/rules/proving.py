"""Who must prove what (EVI-2), how the two sides negotiate (RES-4), and what silence means; line by line."""

from collections.abc import Iterable

from gongdao.rulebook.policy import EvidenceRule, Requirement
from gongdao.web.desk.rules.levels import Group
from gongdao.web.desk.rules.lines import Line, cited
from gongdao.web.desk.rules.words import Words


def proving_groups(words: Words) -> Iterable[Group]:
    """The matrix by claim reason, then what holds for every request; nothing where there is none."""
    rule = words.policy.evidence
    if rule is None:
        return
    yield "", tuple(_general(words, rule))
    for reason in rule.reasons:
        cells = tuple(_cell(words, item) for item in rule.matrix if item.reason == reason.code)
        if cells:
            yield words.title(reason.title), cells


def file_lines(words: Words) -> Iterable[Line]:
    """How large a file may be, how many come at once, and what they may hold."""
    rule = words.policy.files
    if rule is None:
        return
    say, cites = words.say, rule.cites
    largest = say("files.largest_text", most=rule.largest_mb)
    yield Line(say("files.largest"), largest, cited(cites.get("largest_mb", rule.cite)))
    at_once = say("files.at_once_text", most=rule.at_once)
    yield Line(say("files.at_once"), at_once, cited(cites.get("at_once", rule.cite)))
    taken = words.words("content_sort", rule.taken)
    yield Line(say("files.taken"), taken, cited(cites.get("taken", rule.cite)))


def negotiation_lines(words: Words) -> Iterable[Line]:
    """How many offers each side may make, and who confirms what the platform proposes."""
    rule = words.policy.negotiation
    if rule is None:
        return
    offers = words.say("negotiation.offers_text", offers=rule.offers)
    yield Line(words.say("negotiation.offers"), offers, cited(rule.cites.get("offers", rule.cite)))
    confirm = words.words("side", rule.confirm)
    yield Line(words.say("negotiation.confirm"), confirm, cited(rule.cites.get("confirm", rule.cite)))


def _general(words: Words, rule: EvidenceRule) -> Iterable[Line]:
    say, cite = words.say, {field: cited(text) for field, text in rule.cites.items()}
    usual = cited(rule.cite)
    code = "proving.corrections_text" if rule.corrections else "proving.corrections_none"
    corrections = say(code, times=rule.corrections)
    yield Line(say("proving.corrections"), corrections, cite.get("corrections", usual))
    if rule.meaningless:
        text = say("proving.meaningless_text", words="、".join(rule.meaningless))
        yield Line(say("proving.meaningless"), text, cite.get("meaningless", usual))
    yield Line(say("proving.chain"), say("proving.chain_text", at_least=rule.chain), cite.get("chain", usual))
    if rule.objections is not None:
        within = words.length(rule.objections.within)
        yield Line(say("proving.objections"), within, cited(rule.objections.cite))


def _cell(words: Words, item: Requirement) -> Line:
    """One cell: at which stage which side proves what, with which exhibits, and what follows otherwise."""
    title = words.say(
        "proving.cell",
        stage=words.titles[f"evidence_stage:{item.stage}"],
        side=words.word("side", item.party),
    )
    needs = "；".join(
        words.say(
            "proving.need", level=words.word("need_level", need.level), at_least=need.at_least,
            kinds=words.words("exhibit", need.kinds),
        )
        for need in item.needs
    )  # fmt: skip
    silent = "；".join(
        words.say(
            "when.found_is", fact=words.titles[f"fact:{fact}"], value=words.titles[f"fact:{fact}={value}"]
        )
        for fact, value in item.if_silent.items()
    )
    text = words.say("proving.cell_text", proves=words.title(item.proves), needs=needs, silent=silent)
    return Line(title, text, cited(item.cite))
