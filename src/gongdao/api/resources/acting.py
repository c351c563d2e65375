"""Acting on a case: one address for every command of the rulebook that a person can give."""

import inspect

from gongdao.api.answers import Reply
from gongdao.api.call import Call
from gongdao.api.outcomes import Done, reply
from gongdao.api.reading import Reader
from gongdao.api.routes import Routes, View
from gongdao.casework.actions import handle
from gongdao.letters.wording import say
from gongdao.rulebook.commands import BY_CLOCK, BY_NAME, Command, FileAppeal

routes = Routes("actions")

ON_A_CASE = {name: kind for name, kind in BY_NAME.items() if name != "open_case" and name not in BY_CLOCK}


def _act(kind: type[Command]) -> View:
    """The view that reads this command and carries it out."""
    reader = Reader(kind)

    def act(call: Call, number: str) -> Reply:
        command = reader.read(call.request)
        outcome = handle(
            command, actor=call.actor, now=call.now, number=number, idempotency_key=call.key,
            expected_version=call.expected_version, origin=call.origin,
        )  # fmt: skip
        return reply(outcome, call)

    return act


def _declare(name: str, kind: type[Command], path: str, operation: str) -> None:
    about = "" if kind.__doc__ is Command.__doc__ else inspect.cleandoc(kind.__doc__ or "")
    routes.add(
        "POST", path, scope="cases:act", body=kind, answer=Done, versioned=True, idempotent=True,
        name=operation, summary=say(f"action.{name}", "en"), description=about,
    )(_act(kind))  # fmt: skip


for _name, _kind in ON_A_CASE.items():
    _declare(_name, _kind, f"/cases/{{number}}/{_name.replace('_', '-')}", _name)
_declare("file_appeal", FileAppeal, "/cases/{number}/appeals", "file_appeal_as_resource")
