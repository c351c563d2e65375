"""Findings of a time are read without reading every event."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_filed")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.F("at"),
                models.F("case_id"),
                condition=models.Q(("type", "finding_made")),
                name="casework_event_findings",
            ),
        ),
    ]
