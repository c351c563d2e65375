"""Cases, events and what is found by them. The keys to the case stand in the tables from the start: Django
would add them later, and a composite key needs its columns at once.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("policy", models.TextField()),
                ("policy_version", models.TextField()),
                ("status", models.TextField()),
                ("open", models.BooleanField()),
                ("priority", models.TextField()),
                ("category", models.TextField()),
                ("handler", models.TextField()),
                ("department", models.TextField()),
                ("region", models.TextField()),
                ("order_no", models.TextField()),
                ("rung", models.TextField()),
                ("complainant", models.TextField()),
                ("subject", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("due_key", models.TextField()),
                (
                    "queue_at",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "due_at", models.Value("9999-12-31T00:00:00+00:00", models.DateTimeField())
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
                ("next_due_at", models.DateTimeField(null=True)),
                ("chain", models.BinaryField()),
                ("state", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="casework.case",
                    ),
                ),
                ("seq", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("type", models.TextField()),
                ("body", models.JSONField()),
                ("digest", models.BinaryField()),
                ("chain", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id",
                        "ref",
                        "role",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="parties",
                        to="casework.case",
                    ),
                ),
                ("ref", models.TextField()),
                ("role", models.TextField()),
                ("open", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "actor", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("actor", models.TextField()),
                ("key", models.TextField()),
                ("fingerprint", models.BinaryField()),
                ("case_id", models.BigIntegerField()),
                ("first_seq", models.IntegerField()),
                ("last_seq", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "appeal", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.BigIntegerField()),
                ("appeal", models.TextField()),
                ("finding", models.TextField()),
                ("appellant", models.TextField()),
                ("filed_at", models.DateTimeField()),
                ("open", models.BooleanField()),
                ("outcome", models.TextField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(models.F("appellant"), models.F("decided_at"), name="casework_appeal_counts")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("open", True)),
                        fields=("case_id", "finding"),
                        name="casework_appeal_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("next_due_at"),
                models.F("id"),
                condition=models.Q(("next_due_at__isnull", False)),
                name="casework_case_sweep",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("queue_at"),
                models.F("id"),
                condition=models.Q(("open", True)),
                name="casework_case_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("handler"),
                models.F("queue_at"),
                models.F("id"),
                condition=models.Q(("open", True)),
                name="casework_case_handler",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("status"),
                models.F("queue_at"),
                models.F("id"),
                condition=models.Q(("open", True)),
                name="casework_case_status",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("order_no"),
                models.F("id"),
                condition=models.Q(("order_no", ""), _negated=True),
                name="casework_case_order",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(models.F("at"), name="casework_request_at"),
        ),
        migrations.AddIndex(
            model_name="search",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("words"), gin_pending_list_limit=1024, name="casework_search_words"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                models.F("ref"), models.F("role"), models.F("case_id"), name="casework_party_ref"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("region"),
                models.F("queue_at"),
                models.F("id"),
                condition=models.Q(("open", True)),
                name="casework_case_region",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                models.F("ref"),
                models.F("role"),
                models.F("case_id"),
                condition=models.Q(("open", True)),
                name="casework_party_open",
            ),
        ),
    ]
