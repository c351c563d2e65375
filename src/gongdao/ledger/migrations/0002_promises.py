"""Append-only and balanced, kept by the database (see the .sql beside this file)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION ledger_entry_balance CASCADE; DROP FUNCTION ledger_entry_keep CASCADE;",
        )
    ]
