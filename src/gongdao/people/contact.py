"""Phones, e-mails and names: brought to one form for finding, masked for showing (INT-8). Pure."""

import unicodedata

_MASK = "***"


def normalise_phone(text: str) -> str:
    """One form per line: `+8613812345678` for a mainland mobile, else its digits; "" if it is no phone.

    Full-width digits, blanks, dashes, brackets and the prefixes 0086 and +86 make no difference.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if "@" in plain:  # the digits of 12345678@qq.com are no phone, and 12345678@163.com is somebody else
        return ""
    digits = "".join(char for char in plain if char in "0123456789")
    if plain.startswith("00"):
        plain, digits = "+", digits[2:]
    if plain.startswith("+") and not digits.startswith("86"):
        return f"+{digits}" if 7 <= len(digits) <= 15 else ""
    if plain.startswith("+") or (len(digits) == 13 and digits.startswith("861")):
        digits = digits.removeprefix("86")
    if len(digits) == 11 and digits.startswith("1"):
        return f"+86{digits}"
    return digits if 5 <= len(digits) <= 20 else ""


def normalise_email(text: str) -> str:
    """Lower case without blanks around; "" if it is no address."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    name, at, host = plain.rpartition("@")
    fits = name and at and "." in host and not any(char.isspace() for char in plain) and len(plain) <= 254
    return plain if fits else ""


def mask_phone(text: str) -> str:
    """`138****5678`: the first three and last four digits of a mobile, the last two of anything shorter."""
    key = normalise_phone(text).removeprefix("+86")
    if not key:
        return _MASK if text.strip() else ""
    return f"{key[:3]}****{key[-4:]}" if len(key) >= 11 else f"{_MASK}{key[-2:]}"


def mask_email(text: str) -> str:
    """`z***@example.com`: the first letter and the host."""
    name, at, host = text.strip().rpartition("@")
    if not at or not name:
        return _MASK if text.strip() else ""
    return f"{name[0]}{_MASK}@{host}"


def mask_name(text: str) -> str:
    """`张**`: the first character; of `Mary Smith` the initials, `M. S.`."""
    plain = text.strip()
    if plain.isascii():
        return " ".join(f"{part[0].upper()}." for part in plain.split())
    return plain[:1] + "*" * min(max(len(plain) - 1, 1), 2)


def mask_contact(text: str) -> str:
    """Mask a contact of unknown kind."""
    return mask_email(text) if "@" in text else mask_phone(text)
