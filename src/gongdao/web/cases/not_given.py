"""Why an exhibit is not given out, as a page."""

import logging
from typing import Final

from django.http import HttpRequest, HttpResponse

from gongdao.casework.store import Stored
from gongdao.exhibits.store import Unsealable
from gongdao.rulebook.refusal import Refused
from gongdao.web.shell.errors import error_page

logger = logging.getLogger(__name__)
NOT_GIVEN: Final = (FileNotFoundError, Unsealable, Refused)


def not_given(request: HttpRequest, stored: Stored, key: str, error: Exception) -> HttpResponse:
    """It is gone, its key is not on this machine, or the reader may look at a copy at most."""
    if isinstance(error, Refused):
        return error_page(request, 403, why="original")
    if isinstance(error, Unsealable):
        logger.error("Exhibit %s of case %s", key, stored.case_id, exc_info=error)
        return error_page(request, 503, why="unsealable")
    return error_page(request, 404, why="erased" if stored.state.exhibits[key].erased_at else "")
