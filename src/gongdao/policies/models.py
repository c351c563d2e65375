"""Published policy versions: fields and constraints only. Written by `actions` alone."""

from typing import ClassVar

from django.db import models


class PolicyVersion(models.Model):
    """One published version of one policy, with its text as published. Never changed, never removed.

    `until` is the last day as the document says it; without one the version is in force until the next
    begins. The database refuses UPDATE, DELETE, TRUNCATE, and periods that overlap (see migration 0002).
    """

    policy = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    document = models.TextField()  # YAML as published
    sha256 = models.CharField(max_length=64)  # of the document in UTF-8
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)  # ref

    class Meta:
        db_table = "policies_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "version"], name="policy_version_once"),
            models.UniqueConstraint(fields=["policy", "since"], name="policy_version_one_start"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="policy_version_until_after_since",
            ),
        ]
