"""The doors in: form, e-mail, chat, hotline note, bulk file."""
