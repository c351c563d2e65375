"""Who: the account a person signs in with."""

from django.contrib.auth.models import AbstractUser


class Account(AbstractUser):
    """A person who can sign in."""
