"""What was told by chat-bot, and what is to be tried again."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Chat",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recipient",
                        "message_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("recipient", models.TextField()),
                ("message_id", models.BigIntegerField()),
                ("state", models.TextField(db_default="due")),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("attempts", models.SmallIntegerField(db_default=0)),
            ],
            options={
                "indexes": [
                    models.Index("due_at", condition=models.Q(("state", "due")), name="letters_chat_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("due", "sent", "failed"))),
                        name="letters_chat_state",
                    )
                ],
            },
        ),
    ]
