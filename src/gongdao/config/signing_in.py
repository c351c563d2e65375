"""How people sign in: by user name or e-mail, with a second step if they set one; nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator or by a party's first complaint, never by open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth names it
        """Return False: the sign-up page answers that it is closed."""
        return False
