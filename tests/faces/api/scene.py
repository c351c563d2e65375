"""A small company with tokens for everybody, and a caller for each of them."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from gongdao.people import actions as people
from gongdao.people.models import Customer
from gongdao.policies import queries
from gongdao.policies.actions import publish_shipped
from gongdao.policies.models import PolicyVersion
from gongdao.rulebook.actor import SYSTEM


@dataclass
class Caller:
    """One account with a token. `ref` is as what it acts."""

    ref: str
    token: str
    account_id: int
    language: str = "en"

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self._send("GET", path, query=query)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self._send("POST", path, raw, headers=headers)

    def put(self, path: str, content: bytes, content_type: str = "application/octet-stream") -> HttpResponse:
        return self._send("PUT", path, content, headers={"content_type": content_type})

    def delete(self, path: str) -> HttpResponse:
        return self._send("DELETE", path)

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> HttpResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        response: HttpResponse = Client(raise_request_exception=False).post(
            f"/api{path}", fields, headers=self._headers() | given
        )
        return response

    def _send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        given = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        content_type = given.pop("content-type", "application/json")
        response: HttpResponse = Client(raise_request_exception=False).generic(
            method,
            f"/api{path}",
            body,
            content_type,
            headers=self._headers() | given,
            query_params=query or None,  # type: ignore[arg-type]  # the stubs want a mapping of text
        )
        return response

    def _headers(self) -> dict[str, str]:
        headers = {"accept-language": self.language}
        return headers | ({"authorization": f"Bearer {self.token}"} if self.token else {})


def _png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(target, "PNG")
    return target.getvalue()


PNG = _png()


def photo(name: str = "照片.png", content: bytes = PNG) -> SimpleUploadedFile:
    """Return a file as a browser would send it."""
    return SimpleUploadedFile(name, content, "image/png")


@dataclass
class Scene:
    """The company: everybody who calls."""

    handler: Caller  # the agent who gets the cases: nobody else takes any
    colleague: Caller  # of the same department, does not handle the case
    supervisor: Caller
    administrator: Caller
    customer: Caller
    technician: Caller
    stranger: Caller  # a customer who has nothing to do with it
    nobody: Caller  # without a token
    now: datetime

    def opening(self, **changes: Any) -> dict[str, Any]:
        """The body of a complaint by the customer."""
        body: dict[str, Any] = {
            "channel": "app",
            "complainant": {"ref": self.customer.ref, "name": "王女士", "contact": "13812345678"},
            "description": "收到的包裹外箱破损，花瓶碎了，要求退款。",
            "demands": [{"kind": "refund", "amount_fen": 19900}],
            "order_no": "2024042800123",
        }
        return body | changes

    def open_case(self, **changes: Any) -> str:
        """Open a case as the customer and return its number."""
        response = self.customer.post("/cases", self.opening(**changes))
        assert response.status_code == 201, response.content.decode()
        return str(response.json()["number"])


def made(now: datetime) -> Scene:
    """Make the company and publish the shipped policies."""
    _publish(now)
    people.put_region(actor=SYSTEM, now=now, code="310000", name="上海")
    for code in ("orders", "service"):
        people.put_department(actor=SYSTEM, now=now, code=code, name=code)
    return Scene(
        handler=_staff(now, "hand", ("agent",), capacity=1000),
        colleague=_staff(now, "coll", ("agent",), capacity=0),
        supervisor=_staff(now, "supe", ("supervisor",), capacity=0),
        administrator=_staff(now, "admi", ("administrator",), capacity=0),
        customer=_customer(now, "13812345678"),
        technician=_technician(now),
        stranger=_customer(now, "13900000000"),
        nobody=Caller("", "", 0),
        now=now,
    )


def _publish(now: datetime) -> None:
    """Publish the shipped policies; from the second time on, as the same rows again, which is quicker."""
    if not _PUBLISHED:
        _PUBLISHED.extend(publish_shipped(now))
        return
    fields = [field.attname for field in PolicyVersion._meta.concrete_fields if field.attname != "id"]
    again = [PolicyVersion(**{name: getattr(row, name) for name in fields}) for row in _PUBLISHED]
    PolicyVersion.objects.bulk_create(again)
    queries.forget_list()


_PUBLISHED: list[PolicyVersion] = []


def token_for(caller: Caller, *scopes: str, expires_at: datetime | None = None) -> str:
    """Make a further token for an account, with these scopes."""
    return _token(timezone.now(), caller.account_id, scopes, expires_at)


def _token(
    now: datetime,
    account_id: int,
    scopes: tuple[str, ...] = people.SCOPES,
    expires_at: datetime | None = None,
) -> str:
    made = people.create_token(
        actor=SYSTEM, now=now, account_id=account_id, name="test", scopes=scopes, expires_at=expires_at
    )
    return made[1]


def _account(now: datetime, name: str) -> Any:
    return people.create_account(actor=SYSTEM, now=now, username=f"user-{name}", display_name=name)


def _staff(now: datetime, name: str, roles: tuple[str, ...], capacity: int) -> Caller:
    account = _account(now, name)
    staff = people.create_staff(
        actor=SYSTEM, now=now, number=name, name=name, account=account, roles=roles, regions=["310000"],
        departments=["orders", "service"], capacity=capacity,
    )  # fmt: skip
    return Caller(f"staff:{staff.pk}", _token(now, account.pk), account.pk)


def _customer(now: datetime, phone: str) -> Caller:
    account = _account(now, phone)
    known = people.find_or_create_customer(now=now, person=people.Person("王女士", phone))
    key = int(known.ref.partition(":")[2])
    people.link_customer(actor=SYSTEM, now=now, customer_id=key, account=account)
    assert Customer.objects.get(pk=key).account_id == account.pk
    return Caller(known.ref, _token(now, account.pk), account.pk)


def _technician(now: datetime) -> Caller:
    account = _account(now, "tech")
    technician = people.put_technician(actor=SYSTEM, now=now, number="T1", name="李师傅", account=account)
    people.verify_identity(actor=SYSTEM, now=now, account_id=account.pk, how="身份证")
    return Caller(f"technician:{technician.pk}", _token(now, account.pk), account.pk)
