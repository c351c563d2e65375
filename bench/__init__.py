"""Measures the program beside what the machine itself can do. `make bench`, see `bench/README.md`."""
