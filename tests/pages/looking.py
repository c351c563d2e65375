"""Helpers for tests of pages: keeping a picture, and what every page must be."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_RULE = re.compile(r"\b[A-Z]{3}-[0-9]+")  # the id of a rule is its name
# What a Chinese page may say in Latin letters: names, formats, the other language's own name.
_ALLOWED = {"English", "gongdao", "TOTP", "PDF", "DOCX"}

Visit = Callable[..., Page]
"""`visit(page, path, account=None, language="")`."""


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the whole page when GONGDAO_SCREENSHOTS names a folder."""
    folder = os.environ.get("GONGDAO_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def assert_readable(page: Page, allowed: set[str] | None = None) -> None:
    """No raw code, no missing value, nothing wider than the screen, no English on a Chinese page."""
    text = page.inner_text("body")
    assert "⟨" not in text
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if page.get_attribute("html", "lang") == "zh-Hans":
        english = set(_ENGLISH.findall(_RULE.sub("", text))) - _ALLOWED - (allowed or set())
        assert not english, f"English on a Chinese page: {sorted(english)}"
