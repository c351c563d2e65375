"""The face as a whole: every operation, the routes of django-ninja, and the document of both."""

from functools import cache
from hashlib import sha256
from typing import Any, Final

import msgspec
from ninja import NinjaAPI

from gongdao.api.document import document
from gongdao.api.resources import acting, filing, me, policies
from gongdao.api.routes import Operation, Routes

TOPICS: Final[tuple[Routes, ...]] = (
    filing.routes, acting.routes, policies.routes, me.routes,
)  # fmt: skip
OPERATIONS: Final[tuple[Operation, ...]] = tuple(item for topic in TOPICS for item in topic.operations)

# The document and its page are our own: ninja's loads scripts from elsewhere and knows nothing of structs.
ninja: Final = NinjaAPI(title="gongdao", urls_namespace="gongdao-api", docs_url=None, openapi_url=None)
for _topic in TOPICS:
    ninja.add_router("", _topic.router)


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    return document(OPERATIONS)


@cache
def openapi_file() -> tuple[bytes, str]:
    """The document as it is served, and its ETag."""
    text = msgspec.json.format(msgspec.json.encode(openapi()), indent=2) + b"\n"
    return text, f'"{sha256(text).hexdigest()[:32]}"'
