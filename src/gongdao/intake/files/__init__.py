"""Complaints from files: a table is read, each row becomes a complaint or is rejected with its reason."""
