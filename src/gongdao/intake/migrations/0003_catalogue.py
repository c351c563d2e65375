"""A catalogue that was handed in is kept for a day, so that its hits can be opened after a look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_taken")]
    operations = [
        migrations.CreateModel(
            name="CatalogueFile",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("by", models.TextField()),
                ("shop", models.TextField()),
                ("name", models.TextField()),
                ("content", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(models.F("at"), name="intake_catalogue_at")]},
        ),
    ]
