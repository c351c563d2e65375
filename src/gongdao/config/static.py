"""Static files under names that tell their content, each worked out once: a page asks for a dozen."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it comes without types
    """What was collected does not change while the program runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As whitenoise's own."""
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file. Raises ValueError for one that was not collected."""
        known = self._addresses.get(name or "")
        if known is None or force:
            known = super().url(name, force)
            self._addresses[name or ""] = known
        return known
