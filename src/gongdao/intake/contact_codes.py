"""Contact codes 查询码: with the number of a case, how its complainant follows it without an account.

A code opens one case only, never the history of the customer. It is bound to the case and stored as a slow,
salted digest. The number alone, the code alone, a wrong code and an absent case are all the same answer.
"""

import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime
from typing import Final

from django.conf import settings
from msgspec import Struct

from gongdao.intake.models import ContactCode
from gongdao.lib.ids import case_id

# Nothing that looks like something else: no 0 and O, no 1, I and L. Ten of them are 49 bits.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 10
_GROUP: Final = 5
_SALT_BYTES: Final = 16
_NO_SALT: Final = bytes(_SALT_BYTES)


class Holder(Struct, frozen=True):
    """Who showed the right code: of which case, and as which party (a ref)."""

    case_id: int
    party: str


def code_from(secret: str) -> str:
    """The code that belongs to a secret of the one who files, as `K7QM3-XPA9R`.

    The same secret gives the same code, so that a form sent twice shows the code of the one case it opened.
    Whoever knows neither the secret nor the key of this installation cannot tell the code.
    """
    key = b"contact code " + settings.SECRET_KEY.encode()
    number = int.from_bytes(hmac.new(key, secret.encode(), hashlib.sha256).digest(), "big")
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    plain = "".join(letters)
    return f"{plain[:_GROUP]}-{plain[_GROUP:]}"


def issue(*, case: int, party: str, code: str, now: datetime) -> None:
    """Let `party` follow a case with this code. A code that the case already has stays as it is."""
    salt = secrets.token_bytes(_SALT_BYTES)
    row = ContactCode(case_id=case, party=party, salt=salt, digest=_digest(plain(code), salt), issued_at=now)
    ContactCode.objects.bulk_create([row], ignore_conflicts=True)


def replace(*, case: int, party: str, code: str, now: datetime) -> None:
    """Let `party` follow a case with this code; what was issued before opens nothing any more."""
    salt = secrets.token_bytes(_SALT_BYTES)
    values = {"party": party, "salt": salt, "digest": _digest(plain(code), salt), "issued_at": now}
    ContactCode.objects.update_or_create(case_id=case, defaults=values)


def holder(number: str, code: str) -> Holder | None:
    """Who may follow the case with this number by this code; None where either is wrong.

    Takes as long for a case that is not there as for a wrong code. Limit the attempts before you ask.
    """
    try:
        row = ContactCode.objects.filter(pk=case_id(number)).first()
    except ValueError:
        row = None
    salt, stored = (bytes(row.salt), bytes(row.digest)) if row is not None else (_NO_SALT, _NO_SALT)
    matches = hmac.compare_digest(_digest(plain(code), salt), stored)
    return Holder(row.case_id, row.party) if row is not None and matches else None


def plain(code: str) -> str:
    """A code as typed, without what people add: blanks, dashes, small or full-width letters."""
    text = unicodedata.normalize("NFKC", code[:100]).upper()
    return "".join(letter for letter in text if letter.isalnum())


def plain_number(number: str) -> str:
    """A case number as typed, without blanks, with the usual digits and dash."""
    text = unicodedata.normalize("NFKC", number[:100])
    return "".join("-" if letter in "‐‑–—−" else letter for letter in text if not letter.isspace())


def _digest(code: str, salt: bytes) -> bytes:
    # 16 MB and some 40 ms: cheap for one attempt, dear for all codes of a stolen table.
    return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, maxmem=2**25, dklen=32)
