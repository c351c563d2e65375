"""Letters of appeal that go to a box of the company."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0002_chat"),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "event_seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.BigIntegerField()),
                ("event_seq", models.IntegerField()),
                ("item", models.TextField()),
                ("address", models.TextField()),
                ("state", models.TextField(db_default="due")),
                ("due_at", models.DateTimeField()),
                ("attempts", models.SmallIntegerField(db_default=0)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("due_at"), condition=models.Q(("state", "due")), name="letters_post_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("due", "sent", "failed"))),
                        name="letters_post_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(("sent_at__isnull", True), models.Q(("state", "sent"), _negated=True)),
                            _connector="OR",
                        ),
                        name="letters_post_sent",
                    ),
                ],
            },
        ),
    ]
