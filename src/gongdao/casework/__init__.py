"""The file: cases and events, the one door `handle`, lapses, search."""
