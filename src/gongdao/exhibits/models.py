"""Evidence by content: one row per content, and who did what with it. The bytes lie in `store`."""

from typing import ClassVar, Final

from django.db import models

# "read": by the program that reads; of older rows, by a person. "viewed": a copy or what was read of it.
# "copied": with what is personal covered, for a precedent. "sealed": encrypted where it lies.
ACTS: Final = (
    "received", "read", "viewed", "downloaded", "copied", "exported", "mailed", "sealed", "erased",
)  # fmt: skip
CHANNELS: Final = ("", "page", "portal", "api", "command", "worker")
_HASHED: Final = models.Q(likeness__isnull=False)
READ_STATES: Final = ("due", "done")


class Exhibit(models.Model):
    """The content behind one SHA-256. What it shows, and in which case, is in the events of the case.

    `sm3` is filled in later for what came in before there was a second digest, and never changed.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)  # hexadecimal, lower case
    sm3 = models.CharField(max_length=64, default="", db_default="")  # as sha256; empty: not computed yet
    size_bytes = models.BigIntegerField()
    media_type = models.TextField()  # found in the content, never taken from a name
    first_seen_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index("sha256", name="exhibits_exhibit_no_sm3", condition=models.Q(sm3="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="exhibits_exhibit_sha256"
            ),
            models.CheckConstraint(
                condition=models.Q(sm3__regex="^([0-9a-f]{64})?$"), name="exhibits_exhibit_sm3"
            ),
        ]


class Erasure(models.Model):
    """That a content is gone for the law on personal data: who ordered it, when, in which case, and why.

    The row of the content, its digests and its custody stay.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()  # ref
    case_id = models.BigIntegerField()
    reason = models.TextField()
    done_at = models.DateTimeField(null=True)  # when the bytes had gone; NULL: still to be done

    class Meta:
        indexes: ClassVar = [
            models.Index("at", name="exhibits_erasure_due", condition=models.Q(done_at__isnull=True)),
        ]


class Reading(models.Model):
    """What was read from a content: `report` is a `rulebook.reading.report.Report`, empty while it is due.

    `likeness` is the hash of its first page as a signed number; near-same pictures mostly share one of its
    four bands of sixteen bits, each of which has an index.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    state = models.TextField()  # of READ_STATES
    version = models.SmallIntegerField()
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    likeness = models.BigIntegerField(null=True)
    band0 = models.IntegerField(null=True)
    band1 = models.IntegerField(null=True)
    band2 = models.IntegerField(null=True)
    band3 = models.IntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(f"band{n}", name=f"exhibits_reading_band{n}", condition=_HASHED) for n in range(4)
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=READ_STATES), name="exhibits_reading_state"),
        ]


class Custody(models.Model):
    """Who did what with a content, when, from where and in which case. Only ever added to.

    `channel` and `address` are empty where nobody came from outside, and in rows older than they.
    """

    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.TextField()  # ref
    act = models.TextField()  # of ACTS
    case_id = models.BigIntegerField(null=True)  # not yet in a case
    channel = models.TextField(default="", db_default="")  # of CHANNELS
    address = models.TextField(default="", db_default="")  # IP address

    class Meta:
        indexes: ClassVar = [models.Index("sha256", "id", name="exhibits_custody_course")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(act__in=ACTS), name="exhibits_custody_act"),
            models.CheckConstraint(condition=models.Q(channel__in=CHANNELS), name="exhibits_custody_channel"),
        ]


class Upload(models.Model):
    """A file that comes in parts. It is no evidence yet, and is forgotten when nobody goes on with it."""

    id = models.UUIDField(primary_key=True)
    owner = models.TextField()  # ref of an account's actor, or "visitor:" and a session
    name = models.TextField()
    size_bytes = models.BigIntegerField()
    offset_bytes = models.BigIntegerField(default=0)  # how far it has come
    sha256 = models.CharField(max_length=64, default="", db_default="")  # what it became; its bytes are gone
    began_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index("owner", name="exhibits_upload_owner"),
            models.Index("touched_at", name="exhibits_upload_touched"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(offset_bytes__gte=0, offset_bytes__lte=models.F("size_bytes")),
                name="exhibits_upload_offset",
            ),
        ]
