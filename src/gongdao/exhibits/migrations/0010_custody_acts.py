"""Custody also knows that a content was sealed, and copied for a precedent."""

from typing import ClassVar

from django.db import migrations, models

ACTS = ("received", "read", "viewed", "downloaded", "copied", "exported", "mailed", "sealed", "erased")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exhibits", "0009_upload_settled")]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="custody", name="exhibits_custody_act"),
        migrations.AddConstraint(
            model_name="custody",
            constraint=models.CheckConstraint(condition=models.Q(act__in=ACTS), name="exhibits_custody_act"),
        ),
    ]
