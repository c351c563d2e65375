"""What was solved before is found by category; surveys and voided waybills by time."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_category")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("category"),
                models.F("id"),
                condition=Q(status="closed"),
                name="casework_case_solved",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.F("type"),
                models.F("at"),
                condition=Q(type__in=("survey_answered", "waybill_void_signed")),
                name="casework_event_filed",
            ),
        ),
    ]
