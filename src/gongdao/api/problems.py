"""Problems: every error is `application/problem+json` (RFC 9457), in the reader's language.

Code raises `Failure` with a code of `STATUSES` or the `Refusal` of the rulebook; only here do they become
sentences and a status. The codes are closed: each has a title and a detail in the catalogue (tested).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from django.http import HttpResponse
from msgspec import Struct

from gongdao.letters.wording import say
from gongdao.rulebook.refusal import REMEDIES, Refusal

CONTENT_TYPE: Final = "application/problem+json"
REFERENCE: Final = "/api/docs"

STATUSES: Final[dict[str, int]] = {
    "malformed": 400,  # not JSON
    "malformed_form": 400,
    "not_utf8": 400,
    "duplicate_name": 400,
    "bad_header": 400,
    "not_signed_in": 401,
    "scope_missing": 403,
    "csrf_failed": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "stale": 409,
    "key_reused": 409,
    "wrong_offset": 409,
    "upload_unfinished": 409,
    "length_required": 411,
    "body_too_large": 413,
    "unsupported_media_type": 415,
    "invalid": 422,
    "too_many_uploads": 429,
    "internal_error": 500,
    "unavailable": 503,
}
# A refusal by the law is 422: understood and well-formed, but a rule speaks against it. Two kinds are told
# apart, because programs treat them differently.
_OF_THE_MOMENT: Final = frozenset(  # 409: the case is not in the state for it; look again
    {
        "not_in_this_state", "case_closed", "already_done", "nothing_to_change", "not_yet_due",
        "proposal_open", "remedies_open", "appeal_still_open", "claims_question_open", "follow_up_missing",
    }
)  # fmt: skip
_OF_THE_PERSON: Final = frozenset(  # 403: not for this account, whatever the state
    {
        "not_permitted",
        "role_not_here",
        "conflict_of_interest",
        "not_a_party",
        "not_verified",
        "own_approval",
        "own_confirmation",
    }
)


class FieldError(Struct, frozen=True):
    """What is wrong with one field: its path as `complainant.name`, a code, and a sentence."""

    field: str
    code: str
    message: str


class Changed(Struct, frozen=True):
    """An event that happened since the version the caller knew."""

    seq: int
    at: datetime
    actor: str
    type: str
    text: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457 problem details. `code` is stable; `title`, `detail` and `remedy_text` are for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    rule: str = ""
    remedy: str = ""
    remedy_text: str = ""
    params: dict[str, Any] = {}
    errors: tuple[FieldError, ...] = ()
    version: int = 0
    changed: tuple[Changed, ...] = ()


class Wrong(NamedTuple):
    """A field error before it is said: `invalid.<code>` of the catalogue with its values."""

    field: str
    code: str
    params: Mapping[str, Any]


class Failure(Exception):
    """The request cannot be answered as asked. `extra` are further members of the problem."""

    def __init__(
        self,
        code: str,
        params: Mapping[str, Any] | None = None,
        *,
        wrong: Sequence[Wrong] = (),
        headers: Mapping[str, str] | None = None,
        version: int = 0,
        changed: tuple[Changed, ...] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params = dict(params or {})
        self.wrong = wrong
        self.headers = headers or {}
        self.version = version
        self.changed = changed


def invalid(field: str, code: str, **params: Any) -> Failure:
    """The failure for one field that is not as it must be."""
    return Failure("invalid", wrong=(Wrong(field, code, params),))


def refusal_status(code: str) -> int:
    """The HTTP status of a refusal: 403, 409 or 422."""
    if code in _OF_THE_PERSON:
        return 403
    return 409 if code in _OF_THE_MOMENT else 422


REFUSAL_STATUSES: Final = {code: refusal_status(code) for code in REMEDIES}


def problem_of_failure(failure: Failure, language: str) -> Problem:
    """A failure in words."""
    code = failure.code
    return Problem(
        type=f"{REFERENCE}#{code}",
        title=say(f"problem.{code}.title", language),
        status=STATUSES[code],
        detail=say(f"problem.{code}.detail", language, **failure.params),
        code=code,
        params=failure.params,
        errors=tuple(
            FieldError(field, what, say(f"invalid.{what}", language, **params))
            for field, what, params in failure.wrong
        ),
        version=failure.version,
        changed=failure.changed,
    )


def problem_of_refusal(refusal: Refusal, language: str, names: Mapping[str, str] | None = None) -> Problem:
    """A refusal in words: what, the rule it rests on, and what would help. `names`: titles of the policy."""
    params = {name: value for name, value in refusal.params.items() if name not in ("zone", "names")}
    return Problem(
        type=f"{REFERENCE}#{refusal.code}",
        title=say("problem.refused.title", language),
        status=REFUSAL_STATUSES[refusal.code],
        detail=say(f"refusal.{refusal.code}", language, names=names, **params),
        code=refusal.code,
        rule=refusal.rule,
        remedy=refusal.remedy,
        remedy_text=say(f"remedy.{refusal.remedy}", language, names=names, **params),
        params=params,
    )


def problem_response(
    problem: Problem, language: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The HTTP answer for a problem."""
    response = HttpResponse(
        msgspec.json.encode(problem, enc_hook=str), status=problem.status, content_type=CONTENT_TYPE
    )
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
