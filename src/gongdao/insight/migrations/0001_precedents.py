"""Precedents of appeals, with what the database promises of them (see the .sql beside)."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Precedent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("appeal", models.TextField()),
                ("state", models.TextField()),
                ("version", models.IntegerField(default=1)),
                ("won", models.BooleanField()),
                ("policy", models.TextField()),
                ("category", models.TextField()),
                ("ground", models.TextField()),
                ("outcome", models.TextField()),
                ("facts", models.JSONField()),
                ("texts", models.JSONField()),
                (
                    "concerned",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("drafted_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(default="")),
                ("reason", models.TextField(default="")),
                ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("id"), condition=models.Q(("state", "draft")), name="insight_precedent_due"
                    ),
                    models.Index(
                        models.F("policy"),
                        models.F("category"),
                        models.F("id"),
                        condition=models.Q(("state", "approved")),
                        name="insight_precedent_category",
                    ),
                    models.Index(
                        models.F("won"),
                        models.F("id"),
                        condition=models.Q(("state", "approved")),
                        name="insight_precedent_won",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("words"),
                        condition=models.Q(("state", "approved")),
                        name="insight_precedent_words",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("case_id"), models.F("appeal"), name="insight_precedent_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "approved", "rejected", "withdrawn", "erased"))
                        ),
                        name="insight_precedent_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                models.Q(("decided_by", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("words__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="insight_precedent_approved_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "erased"), _negated=True),
                            models.Q(("facts", {}), ("texts", {}), ("words", None)),
                            _connector="OR",
                        ),
                        name="insight_precedent_erased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrecedentAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("act", models.TextField()),
                ("what", models.TextField(default="")),
                (
                    "precedent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="insight.precedent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                (
                                    "drafted",
                                    "edited",
                                    "covered",
                                    "approved",
                                    "rejected",
                                    "withdrawn",
                                    "erased",
                                ),
                            )
                        ),
                        name="insight_act_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrecedentPicture",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("exhibit", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.TextField()),
                ("boxes", models.JSONField(default=list)),
                ("own", models.JSONField(default=list)),
                ("left_out", models.TextField(default="due")),
                ("copy", models.BinaryField(null=True)),
                (
                    "precedent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="insight.precedent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("precedent"), models.F("exhibit"), name="insight_picture_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "left_out__in",
                                (
                                    "",
                                    "due",
                                    "kind",
                                    "no_picture",
                                    "unread",
                                    "unclear",
                                    "maybe_face",
                                    "broken",
                                    "person",
                                ),
                            )
                        ),
                        name="insight_picture_left_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("left_out", ""), _negated=True),
                            ("copy__isnull", False),
                            _connector="OR",
                        ),
                        name="insight_picture_shown",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="precedentpicture",
            index=models.Index("sha256", name="insight_picture_content"),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION insight_keep CASCADE;",
        ),
    ]
