"""What the doors remember: who may follow a case by code, how often somebody tried, what was taken in."""

from typing import ClassVar

from django.db import models


class ContactCode(models.Model):
    """The contact code 查询码 of a case: only a slow, salted digest of it. The code is shown once."""

    case_id = models.BigIntegerField(primary_key=True)
    party = models.TextField()  # ref of the one who may follow the case with it
    salt = models.BinaryField()
    digest = models.BinaryField()
    issued_at = models.DateTimeField()


class Attempt(models.Model):
    """How often something limited was tried within the stretch of time that ends at `until_at`."""

    key = models.TextField(primary_key=True)  # what, and the digest of who: addresses are not kept
    count = models.IntegerField()
    until_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("until_at", name="intake_attempt_until")]


class Taken(models.Model):
    """A row of a file that became a case, so that it never becomes two.

    `key`: digest of its external number, or of its content and its turn among equal rows. `platform` and
    `code`: where its platform last said that it stands, as it came, so that it can be given back.
    """

    key = models.BinaryField(primary_key=True)
    case_id = models.BigIntegerField()
    at = models.DateTimeField()
    platform = models.TextField(default="", db_default="")
    code = models.TextField(default="", db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index("case_id", name="intake_taken_code", condition=~models.Q(code="")),
        ]


class CatalogueFile(models.Model):
    """A catalogue that somebody handed in to be looked over, kept for a day so that hits can be opened."""

    key = models.TextField(primary_key=True)  # digest of who and what
    by = models.TextField()  # ref
    shop = models.TextField()  # code
    name = models.TextField()
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("at", name="intake_catalogue_at")]
