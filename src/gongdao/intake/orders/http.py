"""Orders over HTTP: `GET address`, with the number in it, answers the order as JSON, or 404."""

import urllib.error
import urllib.request
from typing import Final
from urllib.parse import quote

import msgspec

from gongdao.intake.orders.port import Unavailable
from gongdao.lib.outgoing import NoDetours
from gongdao.rulebook.terms import Order

_SECONDS: Final = 5
_LARGEST: Final = 1024 * 1024  # bytes of an answer


class HttpSource:
    """Orders from an address such as https://shop.example/orders/{number}; `token` is sent as a bearer's."""

    def __init__(self, address: str, token: str = "") -> None:
        self._address = address
        self._headers = {"Accept": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        self._opener = urllib.request.build_opener(NoDetours)

    def find(self, number: str) -> Order | None:
        """The order with this number. Raises Unavailable for anything but an order or 404."""
        address = self._address.replace("{number}", quote(number, safe=""))
        request = urllib.request.Request(address, headers=self._headers)  # noqa: S310  # http or https, see port
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                text = answer.read(_LARGEST + 1)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise Unavailable(f"status {error.code}") from error
        except (OSError, ValueError) as error:
            raise Unavailable(str(error)) from error
        if len(text) > _LARGEST:
            raise Unavailable("the answer is too long")
        try:
            order = msgspec.json.decode(text, type=Order)
        except msgspec.MsgspecError as error:
            raise Unavailable(f"not an order: {error}") from error
        if order.number != number:
            raise Unavailable(f"asked for {number}, answered {order.number}")
        return order
