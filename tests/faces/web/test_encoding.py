"""What is no UTF-8 is refused with a clear page and changes nothing, at every form and address."""

from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from tests.parties import STORY, company, picture

from gongdao.casework.models import Case

pytestmark = pytest.mark.django_db

GBK = "花瓶碎了".encode("gbk")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _company(db: None) -> None:
    from django.utils import timezone

    company(timezone.now())


def _form(**values: bytes) -> bytes:
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in values.items()).encode()


@pytest.mark.parametrize(
    "body",
    [
        _form(course=GBK, go=b"next"),
        b"course=" + GBK + b"&go=next",  # not even escaped
        _form(course=b"\xed\xa0\x80", go=b"next"),  # half of a surrogate pair
        _form(course="好".encode()[:2], go=b"next"),  # a letter cut short
        quote_from_bytes(GBK).encode() + b"=x",  # in a name
    ],
)
def test_a_step_of_the_complaint_in_another_encoding_is_refused(client: Client, body: bytes) -> None:
    response = client.post("/portal/file/story/", body, content_type=FORM)
    assert response.status_code == 400
    assert "无法识别的字符" in response.content.decode()
    assert "没有保存任何内容" in response.content.decode()
    assert "complaint" not in client.session


def test_the_same_text_in_utf8_is_taken(client: Client) -> None:
    assert client.post("/portal/file/story/", {**STORY, "go": "next"}).status_code == 302


@pytest.mark.parametrize(
    "address", ["/portal/follow/", "/accounts/login/", "/language/", "/portal/file/send/", "/nowhere/"]
)
def test_every_form_is_looked_over(client: Client, address: str) -> None:
    response = client.post(address, _form(number=GBK, username=GBK), content_type=FORM)
    assert response.status_code == (404 if address == "/nowhere/" else 400)


def test_a_form_with_files_is_looked_over(client: Client) -> None:
    field = b'Content-Disposition: form-data; name="go"\r\n\r\n' + GBK
    body = b"--x\r\n" + field + b"\r\n--x--\r\n"
    response = client.post("/portal/file/photos/", body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 400
    response = client.post("/portal/file/photos/", {"photos": picture("花瓶.png"), "go": "add"})
    assert response.status_code == 302


@pytest.mark.parametrize("query", ["q=%BB%A8", "q=%ff", "%ff=1", "q=a%00b", "%00=1"])
def test_an_address_in_another_encoding_is_refused(client: Client, query: str) -> None:
    response = client.get(f"/portal/?{query}")
    assert response.status_code == 400
    assert not Case.objects.exists()


def test_an_address_in_utf8_is_taken(client: Client) -> None:
    assert client.get("/portal/?q=%E8%8A%B1&x=花&p=100%25").status_code == 200
