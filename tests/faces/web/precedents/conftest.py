"""The pages of precedents are tried on those of two worked cases."""

from tests.library import library, told

__all__ = ["library", "told"]  # fixtures
