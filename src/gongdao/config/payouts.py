"""The payment gateway that the environment names."""

import os
from typing import Any, Final
from urllib.parse import urlsplit

from gongdao.lib.signed_http import SHORTEST_SECRET

_HERE: Final = ("localhost", "127.0.0.1", "::1")


class BadPayoutSettings(ValueError):
    """The gateway is named, but it cannot be spoken to safely."""


def payout_settings() -> dict[str, Any]:
    """`GONGDAO_PAYOUT_URL`, `…_CLIENT` and `…_SECRET` as a setting of Django; no address: no such gateway.

    Raises BadPayoutSettings for an address that is not https (but on this machine), or has a query or a
    password in it, and for a secret of fewer than 32 characters: it moves money.
    """
    address = os.environ.get("GONGDAO_PAYOUT_URL", "").strip()
    client = os.environ.get("GONGDAO_PAYOUT_CLIENT", "").strip() or "gongdao"
    secret = os.environ.get("GONGDAO_PAYOUT_SECRET", "")
    if address:
        parts = urlsplit(address)
        here = parts.hostname in _HERE
        if parts.scheme != "https" and not (parts.scheme == "http" and here):
            raise BadPayoutSettings("GONGDAO_PAYOUT_URL begins with https:// (http:// on this machine alone)")
        if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
            raise BadPayoutSettings("GONGDAO_PAYOUT_URL is an address without query, fragment or password")
        if len(secret) < SHORTEST_SECRET:
            raise BadPayoutSettings(f"GONGDAO_PAYOUT_SECRET needs at least {SHORTEST_SECRET} characters")
        if not client.isascii() or not client.isprintable():
            raise BadPayoutSettings("GONGDAO_PAYOUT_CLIENT is plain ASCII")
    return {"address": address, "client": client, "secret": secret}
