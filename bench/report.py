"""Writes docs/benchmarks.md from the results of a run: the newest of each beside the machine's limit."""
