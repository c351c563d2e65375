"""Headers under which a browser runs nothing of what strangers sent, and keeps none of it."""

from typing import Final

INERT: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
