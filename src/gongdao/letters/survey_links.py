"""Links by which a customer answers the survey of one case without signing in (RES-14).

The link is signed and good for one asking of one case: when a case is reopened and the survey asked anew,
the old link leads nowhere. It allows nothing but answering.
"""

from datetime import datetime
from typing import Final, NamedTuple

from django.core import signing

_SALT: Final = "gongdao.survey"
_PATH: Final = "/portal/survey/{token}/"


class Invited(NamedTuple):
    """Whose survey a link is for: the number of the case, and until when it was asked."""

    number: str
    until: str


def survey_path(number: str, until: datetime) -> str:
    """The address of the survey of a case, below the address of the site."""
    return _PATH.format(token=signing.dumps([number, until.isoformat()], salt=_SALT))


def invited(token: str) -> Invited | None:
    """Whom a link invites; None for a link that is not ours."""
    try:
        number, until = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Invited(str(number), str(until))
