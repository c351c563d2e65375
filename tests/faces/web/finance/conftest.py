"""The company, its finance, and clients signed in as its people."""

from tests.faces.web.desk.conftest import as_, scene

__all__ = ["as_", "scene"]
