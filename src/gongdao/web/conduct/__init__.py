"""Conduct of merchants: what a shop stands at, shops under sanctions, and the check of catalogues."""
