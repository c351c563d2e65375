"""The policies that come with the program beside what was published under their versions."""

from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from gongdao.policies import queries
from gongdao.policies.loading import load_document, read_bytes, shipped
from gongdao.policies.models import PolicyVersion
from gongdao.policies.plain_yaml import decoded
from gongdao.rulebook.policy import Policy

Standing = Literal["same", "new", "differs"]


class Beside(NamedTuple):
    """A shipped document, and the policy published under its version: None where there is none.

    `standing`: same text, not published yet (new), or another text; then the published one stands.
    """

    file: str
    standing: Standing
    shipped: Policy
    published: Policy | None


def beside_published() -> tuple[Beside, ...]:
    """Every shipped document, in order of their files. One statement, one more for each that differs."""
    digests = {
        (policy, version): digest
        for policy, version, digest in PolicyVersion.objects.values_list("policy", "version", "sha256")
    }
    return tuple(_beside(path, digests) for path in shipped())


def _beside(path: Path, digests: dict[tuple[str, str], str]) -> Beside:
    content, name = read_bytes(path), f"{path.parent.name}/{path.name}"
    policy = load_document(content, name=name).value
    digest = digests.get((policy.policy, policy.version))
    if digest is None:
        return Beside(name, "new", policy, None)
    if digest == sha256(decoded(content, name).encode()).hexdigest():
        return Beside(name, "same", policy, policy)
    return Beside(name, "differs", policy, queries.version(policy.policy, policy.version))
