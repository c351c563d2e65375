"""Cases and their events: fields, constraints, indexes. Written by the one statement of `writing` alone.

Triggers in the migrations refuse what Django cannot say: events and cases are never deleted, events never
changed. There are no foreign keys to the case: the row is there before anything that names it and can never
go away, so a key would cost a look-up for every row written and prove nothing.
"""

from datetime import UTC, datetime
from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

# Where a case stands in the queue when nothing is due: at the end.
NEVER_AT: Final = datetime(9999, 12, 31, tzinfo=UTC)
_NEVER: Final = models.Value("9999-12-31T00:00:00+00:00", models.DateTimeField())
_OPEN: Final = Q(open=True)
# Events that are looked through across all cases.
FILED: Final = ("survey_answered", "waybill_void_signed")
_WATCHED: Final = Q(next_due_at__isnull=False)


class Case(models.Model):
    """A case as it stands. `state` is the fold of its events; the columns repeat what lists ask for.

    `id` is the number: year-month × 10^7 + serial. `version` is the number of the last event, `chain` the
    last link. `due_at` is the earliest limit that runs (where no clock is left in an open case: the limit
    that lapsed last), `next_due_at` the earliest limit or warning mark, which is when the worker must look at
    the case again.
    """

    id = models.BigIntegerField(primary_key=True)
    version = models.IntegerField()
    policy = models.TextField()
    policy_version = models.TextField()
    status = models.TextField()
    open = models.BooleanField()
    priority = models.TextField()
    category = models.TextField()
    handler = models.TextField()
    department = models.TextField()
    region = models.TextField()
    order_no = models.TextField()
    rung = models.TextField()
    complainant = models.TextField()  # ref
    subject = models.TextField()  # beginning of the description
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_key = models.TextField()  # of the deadline that is due first
    queue_at = models.GeneratedField(
        expression=Coalesce("due_at", _NEVER), output_field=models.DateTimeField(), db_persist=True
    )
    next_due_at = models.DateTimeField(null=True)
    chain = models.BinaryField()
    state = models.JSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index("next_due_at", "id", name="casework_case_sweep", condition=_WATCHED),
            models.Index("queue_at", "id", name="casework_case_queue", condition=_OPEN),
            models.Index("handler", "queue_at", "id", name="casework_case_handler", condition=_OPEN),
            models.Index("region", "queue_at", "id", name="casework_case_region", condition=_OPEN),
            models.Index("category", "queue_at", "id", name="casework_case_category", condition=_OPEN),
            models.Index("status", "queue_at", "id", name="casework_case_status", condition=_OPEN),
            models.Index("order_no", "id", name="casework_case_order", condition=~Q(order_no="")),
            # RES-10: what was solved before, by category, newest first.
            models.Index("category", "id", name="casework_case_solved", condition=Q(status="closed")),
        ]  # fmt: skip


class Event(models.Model):
    """What happened: numbered within the case, chained by hash, never changed."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="events"
    )
    seq = models.IntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    type = models.TextField()
    body = models.JSONField()
    digest = models.BinaryField()
    chain = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            # The day of a work log (INS-5): next to nothing for each event written.
            BrinIndex(fields=["at"], name="casework_event_day", pages_per_range=32, autosummarize=True),
            # DEC-2: findings and their deviations across cases.
            models.Index("at", "case_id", name="casework_event_findings", condition=Q(type="finding_made")),
            # RES-12, RES-14: what is filed and counted across cases.
            models.Index("type", "at", name="casework_event_filed", condition=Q(type__in=FILED)),
        ]


class Party(models.Model):
    """Who has which part in a case, and what waits in it (`parts_of` the state). `open` as the case."""

    pk = models.CompositePrimaryKey("case_id", "ref", "role")
    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="parties"
    )
    ref = models.TextField()
    role = models.TextField()
    open = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("ref", "role", "case_id", name="casework_party_ref"),
            models.Index("ref", "role", "case_id", name="casework_party_open", condition=_OPEN),
        ]


class Search(models.Model):
    """The words by which a case is found (`lib.words`)."""

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="search"
    )
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar = [GinIndex("words", name="casework_search_words", gin_pending_list_limit=1024)]


class Appeal(models.Model):
    """The appeals of all cases in a narrow table: one open per finding, and the counts of APP-4."""

    pk = models.CompositePrimaryKey("case_id", "appeal")
    case_id = models.BigIntegerField()
    appeal = models.TextField()
    finding = models.TextField()
    appellant = models.TextField()
    filed_at = models.DateTimeField()
    open = models.BooleanField()
    outcome = models.TextField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("appellant", "decided_at", name="casework_appeal_counts")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_id", "finding"], condition=Q(open=True), name="casework_appeal_one_open"
            ),
        ]


class Points(models.Model):
    """The points each case gave a shop, and corrected violations with none (PEN-1, PEN-6).

    `points`: those in force, `made`: as given; the totals that decisions count are sums over these.
    """

    pk = models.CompositePrimaryKey("case_id", "entry")
    case_id = models.BigIntegerField()
    entry = models.TextField()  # D1 …, or "correction"
    shop = models.TextField()
    violation = models.TextField()
    points_group = models.TextField()
    account = models.TextField()
    points = models.IntegerField()
    made = models.IntegerField()
    given_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("shop", "given_at", name="casework_points_shop")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=F("made")), name="casework_points_only_fall"
            ),
            models.CheckConstraint(
                condition=Q(points_group__in=("a", "b")), name="casework_points_group_known"
            ),
        ]


class Sanction(models.Model):
    """The sanctions of all cases (PEN-2…4). `ends_at` None: for good."""

    pk = models.CompositePrimaryKey("case_id", "sanction")
    case_id = models.BigIntegerField()
    sanction = models.TextField()
    shop = models.TextField()
    points_group = models.TextField()
    account = models.TextField()
    step = models.TextField()
    threshold = models.IntegerField()
    measures = ArrayField(models.TextField())
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    status = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("shop", "starts_at", name="casework_sanction_shop")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="casework_sanction_lasts"
            ),
            models.CheckConstraint(
                condition=Q(status="running", ended_at=None)
                | (Q(status__in=("ended", "lifted")) & ~Q(ended_at=None)),
                name="casework_sanction_over",
            ),
        ]


class Request(models.Model):
    """What an idempotency key stands for: the events that the first command of that key brought about."""

    pk = models.CompositePrimaryKey("actor", "key")
    actor = models.TextField()
    key = models.TextField()
    fingerprint = models.BinaryField()
    case_id = models.BigIntegerField()
    first_seq = models.IntegerField()
    last_seq = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("at", name="casework_request_at")]
