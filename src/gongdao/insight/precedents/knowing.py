"""What is known of a case and must not be told: its people, its references, what its pictures say."""

from collections.abc import Collection

from gongdao.exhibits.readings import readings
from gongdao.people.directory import names
from gongdao.rulebook.anonymous.known import Known, known_of, refs_of
from gongdao.rulebook.anonymous.pictures import read_names
from gongdao.rulebook.reading.fields import fields_of
from gongdao.rulebook.reading.report import Report
from gongdao.rulebook.state import State


class Case:
    """A case with everything known of it, looked up once."""

    def __init__(self, state: State) -> None:
        self.state = state
        digests = {item.exhibit.sha256 for item in state.exhibits.values()}
        self.reports: dict[str, Report | None] = readings(digests)
        self.known: tuple[Known, ...] = known_of(
            state, _names(refs_of(state)), read_names(_read(self.reports.values()))
        )


def _names(refs: Collection[str]) -> list[dict[str, str]]:
    return [names(refs), names(refs, "en")]


def _read(reports: Collection[Report | None]) -> list[tuple[str, str]]:
    found = [field for report in reports if report is not None for field in fields_of(report)]
    return [(field.kind, field.value) for field in found]
