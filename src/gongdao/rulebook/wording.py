"""Wording 措辞: templates for replies and a check of the tone (RES-1). Advice only: no words are refused."""

from msgspec import Struct

from gongdao.rulebook.policy import Policy, Reply, Title


class Remark(Struct, frozen=True):
    """One phrase that should be put otherwise, with the advice of the policy."""

    phrase: str
    advice: Title
    cite: str


def replies_for(policy: Policy, command: str) -> tuple[Reply, ...]:
    """The templates of a policy for what is said with this command."""
    return tuple(item for item in policy.replies if item.use == command)


def tone(policy: Policy, text: str) -> tuple[Remark, ...]:
    """The phrases in a text that argue, brush off or blame, in the order of the text."""
    found = [
        (text.index(word), Remark(word, item.advice, item.cite))
        for item in policy.tone
        for word in item.words
        if word in text
    ]
    return tuple(remark for _, remark in sorted(found, key=lambda pair: pair[0]))
