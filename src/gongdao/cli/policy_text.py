"""How `gongdao policy` shows things to people."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongdao.cli.answers import Answers
    from gongdao.policies.checking import Checked
    from gongdao.policies.linter import Finding
    from gongdao.policies.plain_yaml import Problem
    from gongdao.policies.queries import Published
    from gongdao.policies.shipping import Beside
    from gongdao.policies.showing_rules import RuleAtWork
    from gongdao.rulebook.policy import DeadlineRule, Policy, Title


def said_problem(answers: "Answers", problem: "Problem") -> str:
    """A mistake of the document, with its place."""
    told = answers.say(f"document.{problem.code}", expected=problem.expected, found=problem.found)
    field = f" {problem.field}:" if problem.field else ""
    return f"{problem.file}:{problem.line}:{problem.column}:{field} {told}"


def said_finding(answers: "Answers", finding: "Finding", file: str, line: int) -> str:
    """A fault of the law, with its place and the code by which it is looked up."""
    told = answers.say(f"law.{finding.code}", **finding.params)
    return f"{file}:{line}: {finding.where}: {told} [{finding.code}]"


def show_list(answers: "Answers", versions: Sequence["Published"]) -> None:
    """The published versions as a table."""
    if not versions:
        answers.text("policy.none")
        return
    table = _table(answers, ["policy", "version", "title", "since", "until", "published"])
    for item in versions:
        _add(
            table, item.policy, item.version, _in(answers, item.title), str(item.since),
            str(item.until or "—"), f"{item.published_at:%Y-%m-%d}",
        )  # fmt: skip
    answers.console.print(table)


def show_rule(answers: "Answers", found: "RuleAtWork") -> None:
    """A rule in words, where each policy has it from, how its scenarios ended, and where else it is seen."""
    said = found.rule.en if answers.language == "en" else found.rule.zh
    lines = [f"{found.rule.id} {said} [{', '.join(found.rule.sources)}]"]
    lines += [f"  {policy}: {cite}" for policy, cite in found.cited]
    for item in found.played:
        mark = "✓" if item.holds else "✗"
        lines.append(f"  {mark} {item.policy}/{item.scenario}  {_in(answers, item.title)}")
    held = sum(item.holds for item in found.played)
    if found.played:
        lines.append(answers.say("policy.rule_played", held=held, scenarios=len(found.played)))
    else:
        lines.append(answers.say("policy.rule_tests"))
    if found.rule.shown_by:
        lines.append(answers.say("policy.rule_shown", where=list(found.rule.shown_by)))
    print_lines(lines)


def show_shipped(answers: "Answers", found: Iterable["Beside"]) -> None:
    """Each shipped document; where another text was published, what the shipped one would change."""
    from gongdao.insight.changes import said
    from gongdao.policies.difference import diff

    for one in found:
        policy = one.shipped
        answers.text(
            f"policy.shipped_{one.standing}", file=one.file, policy=policy.policy, version=policy.version
        )
        if one.standing == "differs" and one.published is not None:
            lines = said(diff(one.published, policy), one.published, policy, answers.language)
            for line in lines or [answers.say("policy.shipped_wording")]:
                answers.line(f"  {line}")
            if lines:
                answers.text("policy.shipped_help", command="gongdao policy publish FILE")


def show_checked(answers: "Answers", checked: Iterable["Checked"]) -> None:
    """What was found in each document; one line where nothing was."""
    for item in checked:
        lines = [said_problem(answers, problem) for problem in item.problems]
        lines += [said_finding(answers, placed.finding, item.file, placed.line) for placed in item.findings]
        lines += [
            f"{played.file}:{played.line}: "
            + answers.say(
                "policy.scenario_differs", id=played.id, where=difference.where,
                expected=difference.expected, found=difference.found,
            )
            for played in item.scenarios
            for difference in played.differences
        ]  # fmt: skip
        if lines:
            print_lines([*lines, answers.say("policy.failed", file=item.file, problems=len(lines))])
            continue
        code = "policy.checked" if item.scenarios else "policy.checked_law_only"
        answers.text(
            code, file=item.file, policy=item.policy, version=item.version, scenarios=len(item.scenarios)
        )


def show_policy(answers: "Answers", policy: "Policy") -> None:
    """A policy as people read it: its deadlines, the ladder and the decision table, each with its source."""
    until = f" – {policy.in_force.until}" if policy.in_force.until else ""
    heading = (
        f"{_in(answers, policy.title)} ({policy.policy} {policy.version}) {policy.in_force.since}{until}"
    )
    lines = [heading, "", *(_said_deadline(answers, rule) for rule in policy.deadlines), ""]
    for row in policy.finding.table:
        shares = ", ".join(f"{share.party} {share.percent}%" for share in row.liable)
        lines.append(f"{row.id}: {row.when} → {shares} [{row.cite}]")
    lines.append("")
    lines += [f"{rung.id}: {_in(answers, rung.title)} [{rung.cite}]" for rung in policy.ladder]
    if policy.files is not None:
        rule = policy.files
        said = answers.say("policy.files", largest=rule.largest_mb, most=rule.at_once, taken=list(rule.taken))
        lines += ["", f"{said} [{rule.cite}]"]
    print_lines(lines)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as they are, however long."""
    import typer

    typer.echo("\n".join(lines))


def _said_deadline(answers: "Answers", rule: "DeadlineRule") -> str:
    by_priority = ", ".join(
        f"{answers.say(f'priority.{priority}')} {length}" for priority, length in rule.by_priority.items()
    )
    lapse = ", ".join(part.do for part in rule.lapse)
    return f"{rule.id}: {_in(answers, rule.title)} {rule.length or by_priority} → {lapse} [{rule.cite}]"


def _table(answers: "Answers", columns: Sequence[str], title: str = "") -> Any:
    from rich.table import Table

    table = Table(title=title or None, title_justify="left")
    for column in columns:
        table.add_column(answers.say(f"policy.column.{column}"), overflow="fold")
    return table


def _add(table: Any, *cells: str) -> None:
    """Add a row of plain text: brackets in a path are no markup."""
    from rich.text import Text

    table.add_row(*(Text(cell) for cell in cells))


def _shown(value: Any) -> str:
    import msgspec

    return "" if value is None else value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _in(answers: "Answers", title: "Title") -> str:
    return title.en if answers.language == "en" else title.zh
