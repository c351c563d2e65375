"""The lines of the desk's table as HTML.

Fifty lines of a dozen values each are most of what a page of the desk costs, and a template takes many times
as long as Python to put them in their places. So this table is drawn here; what surrounds it is a template.
"""

from collections.abc import Iterable
from typing import Final

from django.utils.safestring import SafeString

from gongdao.letters.wording import Language, say
from gongdao.web.desk.limits import Due
from gongdao.web.desk.lines import Line
from gongdao.web.shell.drawing import filled

_LINE: Final = """
<tr class="desk-line desk-{look}" data-line>
  {check}
  <td class="desk-due">
    <div class="due due-{look}">{sign}<span>{left}</span></div>
    {due}
  </td>
  <td class="desk-case">
    <a class="desk-subject" href="{url}">{subject}</a>
    <div class="desk-facts">{priority} <span class="desk-number">{number}</span> <span>{category}</span>{order}</div>
  </td>
  <td class="desk-complainant" data-label="{of_complainant}">{complainant}</td>
  <td class="desk-handler" data-label="{of_handler}">{handler}</td>
  <td class="desk-status">{status}</td>
</tr>"""  # noqa: E501  # a line of the page
_CHECK: Final = (
    '<td class="desk-check"><input class="form-check-input" type="checkbox" name="case" value="{number}"'
    ' aria-label="{select} {number}"></td>'
)
_DUE: Final = """<div class="due-what">{title}<span class="text-secondary">{bearer}</span></div>
    <time class="due-at" datetime="{due_at}">{day}</time>"""
_ORDER: Final = ' <span class="text-nowrap">{word} {number}</span>'
_MINE: Final = '{name} <span class="text-secondary">{me}</span>'
_NOBODY: Final = '<span class="text-secondary">{nobody}</span>'
_NOTHING: Final = SafeString()


def drawn(lines: Iterable[Line], *, selectable: bool, language: Language) -> SafeString:
    """The lines as rows of the table; `selectable`: each with a box to tick."""
    table = _Table(selectable, language)
    return SafeString("".join(map(table.row, lines)))


class _Table:
    """Words that all lines share, said once."""

    def __init__(self, selectable: bool, language: Language) -> None:
        self._selectable = selectable
        self._select = say("desk.select", language)
        self._order = say("desk.order", language)
        self._me = say("desk.me", language)
        self._nobody = filled(_NOBODY, nobody=say("desk.nobody", language))
        colon = say("desk.colon", language)
        self._of_complainant = say("desk.column.complainant", language) + colon
        self._of_handler = say("desk.column.handler", language) + colon

    def row(self, line: Line) -> SafeString:
        return filled(
            _LINE, look=line.look, sign=line.sign, left=line.left, url=line.url, subject=line.subject,
            priority=line.priority_badge, status=line.status_badge, number=line.number,
            category=line.category, complainant=line.complainant, of_complainant=self._of_complainant,
            of_handler=self._of_handler, handler=self._handler(line),
            check=filled(_CHECK, number=line.number, select=self._select) if self._selectable else _NOTHING,
            due=_due(line.due) if line.due is not None else _NOTHING,
            order=filled(_ORDER, word=self._order, number=line.order_no) if line.order_no else _NOTHING,
        )  # fmt: skip

    def _handler(self, line: Line) -> str:
        if not line.handler:
            return self._nobody
        return filled(_MINE, name=line.handler, me=self._me) if line.is_mine else line.handler


def _due(due: Due) -> SafeString:
    return filled(_DUE, title=due.title, bearer=due.bearer, due_at=due.due_at.isoformat(), day=due.day)
