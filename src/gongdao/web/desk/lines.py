"""Cases as lines of a list: in words, with what is due, and names masked for whom they do not concern."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString
from msgspec import Struct

from gongdao.casework.queries import Listed
from gongdao.casework.queries.details import Detail, details, facts_of_listed
from gongdao.letters.wording import describe_ref, say
from gongdao.people import directory
from gongdao.people.contact import mask_name
from gongdao.people.permissions import may_see_contact
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.hours import calendar_in
from gongdao.web.desk.found import excerpt, marked
from gongdao.web.desk.limits import Due, due_of
from gongdao.web.templatetags.gongdao import badge, icon

# What says without colour how a limit stands.
SIGNS: Final = {"late": "alert-triangle", "near": "hourglass", "calm": "clock", "still": "player-pause"}


class Line(Struct, frozen=True):
    """One case of a list, in words. `subject` is safe to show, with found words marked.

    `look`: late, near, calm, or still where no limit runs; `left`: what is left of it, or why none runs.
    """

    id: int
    number: str
    url: str
    status: str
    priority: str
    category: str
    subject: str
    complainant: str
    handler: str  # empty: nobody
    is_mine: bool
    order_no: str
    received_at: datetime
    due: Due | None
    look: str
    left: str
    sign: SafeString
    priority_badge: SafeString
    status_badge: SafeString


def lines(
    actor: Actor, cases: Sequence[Listed], *, language: str, now: datetime, search: str = ""
) -> tuple[Line, ...]:
    """The lines of cases that the actor was shown. One statement, and one for each kind of unknown name."""
    found = details(actor, [case.id for case in cases], texts=bool(search))
    shown = [case for case in cases if case.id in found]
    refs = {case.handler for case in shown if case.handler}
    refs |= {case.complainant for case in shown if not found[case.id].complainant_name}
    maker = _Maker(actor, directory.names(refs, language), language, now, search)
    return tuple(maker.line(case, found[case.id]) for case in shown)


class _Maker:
    """Makes the lines of one list for one reader."""

    def __init__(
        self, actor: Actor, names: dict[str, str], language: str, now: datetime, search: str
    ) -> None:
        self.actor = actor
        self.names = names
        self.language = language
        self.now = now
        self.search = search
        self.place = reverse("case", args=["0"]).removesuffix("0/")

    def line(self, case: Listed, detail: Detail) -> Line:
        words = titles(case.policy, case.policy_version, self.language)
        due = self._due(case, detail, words)
        return Line(
            id=case.id,
            number=case.number,
            url=f"{self.place}{case.number}/",
            status=case.status,
            priority=case.priority,
            category=words.get(f"category:{case.category}", ""),
            subject=self._subject(case, detail),
            complainant=_complainant(self.actor, case, detail, self.names),
            handler=describe_ref(case.handler, self.language, self.names) if case.handler else "",
            is_mine=self.actor.acts_for(case.handler),
            order_no=case.order_no,
            received_at=case.received_at,
            due=due,
            look=due.look if due is not None else "still",
            left=due.left if due is not None else self._still(detail),
            sign=icon(SIGNS[due.look if due is not None else "still"]),
            priority_badge=badge("priority", case.priority),
            status_badge=badge("status", case.status),
        )

    def _due(self, case: Listed, detail: Detail, words: Mapping[str, str]) -> Due | None:
        if detail.limit is None:
            return None
        policy = policies.version(case.policy, case.policy_version)
        calendar = calendar_in(policy, detail.limit.zone)
        return due_of(detail.limit, calendar, words, self.language, self.now)

    def _still(self, detail: Detail) -> str:
        """Why no clock runs."""
        if not detail.waiting_on:
            return say("desk.nothing_due", self.language)
        return say("desk.paused", self.language, waiting_on=detail.waiting_on)

    def _subject(self, case: Listed, detail: Detail) -> str:
        if not self.search:
            return case.subject
        return marked(excerpt(case.subject, detail.text, self.search), self.search)


def _complainant(actor: Actor, case: Listed, detail: Detail, names: dict[str, str]) -> str:
    """INT-8: the name of a customer is whole only for those who work with them on this case."""
    name = detail.complainant_name or names.get(case.complainant, "")
    if kind_of(case.complainant) != "customer":
        return name
    facts = facts_of_listed(case, detail)
    return name if may_see_contact(actor, facts, case.complainant) else mask_name(name)
