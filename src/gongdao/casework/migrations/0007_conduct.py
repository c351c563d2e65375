"""The points and sanctions of all cases, as decisions count them (PEN-1…9)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_findings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Points",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "entry", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.BigIntegerField()),
                ("entry", models.TextField()),
                ("shop", models.TextField()),
                ("violation", models.TextField()),
                ("points_group", models.TextField()),
                ("account", models.TextField()),
                ("points", models.IntegerField()),
                ("made", models.IntegerField()),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(models.F("shop"), models.F("given_at"), name="casework_points_shop")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", models.F("made"))),
                        name="casework_points_only_fall",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points_group__in", ("a", "b"))),
                        name="casework_points_group_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "sanction", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.BigIntegerField()),
                ("sanction", models.TextField()),
                ("shop", models.TextField()),
                ("points_group", models.TextField()),
                ("account", models.TextField()),
                ("step", models.TextField()),
                ("threshold", models.IntegerField()),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("status", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("shop"), models.F("starts_at"), name="casework_sanction_shop")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="casework_sanction_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status", "running")),
                            models.Q(
                                ("status__in", ("ended", "lifted")),
                                models.Q(("ended_at", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="casework_sanction_over",
                    ),
                ],
            },
        ),
    ]
