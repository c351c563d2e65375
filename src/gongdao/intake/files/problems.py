"""What is wrong with a file or a row, as data; the words are `intake.<code>` and `intake.help.<code>`."""

from typing import Any

from msgspec import Struct


class Problem(Struct, frozen=True):
    """Why a row was not taken. `refusal`: the code is one of the rulebook, said as `refusal.<code>`."""

    rule: str
    code: str
    params: dict[str, Any] = {}
    remedy: str = ""
    refusal: bool = False


class BadValue(ValueError):
    """A value of a row cannot be taken."""

    def __init__(self, rule: str, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(rule, code, params)


class BadFile(ValueError):
    """The file as a whole cannot be taken; nothing of it was."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
