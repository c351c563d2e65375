"""Published versions stand, and no two are in force on one day (see the .sql beside this file)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION policies_version_apart CASCADE; DROP FUNCTION policies_version_keep CASCADE;",
        )
    ]
