"""Limits for visitors without an account, by their address."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongdao.intake.attempts import Limit

HOUR = 3600
QUARTER = 900


def address_of(request: HttpRequest) -> str:
    """The address a request came from, as signing in sees it too; of IPv6 the network."""
    address = str(get_adapter(request).get_client_ip(request))
    return ":".join(address.split(":")[:4]) if ":" in address else address


def filing_limit(request: HttpRequest) -> Limit:
    """Complaints from one address."""
    return Limit("file", address_of(request), most=30, seconds=HOUR)


def photo_limit(request: HttpRequest) -> Limit:
    """Photos from one address."""
    return Limit("photo", address_of(request), most=120, seconds=HOUR)


def following_limits(request: HttpRequest, number: str) -> tuple[Limit, Limit]:
    """Attempts with a contact code, from one address and on one number."""
    return (
        Limit("follow-from", address_of(request), most=20, seconds=QUARTER),
        Limit("follow-on", number.strip(), most=10, seconds=QUARTER),
    )


def too_many(request: HttpRequest, until_at: datetime) -> HttpResponse:
    """Tell a visitor in a friendly way to wait a little."""
    return render(request, "web/portal/too_many.html", {"until_at": until_at}, status=429)
