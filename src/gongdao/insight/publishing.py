"""Publishing a version for everybody: published by `policies`, told to those whom it concerns.

All staff are told, and everybody who has part in an open case under the policy: that case keeps its version,
the next one will not. A first version is told to staff alone. In one transaction with the publication.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from gongdao.letters.actions import send
from gongdao.lib.statements import fetch
from gongdao.policies import queries
from gongdao.policies.actions import publish
from gongdao.policies.loading import load
from gongdao.policies.models import PolicyVersion
from gongdao.rulebook.actor import Actor

ANNOUNCED: Final = "policy_announced"
_STAFF: Final = "SELECT 'staff:' || id FROM people_staff WHERE is_active"
_PARTIES: Final = """
SELECT DISTINCT p.ref FROM casework_case c JOIN casework_party p ON p.case_id = c.id
WHERE c.open AND c.policy = %s AND p.ref NOT LIKE 'staff:%%' AND p.ref LIKE '%%:%%'
"""


def announce(text: str | bytes, *, actor: Actor, now: datetime, name: str = "policy.yaml") -> PolicyVersion:
    """Publish a version and tell everybody; the same text again tells nobody.

    Raises BadDocument or NotPublished; then nothing has changed and nobody was told.
    """
    with transaction.atomic():
        known = {(item.policy, item.version) for item in queries.all_versions()}
        row = publish(text, actor=actor, now=now, name=name)
        if (row.policy, row.version) not in known:
            _tell(row, now)
    return row


def _tell(row: PolicyVersion, now: datetime) -> None:
    policy = load(row.document)
    recipients = {ref for (ref,) in fetch(_STAFF)}
    if queries.before(row.policy, row.since) is not None:
        recipients |= {ref for (ref,) in fetch(_PARTIES, [row.policy])}
    early = policy.in_force.early
    params = {
        "policy": row.policy, "version": row.version, "since": row.since.isoformat(),
        "title_zh": policy.title.zh, "title_en": policy.title.en,
        "reason_zh": early.reason.zh if early else "", "reason_en": early.reason.en if early else "",
    }  # fmt: skip
    send(recipients, code=ANNOUNCED, params=params, now=now)
