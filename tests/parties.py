"""Parties on their pages: filling in the guided complaint, and pictures to hand in."""

import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from gongdao.casework.models import Case
from gongdao.casework.store import decoded
from gongdao.lib.ids import case_id
from gongdao.rulebook.state import State

STORY = {
    "course": "收到的包裹外箱压坏，里面的花瓶碎了，找客服一直不处理。",
    "when": "5月4日下午",
    "place": "家里",
    "people": "送货的师傅",
    "order_no": "2024042800123",
}
TOPIC = {
    "category": "goods_damaged",
    "demands": ["refund", "apology"],
    "amount_refund": "199.50",
    "wish": "退到原来的支付账户",
}
CONTACT = {"name": "王女士", "contact": "138 1234 5678", "mood": "angry"}


def png(shade: int = 0) -> bytes:
    """A small picture; another `shade` is another content."""
    rows = b"".join(b"\x00" + bytes([shade, 120, 180]) * 16 for _ in range(16))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def picture(name: str = "花瓶.png", shade: int = 0) -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    return SimpleUploadedFile(name, png(shade), "image/png")


def step(client: Client, name: str, data: dict[str, Any], *, go: str = "next") -> HttpResponse:
    """Fill in one step."""
    response: HttpResponse = client.post(f"/portal/file/{name}/", {**data, "go": go})
    return response


def fill_in(client: Client, **changes: dict[str, Any]) -> None:
    """Fill in all steps up to the review; `changes` by step."""
    for name, data in (("story", STORY), ("topic", TOPIC), ("contact", CONTACT)):
        response = step(client, name, data | changes.get(name, {}))
        assert response.status_code == 302, response.content.decode()


def secret_of(client: Client) -> str:
    """What the review page sends along."""
    response = client.get("/portal/file/review/")
    assert response.status_code == 200, response.headers
    return str(response.context["draft"])


def send(client: Client) -> HttpResponse:
    """Send what was filled in."""
    response: HttpResponse = client.post("/portal/file/send/", {"draft": secret_of(client)})
    return response


def filed(client: Client, **changes: dict[str, Any]) -> tuple[str, str]:
    """File a complaint and return its number and contact code."""
    fill_in(client, **changes)
    assert send(client).status_code == 302
    response = client.get("/portal/file/done/")
    return str(response.context["number"]), str(response.context["code"])


def state_of(number: str) -> State:
    """The stored state of a case."""
    text = (
        Case.objects.extra(select={"text": "state::text"})
        .values_list("text", flat=True)
        .get(pk=case_id(number))
    )
    return decoded(str(text))


def fields_of(response: Any, **values: Any) -> dict[str, Any]:
    """The hidden fields of an act's form, with the values somebody fills in."""
    context = response.context
    return {"version": context["version"], "key": context["key"], **values}
