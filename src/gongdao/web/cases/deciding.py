"""What the facts chosen in the form of a finding come to, said while they are chosen (DEC-2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from gongdao.letters.wording import reading_language
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.matter import case_facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.table import Reading, read
from gongdao.web.cases.found import staff_case
from gongdao.web.shell.access import signed_in

FACT = "fact_"  # prefix of the inputs for facts


def reading_of(policy: Policy, state: State, chosen: dict[str, str]) -> Reading:
    """The decision table on what is on record and what was chosen. Values it does not know are left out."""
    values = {fact.id: fact.values for fact in policy.finding.facts}
    known = {name: value for name, value in state.facts.items() if name in values}
    fitting = {name: value for name, value in chosen.items() if value in values.get(name, ())}
    return read(policy, {**case_facts(state), **known, **fitting})


@require_POST
@signed_in
def part(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Say which facts are still to be found, or what the table suggests on those that are chosen."""
    stored = staff_case(actor, number)
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    chosen = {
        key.removeprefix(FACT): value
        for key, value in request.POST.items()
        if key.startswith(FACT) and isinstance(value, str)
    }
    found = reading_of(policy, stored.state, chosen)
    english = reading_language(get_language()) == "en"
    titles = {fact.id: fact.title for fact in policy.finding.facts}
    between = ", " if english else "、"
    names = (titles[name].en if english else titles[name].zh for name in found.open)
    left = len(titles.keys() - stored.state.facts.keys() - {name for name, value in chosen.items() if value})
    return render(
        request,
        "web/cases/deciding.html",
        {"reading": found, "facts": between.join(names), "english": english, "rest": left > 0},
    )
