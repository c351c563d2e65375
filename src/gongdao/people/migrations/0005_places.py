"""Regions and departments named by a complaint are looked up with its parties, at the cost of no statement."""

from pathlib import Path

from django.db import migrations

_HERE = Path(__file__)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_quiz")]
    operations = [
        migrations.RunSQL(
            _HERE.with_suffix(".sql").read_text(encoding="utf-8"),
            _HERE.with_name("0003_unknown.sql")
            .read_text(encoding="utf-8")
            .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        )
    ]
