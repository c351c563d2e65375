"""From where somebody comes who deals with evidence: for custody."""

from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


class Origin(NamedTuple):
    """`channel`: of models.CHANNELS; `address`: IP address as the outermost trusted proxy saw it, or ""."""

    channel: str = ""
    address: str = ""


def origin_of(request: HttpRequest, channel: str) -> Origin:
    """From where a request comes; behind proxies as GONGDAO_PROXIES says."""
    try:
        return Origin(channel, str(get_adapter(request).get_client_ip(request) or ""))
    except PermissionDenied:  # fewer proxies than were told, or no address at all
        return Origin(channel)
