"""The sign-in form: allauth's, with labels of ours."""

from allauth.account.forms import LoginForm
from django.utils.translation import get_language

from gongdao.letters.wording import say


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Labels above the fields; no placeholders, which vanish when one begins to type."""

    def __init__(self, *args: object, **options: object) -> None:
        """Take what allauth gives."""
        super().__init__(*args, **options)
        language = get_language() or ""
        self.fields["login"].label = say("account.login_label", language)
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        if "remember" in self.fields:
            self.fields["remember"].label = say("account.remember", language)
