"""Balances follow the entries, and vouchers are kept, by the database (see the .sql beside this file)."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_accounts")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION ledger_account_follow CASCADE;"
            " DROP TRIGGER ledger_voucher_keep ON ledger_voucher;"
            " DROP TRIGGER ledger_voucher_no_truncate ON ledger_voucher;",
        )
    ]
