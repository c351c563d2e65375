"""The statement of reasons of a finding or a decided appeal at the terminal (DEC-3)."""

from gongdao.casework.reasons import in_words, reasons_for
from gongdao.cli.answers import Answers
from gongdao.rulebook.actor import Actor


def show_reasons(answers: Answers, actor: Actor, number: str, key: str) -> None:
    """Facts, evidence, rule, calculation, reasons, and how to appeal. Raises CaseNotFound."""
    found = reasons_for(actor, number, key)
    words = in_words(found, answers.language)
    if answers.as_json:
        answers.json({**words._asdict(), "reasons": found.reasons})
        return
    answers.line(words.title)
    answers.line(answers.say("reasons.about", number=words.number, id=key))
    for section in words.sections:
        answers.line("")
        answers.line(section.title)
        for line in section.lines:
            answers.line(f"  · {line.text}")
