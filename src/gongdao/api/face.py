"""The face as a whole: every operation, the routes of django-ninja, and the document of both."""

from functools import cache
from hashlib import sha256
from typing import Any, Final

import msgspec
from ninja import NinjaAPI, Router

from gongdao.api.document import document
from gongdao.api.resources import (
    acting,
    case,
    customers,
    dossier,
    exhibits,
    filing,
    listing,
    me,
    policies,
    precedents,
    reasons,
    shops,
    uploads,
)
from gongdao.api.routes import Operation, Routes

TOPICS: Final[tuple[Routes, ...]] = (
    filing.routes, listing.routes, case.routes, acting.routes, exhibits.routes, uploads.routes,
    dossier.routes,
    reasons.routes, customers.routes, policies.routes, shops.routes,
    precedents.routes, me.routes,
)  # fmt: skip
OPERATIONS: Final[tuple[Operation, ...]] = tuple(item for topic in TOPICS for item in topic.operations)

# The document and its page are our own: ninja's loads scripts from elsewhere and knows nothing of structs.
ninja: Final = NinjaAPI(title="gongdao", urls_namespace="gongdao-api", docs_url=None, openapi_url=None)
_router: Final = Router()  # one for all: an address takes its methods from several topics
for _topic in TOPICS:
    _topic.mount(_router)
ninja.add_router("", _router)


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    return document(OPERATIONS)


@cache
def openapi_file() -> tuple[bytes, str]:
    """The document as it is served, and its ETag."""
    text = msgspec.json.format(msgspec.json.encode(openapi()), indent=2) + b"\n"
    return text, f'"{sha256(text).hexdigest()[:32]}"'
