"""One request to the API: who calls, with which scopes, in which language, and when."""

from datetime import datetime
from functools import cached_property
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.utils import check_csrf

from gongdao.api.problems import Failure
from gongdao.api.reading import expected_version, idempotency_key
from gongdao.exhibits.origin import Origin, origin_of
from gongdao.letters.wording import Language, reading_language
from gongdao.people.actions import SCOPES, note_token_used
from gongdao.people.models import Account
from gongdao.people.queries import account_by_token, actor_for
from gongdao.rulebook.actor import Actor

ANY_SCOPE: Final = ""  # an operation that every token may use
_ALL: Final = frozenset(SCOPES)
_LONGEST_TOKEN: Final = 200
_READING: Final = frozenset({"GET", "HEAD"})
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="gongdao"'}


class Call:
    """A request with the answers every view needs. `identify` comes first."""

    account: Account
    actor: Actor
    scopes: frozenset[str]

    def __init__(self, request: HttpRequest, now: datetime) -> None:
        self.request = request
        self.now = now

    def identify(self, scope: str) -> None:
        """Find out who calls, by token or session, and that they may use `scope`.

        A token never allows more than its account; a session carries every scope. Raises `Failure`:
        not_signed_in, csrf_failed or scope_missing.
        """
        if "HTTP_AUTHORIZATION" in self.request.META:
            self._by_token(self.request.META["HTTP_AUTHORIZATION"])
        elif settings.SESSION_COOKIE_NAME in self.request.COOKIES:
            self._by_session()
        else:
            raise Failure("not_signed_in", headers=_CHALLENGE)
        if scope:
            self.need(scope)

    def need(self, scope: str) -> None:
        """Raise the failure scope_missing unless the caller may use this scope."""
        if scope not in self.scopes:
            challenge = f'{_CHALLENGE["WWW-Authenticate"]}, error="insufficient_scope", scope="{scope}"'
            raise Failure("scope_missing", {"scope": scope}, headers={"WWW-Authenticate": challenge})

    @cached_property
    def language(self) -> Language:
        """What `Accept-Language` prefers of our languages, else the account's language, else Chinese."""
        for tag, _ in parse_accept_lang_header(self.request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
            if tag.split("-")[0] in ("en", "zh"):
                return reading_language(tag)
        return reading_language(self.account.language if hasattr(self, "account") else None)

    @property
    def expected_version(self) -> int | None:
        """The version of the case that the caller saw."""
        return expected_version(self.request)

    @property
    def origin(self) -> Origin:
        """From where the call comes, for custody."""
        return origin_of(self.request, "api")

    @property
    def key(self) -> str | None:
        """The idempotency key, if there is one."""
        return idempotency_key(self.request)

    def _by_token(self, header: str) -> None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
            raise Failure("not_signed_in", headers=_CHALLENGE)
        bearer = account_by_token(token, now=self.now)
        if bearer is None:
            challenge = f'{_CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'
            raise Failure("not_signed_in", headers={"WWW-Authenticate": challenge})
        if bearer.last_used_date != self.now.date():
            note_token_used(token_id=bearer.token_id, now=self.now)
        self.account, self.actor, self.scopes = bearer.account, bearer.actor, bearer.scopes

    def _by_session(self) -> None:
        user = self.request.user
        if not isinstance(user, Account) or not user.is_active:
            raise Failure("not_signed_in", headers=_CHALLENGE)
        self.account, self.actor, self.scopes = user, actor_for(user), _ALL
        if self.request.method not in _READING and not self._is_from_our_page():
            raise Failure("csrf_failed")

    def _is_from_our_page(self) -> bool:
        """Whether the CSRF token is right. Looking for it reads the form; an unreadable one has none."""
        try:
            return check_csrf(self.request) is None
        except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, UnicodeError):
            return False
