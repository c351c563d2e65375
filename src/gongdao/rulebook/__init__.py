"""The law: policy, calendar, deadlines, decide and evolve. Pure: no Django, no clock, no I/O."""
