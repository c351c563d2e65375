"""The same question as in 0005, answered one reference at a time and several times as fast."""

from pathlib import Path

from django.db import migrations

_HERE = Path(__file__)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_places")]
    operations = [
        migrations.RunSQL(
            _HERE.with_suffix(".sql").read_text(encoding="utf-8"),
            _HERE.with_name("0005_places.sql").read_text(encoding="utf-8"),
        )
    ]
