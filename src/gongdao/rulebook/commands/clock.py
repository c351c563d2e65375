"""Commands: by the clock alone."""

from gongdao.rulebook.bounds import Name
from gongdao.rulebook.commands.base import Command


class LapseDeadline(Command, frozen=True, tag="lapse_deadline"):
    """By the clock: a limit has passed."""

    key: Name


class WarnDeadline(Command, frozen=True, tag="warn_deadline"):
    """By the clock: a warning mark is reached."""

    key: Name
