"""The record of the training quiz (TRN-1), with what the database promises of it (see the .sql beside)."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_unknown")]
    operations = [
        migrations.CreateModel(
            name="QuizResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("policy", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                ("taken_at", models.DateTimeField()),
                (
                    "answers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BooleanField(), size=None),
                ),
                ("right", models.PositiveSmallIntegerField()),
                ("total", models.PositiveSmallIntegerField()),
                ("pass_percent", models.PositiveSmallIntegerField()),
                ("passed", models.BooleanField()),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quizzes",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "db_table": "people_quiz",
                "indexes": [models.Index(fields=["staff", "policy", "version"], name="quiz_of_staff")],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION people_quiz_keep CASCADE; ALTER TABLE people_quiz DROP CONSTRAINT quiz_counted;",
        ),
    ]
