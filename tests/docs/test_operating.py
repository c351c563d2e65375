"""What docs/operating.md gives to copy works: the program for the company, the questions to the database."""

import re

from django.db import connection

from .documents import DOCS, examples

_GUIDE = DOCS / "operating.md"


def test_the_program_that_enters_the_company_works(db: None) -> None:
    from gongdao.people.models import Department, Organisation, Region, Shop, Technician

    (program,) = examples(_GUIDE, "python")
    assert "with program():" in program.text
    # The test database is open already; `program()` would open the one of an installation.
    text = program.text.replace("with program():", "if True:")
    for _ in range(2):
        exec(compile(text, "company.py", "exec"), {})  # noqa: S102  # the example, as people run it
    counted = {
        model.__name__: model.objects.count()
        for model in (Department, Organisation, Region, Shop, Technician)
    }
    assert counted == {"Department": 2, "Organisation": 1, "Region": 1, "Shop": 1, "Technician": 1}


def test_the_questions_to_the_database_can_be_asked(db: None) -> None:
    questions = re.findall(r"`(SELECT [^`]+)`", _GUIDE.read_text(encoding="utf-8"))
    assert len(questions) == 3
    with connection.cursor() as cursor:
        for question in questions:
            cursor.execute(question)
            assert cursor.description
