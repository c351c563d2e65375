"""The voice: messages, their wording and their delivery."""
