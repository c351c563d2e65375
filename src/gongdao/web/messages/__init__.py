"""The message centre (MSG-1)."""
