"""Whatever is raised while a request is answered becomes a problem: the one place where that is decided."""

import logging
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

from gongdao.api.call import Call
from gongdao.api.problems import (
    Changed,
    Failure,
    Problem,
    problem_of_failure,
    problem_of_refusal,
    problem_response,
)  # fmt: skip
from gongdao.api.seen import Reader
from gongdao.api.words import event_text, known_names, refs_in, refs_of
from gongdao.casework.outcome import CaseNotFound, KeyConflict, StaleCase
from gongdao.casework.store import case_for
from gongdao.exhibits.store import Unsealable
from gongdao.people.directory import names
from gongdao.rulebook.events import type_of
from gongdao.rulebook.refusal import Refused

_logger: Final = logging.getLogger("django.request")
_RETRY: Final = {"Retry-After": "5"}


def response_of_error(error: Exception, call: Call) -> HttpResponse:
    """The problem for what was raised. Anything unforeseen is logged and told without details."""
    headers = error.headers if isinstance(error, Failure) else {}
    if isinstance(error, OperationalError | InterfaceError):
        headers = _RETRY
    return problem_response(problem_of(error, call), call.language, headers)


def problem_of(error: Exception, call: Call) -> Problem:
    """The problem for what was raised, in words."""
    language = call.language
    match error:
        case Failure():
            return problem_of_failure(error, language)
        case Refused():
            known = names(refs_of(error.refusal.params), language, masked=not call.actor.is_staff)
            return problem_of_refusal(error.refusal, language, known)
        case CaseNotFound():
            return problem_of_failure(Failure("not_found"), language)
        case StaleCase():
            return problem_of_failure(_stale(error, call), language)
        case KeyConflict():
            return problem_of_failure(Failure("key_reused"), language)
        case Unsealable():
            _logger.error("An exhibit cannot be opened: %s", call.request.path, exc_info=error)
            return problem_of_failure(Failure("unavailable"), language)
        case OperationalError() | InterfaceError():
            _logger.error("The database did not answer: %s", call.request.path, exc_info=error)
            return problem_of_failure(Failure("unavailable"), language)
    _logger.error("Internal error: %s", call.request.path, exc_info=error)
    return problem_of_failure(Failure("internal_error"), language)


def _stale(error: StaleCase, call: Call) -> Failure:
    """The failure with what changed since the version the caller saw, as the caller may see it."""
    language = call.language
    stored = case_for(call.actor, error.number, lock=False)
    state = stored.state
    reader = Reader(call.actor, stored)
    shown = [one for one in error.changed if reader.may_see(one.event)]
    known = known_names(refs_in(shown), state.policy, state.policy_version, language, masked=reader.masks)
    changed = tuple(
        Changed(one.seq, one.at, one.actor, type_of(one.event), event_text(one.event, language, known))
        for one in shown
    )
    params = {"version": error.version, "expected": call.expected_version}
    return Failure("stale", params, version=error.version, changed=changed)
