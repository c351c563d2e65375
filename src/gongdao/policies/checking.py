"""Everything that can be said of a policy document: can it be read, is it good law, do its scenarios hold."""

from pathlib import Path

from msgspec import Struct

from gongdao.policies.linter import Finding, lint
from gongdao.policies.loading import PACKS, load_document, read_bytes
from gongdao.policies.plain_yaml import BadDocument, Problem
from gongdao.policies.scenarios import FOLDER, Outcome, check_folder


class Placed(Struct, frozen=True):
    """A linter finding and its line in the document."""

    finding: Finding
    line: int


class Checked(Struct, frozen=True):
    """The result for one document. `scenarios` holds those that were played, whether they hold or not."""

    file: str
    policy: str = ""
    version: str = ""
    problems: tuple[Problem, ...] = ()
    findings: tuple[Placed, ...] = ()
    scenarios: tuple[Outcome, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing at all was found."""
        return not self.problems and not self.findings and all(item.holds for item in self.scenarios)


def check_file(path: Path) -> Checked:
    """Check a document and play the scenarios in the folder beside it. Never raises for a bad document."""
    name = str(path)
    try:
        text = read_bytes(path)
    except BadDocument as bad:
        return Checked(file=name, problems=bad.problems)
    return _checked(text, name, path.resolve().parent / FOLDER)


def check_text(text: str, name: str = "policy.yaml", *, playing: bool = True) -> Checked:
    """Check a document that stands alone. `playing`: one of a shipped policy plays the shipped scenarios."""
    return _checked(text, name, None, playing=playing)


def _checked(text: str | bytes, name: str, folder: Path | None, *, playing: bool = True) -> Checked:
    try:
        read = load_document(text, name=name)
    except BadDocument as bad:
        return Checked(file=name, problems=bad.problems)
    policy = read.value
    folder = folder or PACKS / policy.policy.replace("-", "_") / FOLDER
    findings = tuple(Placed(finding, read.line_of(finding.where)) for finding in lint(policy))
    played: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    if playing and folder.is_dir() and not findings:
        try:
            played = tuple(check_folder(policy, folder))
        except BadDocument as bad:
            problems = bad.problems
    return Checked(name, policy.policy, policy.version, problems, findings, played)
