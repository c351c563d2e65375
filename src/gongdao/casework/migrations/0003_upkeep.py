"""Tables that change with every step of a case are tidied and counted more often than PostgreSQL would by itself.

By default it waits until a fifth of a table has changed; with a million cases that is two hundred thousand
rows that every walk along an index must step over.
"""

from django.db import migrations

_OFTEN = "autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"
_USUAL = "autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor"


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_promises")]
    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET ({_OFTEN})", f"ALTER TABLE {table} RESET ({_USUAL})")
        for table in ("casework_case", "casework_search", "casework_party")
    ]
