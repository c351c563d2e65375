"""Read a policy document, and find the documents shipped with the program."""

from pathlib import Path
from typing import Final

from gongdao.policies.document import Document, read_document
from gongdao.policies.plain_yaml import BadDocument, Problem
from gongdao.rulebook.policy import Policy

PACKS: Final = Path(__file__).parent / "packs"


def load(text: str | bytes, *, name: str = "policy.yaml") -> Policy:
    """Read the text of a policy. Raises BadDocument with every mistake, its line and its field.

    A policy that can be read may still be a bad law: `linter.lint` looks at that.
    """
    return load_document(text, name=name).value


def load_document(text: str | bytes, *, name: str = "policy.yaml") -> Document[Policy]:
    """Read the text of a policy and keep the line of each field. Raises BadDocument."""
    return read_document(text, Policy, name=name)


def read_bytes(path: Path) -> bytes:
    """The bytes of a document. Raises BadDocument when the file cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadDocument((Problem("unreadable", str(path), 1, 1, "", found=reason),)) from error


def shipped() -> tuple[Path, ...]:
    """The policy documents that come with the program, older versions of a policy first."""
    return tuple(sorted(PACKS.glob("*/policy*.yaml")))
