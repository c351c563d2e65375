"""Evidence by content: one row per content, and who did what with it. The bytes lie in `store`."""

from typing import ClassVar, Final

from django.db import models

ACTS: Final = ("received", "read")


class Exhibit(models.Model):
    """The content behind one SHA-256. What it shows, and in which case, is in the events of the case."""

    sha256 = models.CharField(max_length=64, primary_key=True)  # hexadecimal, lower case
    size_bytes = models.BigIntegerField()
    media_type = models.TextField()  # found in the content, never taken from a name
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="exhibits_exhibit_sha256"
            ),
        ]


class Custody(models.Model):
    """Who received or read a content, when and in which case. Only ever added to."""

    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.TextField()  # ref
    act = models.TextField()  # of ACTS
    case_id = models.BigIntegerField(null=True)  # not yet in a case

    class Meta:
        indexes: ClassVar = [models.Index("sha256", "at", name="exhibits_custody_content")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(act__in=ACTS), name="exhibits_custody_act"),
        ]
