"""What the desk offers to choose from: categories, people, places and policies, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from gongdao.casework.facts import candidates
from gongdao.letters.wording import say
from gongdao.people import directory
from gongdao.policies import queries as policies
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.policy import Policy
from gongdao.web.desk.asked import Allowed
from gongdao.web.desk.tabs import NOBODY

# Those whose view holds cases of several handlers.
_SEE_HANDLERS: Final = (
    "supervisor", "city_manager", "executive", "adjudicator", "appeal_reviewer", "analyst", "auditor",
    "administrator",
)  # fmt: skip
_HANDLING: Final = frozenset({"agent", "supervisor", "city_manager", "executive"})


def allowed_for(actor: Actor, language: str, now: datetime) -> Allowed:
    """The values by which one reader can narrow the desk."""
    current = policies_now(now)
    return Allowed(
        category=categories_of(current, language),
        handler=_handlers(actor, language) if actor.has(*_SEE_HANDLERS) else {},
        department=directory.department_names(language),
        region=directory.region_names(language),
        policy={item.policy: title_of(item, language) for item in current},
    )


def policies_now(now: datetime) -> tuple[Policy, ...]:
    """Every policy with the version in force now; of one not in force, the latest."""
    found: dict[str, Policy] = {}
    for item in policies.all_versions():
        if item.policy not in found or item.since <= _day(now):
            found[item.policy] = policies.version(item.policy, item.version)
    return tuple(found.values())


def in_force_now(now: datetime) -> tuple[Policy, ...]:
    """The policies under which a complaint received now opens."""
    found = []
    for name in policies.names():
        try:
            found.append(policies.in_force(name, now))
        except policies.NoSuchPolicy:
            continue
    return tuple(found)


def categories_of(several: tuple[Policy, ...], language: str) -> Mapping[str, str]:
    """The categories of policies by code; one that several policies have is named by the first."""
    found: dict[str, str] = {}
    for policy in several:
        words = titles(policy.policy, policy.version, language)
        for item in policy.categories:
            found.setdefault(item.code, words[f"category:{item.code}"])
    return found


def title_of(policy: Policy, language: str) -> str:
    """The title of a policy."""
    return policy.title.en if language == "en" else policy.title.zh


def people_for(actor: Actor, roles: frozenset[str]) -> tuple[Candidate, ...]:
    """Who with one of these roles could be given a case: one's own departments and regions first."""
    found = [person for person in candidates() if not roles.isdisjoint(person.roles)]
    return tuple(sorted(found, key=lambda person: not _is_near(actor, person)))


def _handlers(actor: Actor, language: str) -> dict[str, str]:
    people = people_for(actor, _HANDLING)
    if actor.departments or actor.regions:
        people = tuple(person for person in people if _is_near(actor, person))
    names = directory.names([person.ref for person in people], language)
    nobody = say("desk.nobody", language)
    return {NOBODY: nobody} | {person.ref: names[person.ref] for person in people}


def _is_near(actor: Actor, person: Candidate) -> bool:
    """Whether they work in the same field; no departments or regions are all of them."""
    return all(
        not own or not other or not own.isdisjoint(other)
        for own, other in ((actor.departments, person.departments), (actor.regions, person.regions))
    )


def _day(now: datetime) -> date:
    return now.date()
