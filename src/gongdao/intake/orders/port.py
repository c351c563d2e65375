"""The port: what a source of orders is, and which one the settings name."""

from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings

from gongdao.rulebook.terms import Order

SANDBOX: Final = "sandbox"


class Unavailable(Exception):
    """The source cannot be asked now; later it may. `why` is for the log and for staff, never for parties."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Source(Protocol):
    """Where orders are kept."""

    def find(self, number: str) -> Order | None:
        """The order with this number as it stands now, or None if there is none. Raises Unavailable."""


def source() -> Source | None:
    """The source that the settings name, or None: orders are then typed in by hand.

    `sandbox`; an address with `{number}` in it, as https://shop.example/orders/{number}; or a file of CSV,
    XLSX or JSON.
    """
    where = str(settings.ORDERS)
    return _made(where, str(settings.ORDERS_TOKEN)) if where else None


@lru_cache(maxsize=8)
def _made(where: str, token: str) -> Source:
    from gongdao.intake.orders.files import FileSource, sandbox
    from gongdao.intake.orders.http import HttpSource

    if where == SANDBOX:
        return sandbox()
    if where.startswith(("http://", "https://")):
        return HttpSource(where, token)
    return FileSource(Path(where))
