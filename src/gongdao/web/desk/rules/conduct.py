"""Violations of merchants: points, correction, defence, sanctions (PEN-1…9); line by line."""

from collections.abc import Iterable

from gongdao.rulebook.policy import ConductRule, SanctionRule, Violation
from gongdao.web.desk.rules.levels import Group
from gongdao.web.desk.rules.lines import Line, cited
from gongdao.web.desk.rules.words import Words


def conduct_groups(words: Words) -> Iterable[Group]:
    """For each group of points: how long they hold, which violations give how many, what follows."""
    rule = words.policy.conduct
    if rule is None:
        return
    for account in rule.accounts:
        holds = Line(words.say("conduct.holds"), words.word("holds", account.holds), cited(account.cite))
        acts = [_violation(words, item) for item in rule.violations if item.group == account.group]
        follows = [_sanction(words, item) for item in rule.sanctions if item.group == account.group]
        yield words.title(account.title), (holds, *acts, *follows)
    general = tuple(_general(words, rule))
    yield words.say("conduct.general"), general


def _violation(words: Words, item: Violation) -> Line:
    say = words.say
    points = "conduct.points" if item.lowest == item.highest else "conduct.points_between"
    parts = [say(points, least=item.lowest, points=item.points, most=item.highest)]
    if item.correction:
        parts.append(say("conduct.correction", length=words.length(item.correction)))
    kinds = words.words("exhibit", item.defence.kinds)
    parts.append(say("conduct.defence", text=words.title(item.defence.text), kinds=kinds))
    return Line(words.title(item.title), "；".join(parts), cited(item.cite))


def _sanction(words: Words, item: SanctionRule) -> Line:
    title = words.say("conduct.every" if item.every else "conduct.reached", points=item.at)
    text = words.say(
        "conduct.for_days" if item.days else "conduct.for_good",
        measures=words.words("measure", item.measures), days=item.days,
    )  # fmt: skip
    return Line(title, text, cited(item.cite))


def _general(words: Words, rule: ConductRule) -> Iterable[Line]:
    say = words.say
    first = say("conduct.first_text", days=rule.first_within_days)
    cite = rule.cites.get("first_within_days", rule.cite)
    yield Line(say("conduct.first"), first, cited(cite))
    if rule.conversion is not None:
        table = "、".join(
            say("conduct.exchange", old=item.old, points=item.points) for item in rule.conversion.b
        )
        text = say("conduct.conversion_text", before_date=rule.conversion.before, table=table)
        yield Line(say("conduct.conversion"), text, cited(rule.conversion.cite))
