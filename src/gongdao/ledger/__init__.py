"""The account: money, points and quotas as append-only entries."""
