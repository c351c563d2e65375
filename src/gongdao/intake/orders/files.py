"""Orders in a file: JSON as the program keeps them, or a table with one row an item, CSV or XLSX.

The file is read again when it has changed, so that another program may write it anew every night.
"""

from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.utils import timezone
from msgspec.structs import replace

from gongdao.intake.files.problems import BadFile, BadValue
from gongdao.intake.files.tables import Table
from gongdao.intake.files.values import Cell, count, fen, instant, key_of, short_text, unguarded
from gongdao.intake.orders.port import Unavailable
from gongdao.rulebook.terms import Item, Order

_HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "number": ("订单号", "订单编号", "order", "order no", "order number"),
    "name": ("商品", "商品名称", "品名", "goods", "item", "product"),
    "quantity": ("数量", "件数", "quantity"),
    "price": ("单价", "价格", "price"),
    "paid": ("实付金额", "实付", "付款金额", "paid"),
    "ordered_at": ("下单时间", "ordered at"),
    "paid_at": ("付款时间", "支付时间", "paid at"),
    "signed_at": ("签收时间", "signed at"),
    "carrier": ("快递公司", "承运方", "carrier"),
    "waybill": ("运单号", "快递单号", "waybill"),
    "shop": ("店铺", "店铺编号", "shop"),
    "logistics": ("物流", "物流轨迹", "logistics"),
    "service_log": ("服务记录", "service log"),
    "staff_log": ("操作记录", "staff log"),
}  # fmt: skip
_FIELDS: Final = {key_of(header): field for field, headers in _HEADERS.items() for header in headers}
_LOGS: Final = ("logistics", "service_log", "staff_log")
_MOMENTS: Final = ("ordered_at", "paid_at", "signed_at")
_SANDBOX: Final = Path(__file__).with_name("sandbox.json")


class FileSource:
    """Orders from one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._orders: dict[str, Order] = {}

    def find(self, number: str) -> Order | None:
        """The order with this number. Raises Unavailable for a file that is gone or cannot be read."""
        try:
            about = self._path.stat()
            if self._seen != (about.st_mtime_ns, about.st_size):
                self._orders = read_orders(self._path)
                self._seen = (about.st_mtime_ns, about.st_size)
        except (OSError, BadFile, BadValue, msgspec.MsgspecError) as error:
            raise Unavailable(f"{self._path.name}: {error}") from error
        return self._orders.get(number)


def sandbox() -> FileSource:
    """Orders of the worked cases, as a shop would give them: to try the port without a shop."""
    return FileSource(_SANDBOX)


def read_orders(path: Path) -> dict[str, Order]:
    """All orders of a file by number. Raises OSError, BadFile, BadValue, msgspec.MsgspecError."""
    if path.suffix.lower() == ".json":
        orders = msgspec.json.decode(path.read_bytes(), type=tuple[Order, ...])
        return {order.number: order for order in orders}
    found: dict[str, Order] = {}
    table = Table(path)
    columns = {
        n: _FIELDS[key_of(name)] for n, name in enumerate(table.shape.header) if key_of(name) in _FIELDS
    }
    if "number" not in columns.values():
        raise BadFile("no_order_number", name=path.name)
    for _, cells in table.rows():
        row = {field: unguarded(cells[n]) for n, field in columns.items() if n < len(cells) and cells[n]}
        number = short_text(row.get("number", ""), "order_no")
        if number:
            found[number] = _with_row(found.get(number) or Order(number), row)
    return found


def _with_row(order: Order, row: dict[str, Cell]) -> Order:
    """The order with what one row tells: one more item, and whatever else it fills in."""
    zone, now = ZoneInfo(settings.LOCAL_ZONE), timezone.now()
    told: dict[str, Any] = {}
    if "name" in row:
        item = Item(
            short_text(row["name"], "goods"),
            count(row["quantity"], "quantity") if "quantity" in row else 1,
            fen(row["price"], "price") if "price" in row else 0,
        )
        told["items"] = (*order.items, item)
    if "paid" in row:
        told["paid_fen"] = fen(row["paid"], "paid")
    told |= {field: instant(row[field], field, zone, now) for field in _MOMENTS if field in row}
    told |= {field: short_text(row[field], field) for field in ("carrier", "waybill", "shop") if field in row}
    for field in _LOGS:
        if field in row:
            lines = tuple(line.strip() for line in str(row[field]).splitlines() if line.strip())
            told[field] = (*getattr(order, field), *lines)
    return replace(order, **told)
