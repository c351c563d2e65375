"""The pages of finance: payouts, accounts, reconciliation."""
