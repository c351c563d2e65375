"""Payouts are kept by the database (see the .sql beside this file)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_payouts")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION ledger_payout_keep CASCADE;"
            " DROP TRIGGER ledger_payoutstep_keep ON ledger_payoutstep;"
            " DROP TRIGGER ledger_payoutstep_no_truncate ON ledger_payoutstep;",
        )
    ]
