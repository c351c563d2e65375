"""Which references name nobody: asked inside the statement that opens a case, so that it costs no other."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0002_promises")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), "DROP FUNCTION people_unknown;"
        )
    ]
