"""Events of a day are found without reading all: a few bytes for each block of the table, nothing per row."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_forgotten")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["at"], name="casework_event_day", pages_per_range=32
            ),
        ),
    ]
