from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_precedents")]

    operations = [
        migrations.AddField(
            model_name="precedentpicture",
            name="page",
            field=models.SmallIntegerField(default=1, db_default=1),
        ),
        migrations.RemoveConstraint(model_name="precedentpicture", name="insight_picture_once"),
        migrations.AddConstraint(
            model_name="precedentpicture",
            constraint=models.UniqueConstraint(
                F("precedent"), F("exhibit"), F("page"), name="insight_picture_once"
            ),
        ),
    ]
