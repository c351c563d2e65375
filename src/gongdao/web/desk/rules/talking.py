"""What a policy says of talking with the customer, of orders before shipping and of the survey."""

from collections.abc import Iterable

from gongdao.rulebook.policy import FirstSteps, RemedyRules
from gongdao.web.desk.rules.lines import Line, cited
from gongdao.web.desk.rules.words import Words


def talking_lines(words: Words) -> Iterable[Line]:
    """Advice on tone, complex cases, orders before shipping, the survey; none where there is none."""
    policy, say = words.policy, words.say
    for advice in policy.advice:
        when = words.when(advice.when)
        yield Line(when.words or when.raw or say("always"), words.title(advice.advice), cited(advice.cite))
    if policy.turns_effective is not None:
        rule = policy.turns_effective
        when = words.when(rule.when)
        text = say("turning_text", events=words.words("happening", rule.on), when=when.words or when.raw)
        yield Line(say("turning"), text, cited(rule.cite))
    if policy.complexity is not None:
        when = words.when(policy.complexity.when)
        text = say("complexity_text", when=when.words or when.raw)
        yield Line(say("complexity"), text, cited(policy.complexity.cite))
    if policy.ordering is not None:
        kinds = words.words("order_change", policy.ordering.kinds)
        text = say("ordering_text", kinds=kinds, role=words.word("role", policy.ordering.signer))
        yield Line(say("ordering"), text, cited(policy.ordering.cite))
    if policy.survey is not None:
        text = say("survey_text", length=words.length(policy.survey.within))
        yield Line(say("survey"), text, cited(policy.survey.cite))
        for question in policy.survey.questions:
            title = say("question", title=words.title(question.title))
            yield Line("", title, cited(question.cite))


def offering_lines(words: Words, rules: RemedyRules) -> Iterable[Line]:
    """RES-8, RES-12: compensation step by step, and what comes before an offer in some categories."""
    if rules.steps:
        text = words.say("steps_text", percents="、".join(f"{step}%" for step in rules.steps))
        yield Line(words.say("steps"), text, cited(rules.cites.get("steps", rules.cite)))
    for item in rules.first:
        title = words.say("first", category=words.titles[f"category:{item.category}"])
        yield Line(title, "；".join(_first(words, item)), cited(item.cite))


def _first(words: Words, item: FirstSteps) -> Iterable[str]:
    if item.respond:
        yield words.say("first_respond")
    if item.exhibits:
        yield words.say("first_exhibits", kinds=words.words("exhibit", item.exhibits))
    if item.kinds:
        yield words.say("first_kinds", kinds=words.words("remedy_kind", item.kinds))
