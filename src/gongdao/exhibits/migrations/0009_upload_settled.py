"""An upload that became evidence tells what it became, so that the same call can be answered again."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exhibits", "0008_mailed")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="upload",
            name="sha256",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
    ]
