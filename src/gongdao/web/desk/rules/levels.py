"""Levels of appeal, appeals of a kind of their own, ways to hand one in, groups; line by line."""

from collections.abc import Iterable

from gongdao.rulebook.policy import AppealLevel, AppealRule, AppealVariant, KeyEvidence
from gongdao.web.desk.rules.lines import Line, cited
from gongdao.web.desk.rules.words import Words

Group = tuple[str, tuple[Line, ...]]  # a heading, and what stands below it


def level_groups(words: Words, rule: AppealRule) -> Iterable[Group]:
    """APP-11, APP-12: one group for each level, in order; none where a policy has a single one."""
    for number, level in enumerate(rule.levels, 1):
        heading = words.say("appeal.level", number=number, title=words.title(level.title))
        yield heading, tuple(_level(words, level))


def special_groups(words: Words, rule: AppealRule) -> Iterable[Group]:
    """APP-14, APP-16: kinds of appeals of their own, groups, and which way of handing in is advised when."""
    for variant in rule.variants:
        yield words.title(variant.title), tuple(_variant(words, variant))
    if rule.group is not None:
        group, cite = rule.group, cited(rule.group.cite)
        classes = "、".join(words.title(group.titles[code]) for code in group.classes)
        lines = [
            Line(
                words.say("appeal.group_from"), words.say("appeal.group_least", at_least=group.at_least), cite
            ),
            Line(words.say("appeal.group_by"), words.words("role", group.forms), cite),
            Line(words.say("appeal.group_classes"), classes, cite),
        ]
        if group.evidence is not None:
            lines.append(_evidence(words, group.evidence))
        yield words.say("appeal.group"), tuple(lines)
    if rule.channels:
        yield words.say("appeal.channels"), tuple(_channels(words, rule))


def _level(words: Words, level: AppealLevel) -> Iterable[Line]:
    """Who reviews, how often, within what time one goes on, with what, or which bodies outside."""
    say, cite = words.say, cited(level.cite)
    if level.bodies:
        yield Line(say("appeal.bodies"), "、".join(level.bodies), cite)
        return
    reviewer = words.word("role", level.reviewer or (words.policy.appeals or level).reviewer)
    if level.department:
        reviewer = say(
            "appeal.level_reviewer", role=reviewer,
            department=words.departments.get(level.department, level.department),
        )  # fmt: skip
    yield Line(say("appeal.reviewer"), reviewer, cite)
    yield Line(say("appeal.limit"), say("appeal.level_limit", limit=level.limit), cite)
    if level.evidence is not None:
        yield _evidence(words, level.evidence)
    after = next((item for item in words.policy.deadlines if item.id == level.after), None)
    if after is not None:
        yield Line(say("appeal.level_after"), words.length(after.length), cited(after.cite))
    if level.needs_new:
        yield Line(say("appeal.again"), say("appeal.needs_new"), cite)
    if level.name_missing:
        yield Line(say("appeal.rejected"), say("appeal.name_missing"), cite)


def _variant(words: Words, variant: AppealVariant) -> Iterable[Line]:
    say, cite = words.say, cited(variant.cite)
    if variant.kinds:
        yield Line(say("appeal.open_to"), words.words("ref_kind", variant.kinds), cite)
    if variant.evidence is not None:
        yield _evidence(words, variant.evidence)
    if variant.party_zone:
        yield Line(say("appeal.zone"), say("appeal.zone_text"), cite)
    if variant.note is not None:
        yield Line(say("appeal.note"), words.title(variant.note), cite)


def _channels(words: Words, rule: AppealRule) -> Iterable[Line]:
    for channel in rule.channels:
        when = words.when(channel.when)
        text = words.say(
            "appeal.channel_text", when=when.words or when.raw or words.say("always"),
            good=words.title(channel.good), but=words.title(channel.but),
        )  # fmt: skip
        yield Line(words.title(channel.title), text, cited(channel.cite))


def _evidence(words: Words, evidence: KeyEvidence) -> Line:
    return Line(words.say("appeal.evidence"), evidence_text(words, evidence), cited(evidence.cite))


def evidence_text(words: Words, evidence: KeyEvidence) -> str:
    """The kinds of which some are needed, and those that are needed each."""
    parts = []
    if evidence.kinds and evidence.at_least:
        kinds = words.words("exhibit", evidence.kinds)
        parts.append(words.say("appeal.evidence_text", at_least=evidence.at_least, kinds=kinds))
    if evidence.each:
        parts.append(words.say("appeal.evidence_each", kinds=words.words("exhibit", evidence.each)))
    return "；".join(parts)
