"""Rows of a catalogue file become goods, by headers in Chinese or English; a bad value hides no row."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gongdao.intake.files import values
from gongdao.intake.files.problems import BadFile, BadValue, Problem
from gongdao.intake.files.tables import Table
from gongdao.intake.files.values import Cell, key_of, shown
from gongdao.rulebook.listing import Goods

# Field -> headers that mean it.
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("商品标题", "标题", "宝贝标题", "商品名称", "名称", "title", "name"),
    "code": ("商品编号", "商品编码", "商品id", "宝贝id", "编号", "编码", "货号", "商家编码", "code", "sku",
             "id"),
    "shop": ("店铺", "店铺编号", "店铺名称", "商家", "shop", "store"),
    "category": ("类目", "商品类目", "所属类目", "分类", "类别", "category"),
    "brand": ("品牌", "brand"),
    "model": ("型号", "规格型号", "model"),
    "colour": ("颜色", "颜色分类", "colour", "color"),
    "price": ("价格", "售价", "单价", "一口价", "价格（元）", "price"),
    "postage": ("邮费", "运费", "邮费（元）", "postage", "freight", "shipping"),
    "pictures": ("图片", "主图", "商品图片", "图片地址", "pictures", "images", "picture", "image"),
    "text": ("描述", "商品描述", "宝贝描述", "详情", "商品详情", "description", "text", "details"),
    "payment": ("支付方式", "付款方式", "payment"),
    "attributes": ("属性", "商品属性", "规格", "attributes", "specification"),
    "isbn": ("isbn", "书号", "国际标准书号"),
}  # fmt: skip
_BY_HEADER: Final = {key_of(header): field for field, headers in HEADERS.items() for header in headers}
_LONGEST_TITLE: Final = 500


class Unread(NamedTuple):
    """A value that could not be read; its row is checked without it."""

    line: int
    problem: Problem


class Catalogue:
    """The goods of a file. `rows`: the cells of the lines asked for, as they stand there."""

    def __init__(self, path: Path, *, shop: str, shops: Mapping[str, str], sheet: str = "") -> None:
        """`shop`: the ref of whoever's catalogue it is, or "" where a column says it, by `shops`.

        `shops`: code or name to ref. Raises BadFile.
        """
        self._table = Table(path, sheet=sheet)
        self._shop = shop
        self._shops = {key_of(name): ref for name, ref in shops.items()}
        self._places = _mapped(self._table.shape.header)
        if not shop and "shop" not in self._places:
            raise BadFile("no_shop", option="--shop")
        self.unread: list[Unread] = []

    @property
    def lines(self) -> int:
        """About how many rows there are; 0 if unknown."""
        return self._table.shape.lines

    @property
    def header(self) -> tuple[str, ...]:
        """The header as written."""
        return self._table.shape.header

    @property
    def columns(self) -> dict[str, str]:
        """Field to the header it was read from."""
        return {field: self.header[place] for field, place in self._places.items()}

    def goods(self) -> Iterator[Goods]:
        """Every row with a title. Raises BadFile where the file breaks off, or a shop is unknown."""
        for line, cells in self._table.rows():
            found = self._goods(line, cells)
            if found is not None:
                yield found

    def rows(self, lines: frozenset[int]) -> dict[int, list[str]]:
        """The cells of these lines: the proof of a hit."""
        return {line: [shown(cell) for cell in cells] for line, cells in self._table.rows() if line in lines}

    def _goods(self, line: int, cells: Sequence[Cell]) -> Goods | None:
        def text(field: str) -> str:
            place = self._places.get(field)
            return shown(cells[place]).strip() if place is not None and place < len(cells) else ""

        title = text("title")[:_LONGEST_TITLE]
        if not title:
            return None
        return Goods(
            line=line, code=text("code") or f"#{line}", title=title, category=text("category"),
            shop=self._shop_of(line, text("shop")), brand=text("brand"), model=text("model"),
            colour=text("colour"), price_fen=self._fen(line, "price", text("price")),
            postage_fen=self._fen(line, "postage", text("postage")),
            pictures=self._pictures(text("pictures")), text=text("text"), payment=text("payment"),
            attributes=text("attributes"), isbn=text("isbn"),
        )  # fmt: skip

    def _shop_of(self, line: int, named: str) -> str:
        if self._shop:
            return self._shop
        ref = self._shops.get(key_of(named))
        if ref is None:
            raise BadFile("unknown_shop", line=line, name=named)
        return ref

    def _fen(self, line: int, field: str, text: str) -> int | None:
        if not text:
            return None
        try:
            return values.fen(text, field)
        except BadValue as bad:
            self.unread.append(Unread(line, bad.problem))
            return None

    def _pictures(self, text: str) -> tuple[str, ...]:
        if "pictures" not in self._places:
            return ("?",)  # the file says nothing of pictures, so none is missing
        return tuple(part for part in text.replace("；", ";").replace("|", ";").split(";") if part.strip())


def _mapped(header: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        field = _BY_HEADER.get(key_of(name))
        if field is not None:
            places.setdefault(field, place)
    if "title" not in places:
        raise BadFile("no_title", headers=[name for name in header if name])
    return places
