"""Words of one language for one policy."""

from collections.abc import Iterable, Mapping
from typing import Any

from gongdao.letters.wording import format_length, has, reading_language, say, say_value
from gongdao.letters.wording.conditions import Unreadable, in_words
from gongdao.policies.titles import titles
from gongdao.rulebook.policy import Policy, Title
from gongdao.web.desk.rules.lines import When


class Words:
    """Says what stands in a policy."""

    def __init__(self, policy: Policy, departments: Mapping[str, str], language: str) -> None:
        self.policy = policy
        self.language = language
        self.departments = departments
        self.titles = titles(policy.policy, policy.version, language)

    def title(self, title: Title) -> str:
        return title.en if self.language == "en" else title.zh

    def say(self, code: str, **params: Any) -> str:
        return say(f"rules.{code}", self.language, names=self.titles, **params)

    def word(self, area: str, code: str) -> str:
        return say_value(area, code, self.language, kind=area, names=self.titles)

    def words(self, area: str, codes: Iterable[str]) -> str:
        return say_value(area, list(codes), self.language, kind=area, names=self.titles)

    def when(self, text: str) -> When:
        try:
            return When(words=in_words(text, self.titles, self.language))
        except Unreadable:
            return When(raw=text)

    def length(self, text: str) -> str:
        return format_length(text, reading_language(self.language))

    def party(self, party: str) -> str:
        """A liable party: a role of the case, or a kind of reference."""
        for area in ("role", "ref_kind"):
            if has(f"{area}.{party}", reading_language(self.language)):
                return self.word(area, party)
        return party
