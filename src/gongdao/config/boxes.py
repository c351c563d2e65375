"""The mailboxes to which letters of appeal are sent, as `GONGDAO_APPEAL_BOX` names them (AST-3)."""

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email


def boxes_in(text: str) -> dict[str, str]:
    """Mailboxes by policy; "*" is that of every other one.

    `text`: one address for all, or `policy=address` by comma. Raises ImproperlyConfigured for what is no
    address, so that no letter is lost to a slip of the pen.
    """
    found: dict[str, str] = {}
    for part in filter(None, (item.strip() for item in text.split(","))):
        policy, equals, address = part.rpartition("=")
        policy, address = (policy.strip() if equals else "*"), address.strip()
        try:
            validate_email(address)
        except ValidationError:
            raise ImproperlyConfigured(f"GONGDAO_APPEAL_BOX: {address!r} is no mail address") from None
        if not policy or policy in found:
            raise ImproperlyConfigured(f"GONGDAO_APPEAL_BOX: {part!r} is named twice or for nothing")
        found[policy] = address
    return found
