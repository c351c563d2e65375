"""The official templates for appeals, blank: to be filled in, signed and handed in (EVI-15).

Each bears its number, by which it is recognised when it comes back as a scan (`rulebook.reading.templates`).
"""

from typing import Final

from gongdao.letters import paper as p
from gongdao.letters.wording import say
from gongdao.rulebook.reading.templates import NUMBERS

FORMS: Final = tuple(NUMBERS)
_EXHIBITS: Final = 5  # rows for exhibits


def form(kind: str, language: str) -> p.Paper:
    """A blank template. Raises KeyError for a kind that is none of FORMS."""
    number = NUMBERS[kind]

    def words(code: str) -> str:
        return say(f"template.{code}", language)

    def part(code: str) -> p.Heading:
        return p.Heading(words(code), 2)

    blocks: list[p.Block]
    if kind == "authority_proof":
        blocks = [
            part("authority.issuer"),
            _cells([words("authority.name"), words("contact"), words("authority.credit_code")]),
            part("authority.about"),
            _cells([words("case"), words("authority.whom")]),
            part("authority.facts"),
            p.Room(70),
            part("authority.basis"),
            p.Room(30),
            p.Text(words("authority.promise")),
            p.Signature((words("authority.stamp"), words("date_blank"))),
        ]
    else:
        blocks = [
            part("appellant"),
            _cells(
                [
                    say("field.particulars.name", language),
                    words("case"),
                    say("field.particulars.staff_number", language),
                    say("field.particulars.department", language),
                    words("contact"),
                ]
            ),
            part("problem"),
            p.Room(52),
            part("list"),
            p.Table(
                (words("no"), say("field.kind", language), words("stage"), words("shows")),
                tuple((str(n), "", "", "") for n in range(1, _EXHIBITS + 1)),
                widths=(1, 3, 3, 7),
                tall=True,
            ),
            part("demand"),
            p.Room(26),
            *((part("before"), p.Room(26)) if kind == "escalation_form" else ()),
            p.Text(words("promise")),
            p.Signature((words("sign_blank"), words("date_blank"))),
        ]
    title = say(f"template.title.{kind}", language)
    about = say("template.number", language, number=number)
    return p.Paper(title, language, tuple(blocks), about=about, footer=f"{title} {number}")


def _cells(names: list[str]) -> p.Table:
    return p.Table((), tuple((name, "") for name in names), widths=(1, 3), tall=True)
