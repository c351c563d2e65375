"""A second digest of each content, filled in once (see the .sql beside this file)."""

from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exhibits", "0003_reading")]
    operations = [
        migrations.AddField(
            model_name="exhibit",
            name="sm3",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="exhibit",
            index=models.Index(
                models.F("sha256"), condition=models.Q(("sm3", "")), name="exhibits_exhibit_no_sm3"
            ),
        ),
        migrations.AddConstraint(
            model_name="exhibit",
            constraint=models.CheckConstraint(
                condition=models.Q(("sm3__regex", "^([0-9a-f]{64})?$")), name="exhibits_exhibit_sm3"
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION exhibits_exhibit_fill CASCADE; DROP TRIGGER exhibits_exhibit_keep ON exhibits_exhibit;"
            " CREATE TRIGGER exhibits_exhibit_keep BEFORE UPDATE OR DELETE ON exhibits_exhibit"
            " FOR EACH STATEMENT EXECUTE FUNCTION exhibits_keep();",
        ),
    ]
