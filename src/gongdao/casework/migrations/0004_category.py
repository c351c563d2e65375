"""The queue of one category is read in its order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_upkeep")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("category"),
                models.F("queue_at"),
                models.F("id"),
                condition=models.Q(("open", True)),
                name="casework_case_category",
            ),
        ),
    ]
