"""Suggestions for sorting a complaint (TRI-1, TRI-2, TRI-5): what it is about, its nature, mood and motive.

`suggestion.suggested` joins word lists (`faults`, `opinions`, `moods`), a reading of the sentences
(`reading`) and learned weights (`weights`); each suggestion says which words and facts spoke for it.
Offline, pure Python, well below a millisecond. A person decides.
"""
