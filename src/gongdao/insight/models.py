"""Precedents 申诉先例: closed appeals without persons, for later appellants and reviewers (APP-17).

What happened to a precedent is only ever added (a trigger refuses the rest); a precedent is never deleted:
where its case is erased, everything it says goes, and that it was there stays.
"""

from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

STATES: Final = ("draft", "approved", "rejected", "withdrawn", "erased")
ACTS: Final = ("drafted", "edited", "covered", "approved", "rejected", "withdrawn", "erased")
# Why a picture is not shown; "" for one that is.
LEFT_OUT: Final = (
    "", "due", "kind", "no_picture", "unread", "unclear", "maybe_face", "broken", "person",
)  # fmt: skip
_APPROVED: Final = Q(state="approved")
_DRAFT: Final = Q(state="draft")


class Precedent(models.Model):
    """One decided appeal of a closed case. `texts`: anonymous, by name; `facts`: `precedents.facts.Facts`.

    `concerned`: refs of everybody who decided or was party, none of whom approves. `words`: what it is found
    by, while it is approved.
    """

    id = models.BigAutoField(primary_key=True)
    case_id = models.BigIntegerField()
    appeal = models.TextField()
    state = models.TextField()
    version = models.IntegerField(default=1)  # of what a person looks at
    won = models.BooleanField()
    policy = models.TextField()
    category = models.TextField()
    ground = models.TextField()  # the line of the decision table
    outcome = models.TextField()
    facts = models.JSONField()
    texts = models.JSONField()
    concerned = ArrayField(models.TextField())
    drafted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="")
    reason = models.TextField(default="")  # of a rejection or withdrawal
    words = SearchVectorField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("id", name="insight_precedent_due", condition=_DRAFT),
            models.Index("policy", "category", "id", name="insight_precedent_category", condition=_APPROVED),
            models.Index("won", "id", name="insight_precedent_won", condition=_APPROVED),
            GinIndex("words", name="insight_precedent_words", condition=_APPROVED),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("case_id", "appeal", name="insight_precedent_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="insight_precedent_state"),
            # Shown is only what somebody approved.
            models.CheckConstraint(
                condition=~_APPROVED | (~Q(decided_by="") & Q(decided_at__isnull=False, words__isnull=False)),
                name="insight_precedent_approved_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="erased") | Q(texts={}, facts={}, words=None),
                name="insight_precedent_erased",
            ),
        ]


class PrecedentPicture(models.Model):
    """A picture of an appeal, or `page` of a document, from 1.

    `copy`: with `boxes` and `own` covered; shown where `left_out` is "".
    `boxes` were found by the program, `own` marked by a person; both are lists of `reading.report.Box`.
    """

    id = models.BigAutoField(primary_key=True)
    precedent = models.ForeignKey(Precedent, on_delete=models.CASCADE, related_name="pictures")
    exhibit = models.TextField()
    sha256 = models.CharField(max_length=64)
    kind = models.TextField()
    page = models.SmallIntegerField(default=1, db_default=1)
    boxes = models.JSONField(default=list)
    own = models.JSONField(default=list)
    left_out = models.TextField(default="due")
    copy = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("sha256", name="insight_picture_content")]
        constraints: ClassVar = [
            models.UniqueConstraint("precedent", "exhibit", "page", name="insight_picture_once"),
            models.CheckConstraint(condition=Q(left_out__in=LEFT_OUT), name="insight_picture_left_out"),
            models.CheckConstraint(
                condition=~Q(left_out="") | Q(copy__isnull=False), name="insight_picture_shown"
            ),
        ]


class PrecedentAct(models.Model):
    """What was done with a precedent, by whom and when. Only ever added to; it says nothing of the case."""

    id = models.BigAutoField(primary_key=True)
    precedent = models.ForeignKey(Precedent, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField()
    by = models.TextField()  # ref
    act = models.TextField()
    what = models.TextField(default="")  # names of texts, the exhibit of a picture, a code

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(act__in=ACTS), name="insight_act_known"),
        ]
