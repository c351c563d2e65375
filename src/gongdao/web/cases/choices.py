"""What the forms of a case offer to choose from: the policy's words, the people, the items of the case."""

from functools import cached_property

from gongdao.casework.facts import candidates
from gongdao.letters.wording import Language, describe_ref, format_length, say_value
from gongdao.people import directory
from gongdao.people.finding import carriers
from gongdao.people.models import Technician
from gongdao.policies.titles import titles
from gongdao.rulebook import terms
from gongdao.rulebook.evidence import ref_of
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.remedy import orderable, rungs_above
from gongdao.rulebook.state import State
from gongdao.web.cases.fields import Choices

LENGTHS = ("1h", "2h", "4h", "24h", "1d", "2d", "3d", "7d", "1wd", "2wd", "3wd", "5wd")


class Offered:
    """The choices of one case for one reader; each list is made when a form first asks for it."""

    def __init__(self, policy: Policy, state: State, language: Language) -> None:
        self.policy = policy
        self.state = state
        self.language = language

    def codes(self, area: str, values: tuple[str, ...]) -> Choices:
        """Codes of an area of the catalogue, in words."""
        return [(value, say_value(area, value, self.language, kind=area)) for value in values]

    def refs(self, refs: list[str]) -> Choices:
        """References, by name."""
        named = directory.names(refs, self.language)
        return [(ref, describe_ref(ref, self.language, named)) for ref in refs]

    @cached_property
    def categories(self) -> Choices:
        """The policy's categories."""
        words = titles(self.policy.policy, self.policy.version, self.language)
        return [(item.code, words[f"category:{item.code}"]) for item in self.policy.categories]

    @cached_property
    def violations(self) -> Choices:
        """The violations of a policy of conduct, with their group; those of the case's category first."""
        words = titles(self.policy.policy, self.policy.version, self.language)
        rules = self.policy.conduct.violations if self.policy.conduct is not None else ()
        return [
            (item.code, f"{say_value('group', item.group, self.language, kind='group')} · {words[key]}")
            for item in sorted(rules, key=lambda rule: rule.category != self.state.category)
            if (key := f"violation:{item.code}")
        ]

    @cached_property
    def departments(self) -> Choices:
        """Every department."""
        return list(directory.department_names(self.language).items())

    @cached_property
    def handlers(self) -> Choices:
        """Staff who may handle cases of this policy."""
        return self._staff(self.policy.handler_role)

    @cached_property
    def reviewers(self) -> Choices:
        """Staff who may review appeals."""
        return self._staff(self.policy.appeals.reviewer) if self.policy.appeals else []

    @cached_property
    def helpers(self) -> Choices:
        """Departments and handlers that can be asked for help."""
        departments = [(f"department:{code}", name) for code, name in self.departments]
        return departments + self.handlers

    @cached_property
    def technicians(self) -> Choices:
        """Technicians of the case's region first, then the others."""
        rows = (
            Technician.objects.filter(is_active=True)
            .order_by("number")
            .values_list("pk", "name", "region_id")
        )
        ranked = sorted(rows, key=lambda row: row[2] != self.state.region)
        return [(f"technician:{key}", name) for key, name, _ in ranked]

    @cached_property
    def carriers(self) -> Choices:
        """Every carrier."""
        return list(carriers(self.language).items())

    @cached_property
    def parties(self) -> Choices:
        """Everybody who could be liable or spoken with in this case."""
        state = self.state
        refs = [party.ref for party in state.respondents] + [state.complainant.ref]
        refs += [state.order.carrier] if state.order and state.order.carrier else ["carrier:unknown"]
        refs += [item.of for item in state.statements.values()]
        refs += ["company"]
        return self.refs(list(dict.fromkeys(refs)))

    @cached_property
    def hearable(self) -> Choices:
        """Those who may be asked for their account: also whoever may turn out to be liable (APP-10)."""
        others = self.technicians + self.carriers if self.policy.closing.after_sale else []
        return list({ref: (ref, words) for ref, words in (*self.parties, *others)}.values())

    @cached_property
    def judged(self) -> Choices:
        """Those whom a finding of this case burdens."""
        parties = [item.party for finding in self.state.findings.values() for item in finding.liabilities]
        return self.refs([ref for ref in dict.fromkeys(parties) if ref != "company"])

    @cached_property
    def exhibits(self) -> Choices:
        """The exhibits of the case."""
        return [
            (key, f"{key} · {say_value('exhibit', item.exhibit.kind, self.language, kind='exhibit')}")
            for key, item in self.state.exhibits.items()
        ]

    @cached_property
    def remedies(self) -> Choices:
        """The remedies that the policy knows."""
        return self.codes("remedy_kind", tuple(rule.kind for rule in self.policy.remedies.kinds))

    @cached_property
    def orders(self) -> Choices:
        """The remedies that are ordered without the customer's consent (RES-13): what gives no money."""
        return self.codes("remedy_kind", orderable(self.policy))

    @cached_property
    def obligors(self) -> Choices:
        """Who may have to carry out a remedy."""
        refs = ["company", *(party.ref for party in self.state.respondents)]
        return self.refs([*refs, *([self.state.handler] if self.state.handler else [])])

    @cached_property
    def sides(self) -> Choices:
        """The two sides: whoever makes an offer binds none but these (RES-4)."""
        return self.refs([ref for side in reversed(terms.SIDES) if (ref := ref_of(self.state, side))])

    def confirmers(self, proposal: str) -> Choices:
        """Whose answer to a proposal is still open, where several must confirm it (RES-5)."""
        found = self.state.proposals.get(proposal)
        return self.refs([ref for ref in found.confirmers if ref not in found.confirmed]) if found else []

    def bound_by(self, finding: str) -> Choices:
        """Whom a finding, final for them, obliges to something."""
        found = self.state.findings.get(finding)
        return self.refs(list(found.final_for) if found else [])

    @cached_property
    def order_changes(self) -> Choices:
        """The changes of an order that the policy allows before shipping."""
        ordering = self.policy.ordering
        return self.codes("order_change", tuple(ordering.kinds)) if ordering else []

    @cached_property
    def waybills(self) -> Choices:
        """The waybills of the case that are not voided yet."""
        state = self.state
        known = [item.waybill for item in state.order_changes.values()]
        known += [state.order.waybill] if state.order else []
        voided = {item.waybill for item in state.voids.values()}
        return [(number, number) for number in dict.fromkeys(known) if number and number not in voided]

    @cached_property
    def rungs(self) -> Choices:
        """The rungs within the house to which the case can still rise."""
        words = titles(self.policy.policy, self.policy.version, self.language)
        return [(rung.id, words[f"rung:{rung.id}"]) for rung in rungs_above(self.policy, self.state)]

    def bodies(self, outside: str) -> Choices:
        """The bodies outside that the policy names for mediation or referral."""
        names = [body for rung in self.policy.ladder if rung.outside == outside for body in rung.bodies]
        return [(name, say_value("body", name, self.language, kind="body")) for name in names]

    @cached_property
    def lengths(self) -> Choices:
        """Lengths for an extension."""
        return [(length, format_length(length, self.language)) for length in LENGTHS]

    @cached_property
    def exhibit_kinds(self) -> Choices:
        """The kinds of evidence that a file may be."""
        return self.codes("exhibit", tuple(kind for kind in terms.EXHIBIT_KINDS if kind != "written_answer"))

    def _staff(self, role: str) -> Choices:
        return self.refs([person.ref for person in candidates() if role in person.roles])
