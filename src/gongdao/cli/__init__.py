"""The face at the terminal."""
