"""People and cases for the tests of permissions: random ones, and a few that are told apart."""

from hypothesis import strategies as st

from gongdao.people.permissions import CaseFacts
from gongdao.rulebook.actor import ROLES, Actor

STAFF = ["staff:1", "staff:2", "staff:3"]
PARTIES = ["customer:1", "customer:2", "shop:5", "technician:7", "department:orders", "department:service"]
DEPARTMENTS = ["orders", "service"]
REGIONS = ["310000", "330100"]
STATUSES = ["received", "accepted", "decided", "under_appeal", "executing", "in_mediation", "closed"]
PARTS = [
    "complainant", "respondent", "liable", "handler", "overseer", "reviewer", "collaborator", "decider",
    "heard", "obligor", "technician",
]  # fmt: skip

WAITING = [("finding", "person_asked"), ("appeal", "person_asked"), ("remedy", "due")]

actors = st.builds(
    lambda refs, roles, regions, departments: Actor(
        ref=min(refs), roles=roles, refs=refs, regions=regions, departments=departments
    ),
    refs=st.frozensets(st.sampled_from(STAFF + PARTIES), min_size=1, max_size=3),
    roles=st.frozensets(st.sampled_from(ROLES), max_size=2),
    regions=st.frozensets(st.sampled_from(REGIONS), max_size=2),
    departments=st.frozensets(st.sampled_from(DEPARTMENTS), max_size=2),
)
cases = st.builds(
    CaseFacts,
    handler=st.sampled_from(["", *STAFF]),
    region=st.sampled_from(["", *REGIONS]),
    department=st.sampled_from(["", *DEPARTMENTS]),
    status=st.sampled_from(STATUSES),
    priority=st.sampled_from(["urgent", "normal"]),
    parties=st.frozensets(
        st.tuples(st.sampled_from(STAFF + PARTIES), st.sampled_from(PARTS)) | st.sampled_from(WAITING),
        max_size=4,
    ),
)


def staff(key: int, role: str, *, departments: str = "", regions: str = "") -> Actor:
    ref = f"staff:{key}"
    return Actor(
        ref=ref,
        refs=frozenset({ref}),
        roles=frozenset(role.split()),
        departments=frozenset(departments.split()),
        regions=frozenset(regions.split()),
    )


def party(ref: str) -> Actor:
    return Actor(ref=ref, refs=frozenset({ref}))


CASE = CaseFacts(
    handler="staff:1",
    region="310000",
    department="service",
    status="accepted",
    priority="normal",
    parties=frozenset(
        {
            ("customer:1", "complainant"),
            ("technician:7", "respondent"),
            ("staff:1", "handler"),
            ("department:orders", "collaborator"),
        }
    ),
)
UNASSIGNED = CaseFacts(region="310000", department="service", status="received")
