"""One policy version as people read it: every rule in words, each with its citation."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from gongdao.rulebook.policy import Category, DeadlineRule, FindingRule, Handling, Policy, PriorityRule
from gongdao.web.desk.rules.appeals import appeal_groups, closing_lines, fund_lines
from gongdao.web.desk.rules.conduct import conduct_groups
from gongdao.web.desk.rules.levels import Group
from gongdao.web.desk.rules.lines import (
    CategoryLine,
    Cited,
    DeadlineLine,
    FindingLine,
    Line,
    PriorityLine,
    cited,
)  # fmt: skip
from gongdao.web.desk.rules.proving import file_lines, negotiation_lines, proving_groups
from gongdao.web.desk.rules.talking import offering_lines, talking_lines
from gongdao.web.desk.rules.words import Words

HandlingLine = tuple[str, tuple[str, ...], Cited]


class VersionPage(Struct, frozen=True):
    """Everything the page of a version shows."""

    policy: Policy
    title: str
    since: date
    until: date | None
    hours: tuple[tuple[str, str], ...]
    calendar: Cited
    intake: tuple[Line, ...]
    categories: tuple[CategoryLine, ...]
    priorities: tuple[PriorityLine, ...]
    risks: tuple[Line, ...]
    deadlines: tuple[DeadlineLine, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    findings: tuple[FindingLine, ...]
    finding_notes: tuple[str, ...]
    finding_cite: Cited
    remedies: tuple[Line, ...]
    caps: tuple[Line, ...]
    ladder: tuple[Line, ...]
    evidence: tuple[Group, ...]
    files: tuple[Line, ...]
    negotiation: tuple[Line, ...]
    conduct: tuple[Group, ...]
    appeals: tuple[Group, ...]
    fund: tuple[Line, ...]
    closing: tuple[Line, ...]
    handling: tuple[HandlingLine, ...]
    desk: tuple[Line, ...]


def version_page(
    policy: Policy, until: date | None, department_names: Mapping[str, str], language: str
) -> VersionPage:
    """The page of a version in one language. `until`: its last day, or that before the next version."""
    return _Maker(policy, department_names, language).page(until)


class _Maker(Words):
    """Puts one policy into words of one language."""

    def page(self, until: date | None) -> VersionPage:
        policy = self.policy
        finding = policy.finding
        return VersionPage(
            policy=policy, title=self.title(policy.title), since=policy.in_force.since, until=until,
            hours=tuple((self._days(item.days), "、".join(item.open)) for item in policy.calendar.hours),
            calendar=cited(policy.calendar.cite),
            intake=tuple(self._intake()),
            categories=tuple(self._category(item) for item in policy.categories),
            priorities=tuple(self._priority(item) for item in policy.priorities),
            risks=tuple(self._risks()),
            deadlines=tuple(self._deadline(item) for item in policy.deadlines),
            facts=tuple(
                (self.title(fact.title), tuple(self.title(fact.labels[value]) for value in fact.values))
                for fact in finding.facts
            ),
            findings=tuple(self._findings(finding)),
            finding_notes=tuple(self._finding_notes(finding)),
            finding_cite=cited(finding.cite),
            remedies=tuple(self._remedies()), caps=tuple(self._caps()), ladder=tuple(self._ladder()),
            evidence=tuple(proving_groups(self)), files=tuple(file_lines(self)),
            negotiation=tuple(negotiation_lines(self)),
            conduct=tuple(conduct_groups(self)),
            appeals=tuple(appeal_groups(self)), fund=tuple(fund_lines(self)),
            closing=tuple(closing_lines(self)),
            handling=tuple(self._handling(item) for item in policy.handling),
            desk=tuple(talking_lines(self)),
        )  # fmt: skip

    def _handling(self, item: Handling) -> HandlingLine:
        ways = tuple(self.title(way) for way in item.ways)
        return self.titles[f"category:{item.category}"], ways, cited(item.cite)

    def _days(self, days: str) -> str:
        """`mon-fri` as 周一至周五."""
        separator = self.say("to")
        return separator.join(self.say(f"day.{day}") for day in days.split("-"))

    def _intake(self) -> Iterable[Line]:
        intake = self.policy.intake
        yield Line(self.say("channels"), self.words("channel", intake.channels), cited(intake.cite))
        for item in intake.required:
            when = self.when(item.when)
            words = when.words or when.raw
            text = self.say("required_when", when=words) if words else self.say("required_always")
            yield Line(self.word("field", item.field), text, cited(item.cite))

    def _category(self, item: Category) -> CategoryLine:
        return CategoryLine(
            title=self.title(item.title),
            within=self.titles[f"category:{item.parent}"] if item.parent else "",
            department=self.departments.get(item.department, ""),
            consults=self.departments.get(item.consults, item.consults),
            words=item.words,
            cite=cited(item.cite),
        )

    def _priority(self, item: PriorityRule) -> PriorityLine:
        return PriorityLine(item.then, self.when(item.when), cited(item.cite))

    def _risks(self) -> Iterable[Line]:
        for item in self.policy.risk_words:
            yield Line(self.word("risk", item.risk), "、".join(item.words), cited(item.cite))

    def _deadline(self, rule: DeadlineRule) -> DeadlineLine:
        lengths: tuple[tuple[str, str], ...] = tuple(
            (priority, self.length(length)) for priority, length in rule.by_priority.items()
        )
        if rule.length:
            lengths = (("", self.length(rule.length)),)
        return DeadlineLine(
            id=rule.id,
            title=self.title(rule.title),
            bearer=self.word("bearer", rule.bearer),
            lengths=lengths,
            starts=self.words("happening", rule.start.on),
            when=self.when(rule.start.when),
            stops=self.words("happening", rule.stop),
            consequences=tuple(self._consequences(rule)),
            notes=tuple(self._notes(rule)),
            cite=cited(rule.cite),
            cites=tuple(cited(text) for text in rule.cites.values()),
        )

    def _consequences(self, rule: DeadlineRule) -> Iterable[str]:
        for item in rule.lapse:
            words = self.word("consequence", item.do)
            if item.do == "urge":
                words = self.say("urge_times", consequence=words, times=item.times)
            if item.do == "close":
                words = self.say("close_as", consequence=words, outcome=self.word("outcome", item.value))
            yield words

    def _notes(self, rule: DeadlineRule) -> Iterable[str]:
        if rule.own:
            yield self.say("own")
        if rule.starts != "at_once":
            yield self.say(f"starts.{rule.starts}")
        if rule.ends != "same_time":
            yield self.say(f"ends.{rule.ends}")
        if rule.holiday_moves:
            yield self.say("holiday_moves")
        if rule.pauses_while:
            yield self.say("pauses", waiting=self.words("waiting", rule.pauses_while))
        if rule.cancel:
            yield self.say("cancelled", events=self.words("happening", rule.cancel))
        if rule.warn:
            yield self.say("warned", before=[self._before(text) for text in rule.warn])
        for priority, length in rule.complex.items():
            yield self.say("complex", priority=priority, length=self.length(length))
        if rule.extensions:
            yield self.say("extensions", times=rule.extensions)

    def _before(self, text: str) -> str:
        return self.say("warn_percent", percent=text) if text.endswith("%") else self.length(text)

    def _findings(self, finding: FindingRule) -> Iterable[FindingLine]:
        for row in finding.table:
            shares = tuple((self.party(share.party), share.percent) for share in row.liable)
            yield FindingLine(self.when(row.when), shares, self.title(row.reason), cited(row.cite))

    def _finding_notes(self, finding: FindingRule) -> Iterable[str]:
        yield self.say("binding" if finding.binding else "preliminary")
        yield self.say(f"heard.{finding.heard}")
        yield self.say("found_by", role=self.words("role", finding.roles))

    def _remedies(self) -> Iterable[Line]:
        rules = self.policy.remedies
        for item in rules.kinds:
            text = self.say("within", length=self.length(item.within))
            if item.kind in rules.compensating:
                text += self.say("counts_against_cap")
            yield Line(self.word("remedy_kind", item.kind), text, cited(item.cite))

    def _caps(self) -> Iterable[Line]:
        for cap in self.policy.remedies.caps:
            code = "cap_and_amount" if cap.most_fen else "cap"
            text = self.say(code, percent=cap.percent, most_fen=cap.most_fen)
            yield Line(self.word("role", cap.role), text, cited(cap.cite))
        over = self.policy.remedies.over_cap
        if over:
            yield Line(self.say("over_cap"), self.word("role", over), cited(self.policy.remedies.cite))
        yield from offering_lines(self, self.policy.remedies)

    def _ladder(self) -> Iterable[Line]:
        for rung in self.policy.ladder:
            text = self.say("rung_by", role=self.word("role", rung.role))
            if rung.outside:
                text = self.say(f"outside.{rung.outside}", bodies=self.words("body", rung.bodies))
            if rung.only:
                text += self.say("only_major")
            yield Line(self.title(rung.title), text, cited(rung.cite))
