"""Triggers, numbers and the chain of hashes: what Django cannot say (see the .sql beside this file)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            """
            DROP AGGREGATE casework_chain(bytea, bytea);
            DROP FUNCTION casework_chain_next, casework_chain_start, casework_new_id;
            DROP FUNCTION casework_keep CASCADE;
            """,
        )
    ]
